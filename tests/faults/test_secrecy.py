"""No name and no number of a person stands where it has no business: one family is followed.

Its dossier meets everything that writes: the filing, an error, a note of the desk, an agency's
own words, a question to a household head, messages, the worker and the broker.
"""

import base64
import re
import threading
import time
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import redis
import requests
from celery import Celery
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoDbBlocker

from portal.accounts.models import Citizen
from portal.consents.models import Consent
from portal.embedded.replay import judge
from portal.embedded.replay.declarations import BIRTH, RESIDENCE
from portal.embedded.replay.families import Family, family
from portal.embedded.replay.people import COMMUNES, correct
from portal.pipeline import services
from portal.pipeline.models import Dossier, Step
from tests.faults.people import SEED, Browser, People, assert_whole, code_in, now
from tests.faults.site import Site, wait_until

NOTE = "Bà Chim Hoàng Yến Mang Ghi Chú"
REASON = "Ông Chim Sơn Ca Đã Ở Đây"
REGISTER = "residence_register"
ADDRESS = re.compile(r'(?:href|action|src)="([^"]*)"')
BASE64 = re.compile(r"[A-Za-z0-9+/]{16,}={0,2}")


@dataclass
class Traces:
    """What one family left behind, by where it was left, and what must not stand there."""

    left: dict[str, str]
    canaries: set[str]

    def found(self, where: str) -> set[str]:
        text = unicodedata.normalize("NFC", self.left[where]).casefold()
        return {one for one in self.canaries if one.casefold() in text}


class Listener(threading.Thread):
    """Hear everything that anybody tells the broker."""

    def __init__(self, site: Site) -> None:
        super().__init__(daemon=True)
        self._broker = redis.Redis.from_url(site.servers.urls.redis_url, socket_timeout=None)
        self._over = threading.Event()
        self.heard: list[str] = []

    def run(self) -> None:
        with self._broker.monitor() as monitor:
            while not self._over.is_set():
                self.heard.append(str(monitor.next_command()["command"]))

    def end(self) -> str:
        """Return all that was heard, with what is packed in it unpacked."""
        self._over.set()
        self._broker.ping()  # one more command, so that the thread looks up
        self.join(10)
        return unpacked("\n".join(self.heard))


def unpacked(text: str) -> str:
    """Return a text with its escapes undone and its Base64 read."""
    plain = re.sub(r"\\x([0-9a-f]{2})", _letter, text)
    texts = [text, plain.encode("latin-1", "replace").decode("utf-8", "replace")]
    for packed in BASE64.findall(text):
        content = base64.b64decode(packed + "=" * (-len(packed) % 4))
        texts.append(content.decode("utf-8", "replace"))
    return "\n".join(re.sub(r"\\u([0-9a-f]{4})", _letter, one) for one in texts)


def _letter(escape: "re.Match[str]") -> str:
    return chr(int(escape[1], 16))


def conspicuous() -> Family:
    """Return a family that has to ask a household head, under a number nobody else has."""
    for number in range(734_512, 734_600):
        one = family(number, seed=SEED, today=now().date(), communes=COMMUNES)
        asks = one.typed["residence.registration.head"]["household_head"] == ["other"]
        if asks and one.children == 1 and not one.left_out:
            return one
    raise AssertionError("no such family")


def canaries_of(one: Family) -> set[str]:
    """Return what this family typed that is about people: names, numbers, addresses."""
    typed = [value for page in one.typed.values() for values in page.values() for value in values]
    words = str(one.applicant["full_name"]).split()[-6:]
    telling = {f"{one.number:06d}", " ".join(words)}
    said = {value for value in typed if any(part in value for part in telling)}
    return {value for value in said if len(value) > 8} | {" ".join(words), NOTE, REASON}


@pytest.fixture(scope="module")
def traces(portal: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Traces]:
    """Lead one family through everything, and gather what is left behind."""
    with django_db_blocker.unblock(), portal.database():
        yield Followed(portal).to_the_end()


class Followed:
    """One conspicuous family on its way."""

    def __init__(self, site: Site) -> None:
        self.site, self.people = site, People.of(site)
        self.family = conspicuous()
        self.addresses: list[str] = []

    def to_the_end(self) -> Traces:
        listener = Listener(self.site)
        listener.start()
        dossier = self.file()
        self.be_returned_by_the_desk(dossier)
        self.be_returned_by_the_police(dossier)
        self.people.wait_until_done(dossier)
        self.look_at_everything(dossier)
        self.meet_a_constraint(dossier.applicant)
        heard = listener.end()
        assert_whole(self.site)
        canaries = canaries_of(self.family) | canaries_in_facts(dossier)
        return Traces({**self.rows(dossier), "broker": heard, **self.texts()}, canaries)

    def file(self) -> Dossier:
        draft = self.people.draft(self.family)
        self.browser = Browser(self.site, draft.citizen)
        self.read("/khai/birth/kiem-tra/")
        connection.close()
        self.site.servers.kill_postgres(immediate=True)
        assert self.browser.file(draft).status_code == 503
        self.site.servers.restart_postgres()
        answer = self.browser.file(draft)
        self.addresses.append(answer.headers["Location"])
        return Dossier.objects.get(code=code_in(answer))

    def be_returned_by_the_desk(self, dossier: Dossier) -> None:
        step = dossier.steps.get(procedure=BIRTH)
        services.open_case(step=step, by=self.people.official, at=now())
        services.return_to_family(
            step_id=step.pk,
            reason="ALL1",
            items=[f"{BIRTH}.paper.birth_paper"],
            blanks={"file": "giay.pdf", "cause": NOTE, "act": "chụp lại"},
            note=NOTE,
            by=self.people.official,
            at=now(),
        )
        self.correct(step)
        self.people.accept(dossier)

    def be_returned_by_the_police(self, dossier: Dossier) -> None:
        self.site.set(REGISTER, mode="honest", habits={"silent": 1.0})
        self.people.wait_for(dossier, RESIDENCE, "WITH_AGENCY")
        url = self.site.addresses[REGISTER]
        owing = judge.ask(f"{url}/_sim/owing.json")["owing"]
        key = next(line["key"] for line in owing if line["dossier"] == dossier.code)
        said = {"key": key, "state": "returned", "reason": REASON, "items": ["address_line"]}
        requests.post(f"{url}/_sim/answer", json=said, timeout=5).raise_for_status()
        self.people.wait_for(dossier, RESIDENCE, "RETURNED")
        self.site.calm()
        self.correct(dossier.steps.get(procedure=RESIDENCE))

    def correct(self, step: Step) -> None:
        correct(step, at=now())

    def look_at_everything(self, dossier: Dossier) -> None:
        own = f"/ho-so/{dossier.code}/"
        for path in ("/", "/ho-so/", own, f"{own}da-nop/", f"{own}dong-y/", f"{own}can-sua/"):
            self.read(path)
        self.browser.post("/tra-cuu/", {"code": dossier.code, "digits": dossier.phone[-4:]})
        self.browser.post("/tra-cuu/", {"code": dossier.phone, "digits": NOTE})
        assert Consent.objects.filter(dossier_code=dossier.code).exists()

    def read(self, path: str) -> None:
        answer = self.browser.get(path)
        assert answer.status_code < 500, (path, answer.status_code)
        self.addresses += [answer.url, *ADDRESS.findall(answer.text)]

    def meet_a_constraint(self, applicant: Citizen) -> None:
        """Let PostgreSQL refuse a row that would repeat a personal number."""
        with pytest.raises(IntegrityError), transaction.atomic():
            Citizen.objects.filter(pk=self.people.file().applicant_id).update(
                personal_number=applicant.personal_number
            )

    def rows(self, dossier: Dossier) -> dict[str, str]:
        """Return the rows that may hold codes, ids and hashes only."""
        ours = f"(SELECT id FROM pipeline_step WHERE dossier_id = {dossier.pk})"
        return {
            "journal": self.asked(
                f"SELECT j::text FROM pipeline_journalentry j WHERE dossier_id = {dossier.pk}"
            ),
            "message": self.asked(
                "SELECT (to_jsonb(h) - 'body')::text || coalesce(encode(last_exchange, 'escape'),"
                f" '') FROM handovers_handover h WHERE channel <> 'step' OR subject IN {ours}"
            ),
            "delivery": self.asked("SELECT (to_jsonb(d) - 'raw')::text FROM handovers_delivery d"),
        }

    def asked(self, question: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(question)
            rows = [str(row[0]) for row in cursor.fetchall()]
        assert rows, question
        return "\n".join(rows)

    def texts(self) -> dict[str, str]:
        logs = "\n".join(path.read_text(errors="replace") for path in self.site.logs())
        return {"log": logs, "address": "\n".join(self.addresses)}


def canaries_in_facts(dossier: Dossier) -> set[str]:
    """Return the names and numbers that agencies gave this child."""
    told: list[Any] = []
    for facts in dossier.steps.values_list("facts", flat=True):
        told += (facts or {}).values()
    texts = {one for one in told if isinstance(one, str)}
    numbers = {one for one in texts if re.fullmatch(r"[A-Z]{0,2}\d{9,15}", one)}
    assert numbers
    return numbers | {one for one in texts if "Bé" in one}


@pytest.mark.parametrize("where", ["journal", "message", "delivery", "broker", "log", "address"])
def test_no_name_and_no_number_is_left_in(where: str, traces: Traces) -> None:
    assert len(traces.canaries) > 8
    assert len(traces.left[where]) > 100
    assert traces.found(where) == set()


def test_the_web_writes_a_line_for_every_page_and_every_error(traces: Traces) -> None:
    log = traces.left["log"]
    assert "GET /ho-so/LT" in log
    assert '"status_code": 503' in log
    assert "duplicate key value" in log


def test_a_name_in_the_arguments_of_a_task_would_be_heard(site: Site, traces: Traces) -> None:
    name = max(traces.canaries)
    listener = Listener(site)
    listener.start()
    with Celery(broker=site.servers.urls.redis_url, set_as_current=False) as careless:
        wait_until(lambda: site.redis().ping() and listener.heard, 5)
        careless.send_task("nobody.hears", kwargs={"name": name}, queue="nobody", retry=False)
    time.sleep(0.2)
    assert name.casefold() in listener.end().casefold()
