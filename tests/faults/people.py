"""The people of the fault tests: invented families that file, and an official who accepts."""

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import requests
from django.conf import settings
from django.test import Client

from portal.accounts.models import Citizen, User
from portal.citizens import drafts
from portal.citizens.filing import file_draft
from portal.citizens.models import Draft, DraftFile
from portal.documents.models import Document
from portal.embedded.replay import judge
from portal.embedded.replay.bereaved import ALLOWANCE, DEATH, REMOVAL, SURVIVORS, bereaved
from portal.embedded.replay.declarations import BIRTH, CARD, RESIDENCE
from portal.embedded.replay.families import Family, citizen_of, family
from portal.embedded.replay.people import COMMUNES, prepare
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import journal, services
from portal.pipeline.models import Dossier, Step
from portal.pipeline.services.confirming import confirm_sum, finding_of
from portal.pipeline.statuses import FINAL, StepStatus
from tests.faults.site import Site, wait_until

FIRST = 500_000  # far from the numbers a replay in the same database gives its families
SEED = 11


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class People:
    """Whoever acts in a fault test; acts go through the doors of real people."""

    site: Site
    official: User
    paper: Document
    families: Iterator[Family] = field(default_factory=lambda: plain_families())

    @classmethod
    def of(cls, site: Site) -> "People":
        return cls(site, *prepare())

    def draft(self, one: Family | None = None) -> Draft:
        """Fill in a whole declaration, photo included; nothing is filed yet."""
        one = one or next(self.families)
        draft = drafts.open_draft(citizen=citizen_of(one), life_event=one.life_event, at=now())
        draft.typed, draft.left_out = one.typed, list(one.left_out)
        draft.save()
        DraftFile.objects.bulk_create(
            DraftFile(
                draft=draft, page=key, row=one.paper_row, document=self.paper, filename="giay.pdf"
            )
            for key in one.paper_pages
        )
        return draft

    def file(self, one: Family | None = None) -> Dossier:
        """File one child's dossier."""
        draft = self.draft(one)
        (dossier,) = file_draft(filing=draft.filing, applicant=draft.citizen, at=now())
        return dossier

    def accept(self, *dossiers: Dossier) -> None:
        """Accept births: from here on machines do the rest."""
        births = Step.objects.filter(
            dossier__in=dossiers, procedure=BIRTH, status=StepStatus.AT_DESK
        )
        services.accept(
            step_ids=sorted(births.values_list("pk", flat=True)), by=self.official, at=now()
        )

    def decide(self, dossier: Dossier) -> None:
        """Settle every open sum of a dossier and accept whatever of it lies on a desk."""
        on_desk = Step.objects.filter(dossier=dossier, status=StepStatus.AT_DESK).order_by("pk")
        for step in on_desk:
            found = finding_of(step.procedure, step.pk)
            if found and found.asks:
                option = found.options[0].code
                confirm_sum(
                    step_id=step.pk, option=option, cited="Điều thử", by=self.official, at=now()
                )
            services.accept(step_ids=[step.pk], by=self.official, at=now())

    def door_of(self, dossier: Dossier, procedure: str) -> str:
        """Return the endpoint this dossier's procedure goes through."""
        return dossier.steps.get(procedure=procedure).endpoint.code

    def wait_for(
        self, dossier: Dossier, procedure: str, status: str, *, seconds: float = 30
    ) -> None:
        """Wait until one step stands there, in a house where the bell rings often."""

        def there() -> bool:
            self.site.ring()
            return dossier.steps.filter(procedure=procedure, status=status).exists()

        wait_until(there, seconds, pause=0.3)

    def wait_until_done(
        self, *dossiers: Dossier, seconds: float = 40, ringing: bool = True
    ) -> float:
        """Wait until every step of these dossiers is granted; return how long that took."""

        def done() -> bool:
            if ringing:
                self.site.ring()
            open_steps = Step.objects.filter(dossier__in=dossiers).exclude(status="GRANTED")
            return not open_steps.exists()

        return wait_until(done, seconds, pause=0.3)


def plain_families(first: int = FIRST) -> Iterator[Family]:
    """Invent families of one child, all three procedures, and nobody else to ask."""
    for number in itertools.count(first):
        one = family(number, seed=SEED, today=now().date(), communes=COMMUNES)
        alone = one.typed["residence.registration.head"]["household_head"] == ["mother"]
        if alone and one.children == 1 and not one.left_out:
            yield one


def mourning_families(first: int) -> Iterator[Family]:
    """Invent families that choose every procedure after a death."""
    legs = frozenset({REMOVAL, ALLOWANCE, SURVIVORS})
    for number in itertools.count(first):
        one = bereaved(number, seed=SEED, today=now().date(), communes=COMMUNES, legs=legs)
        if not one.left_out:
            yield one


def mourning(one: Family, who_died: Citizen) -> Family:
    """Let a family register the death of this person."""
    page = one.typed[f"{DEATH}.deceased"]
    page["personal_number"] = [who_died.personal_number]
    page["born_on"], page["sex"] = [f"{who_died.born_on:%Y}"], [who_died.sex]
    return one


class Browser:
    """A citizen's telephone, signed in, before the real web server."""

    def __init__(self, site: Site, citizen: Citizen) -> None:
        client = Client()
        client.force_login(citizen.user, "django.contrib.auth.backends.ModelBackend")
        self._url = site.addresses["web"]
        self._session = requests.Session()
        self._session.trust_env = False
        token = "t" * 32
        self._session.cookies.set(
            settings.SESSION_COOKIE_NAME, client.cookies[settings.SESSION_COOKIE_NAME].value
        )
        self._session.cookies.set(settings.CSRF_COOKIE_NAME, token)
        self._session.headers["X-CSRFToken"] = token

    def get(self, path: str) -> requests.Response:
        return self._session.get(self._url + path, timeout=20)

    def post(self, path: str, answers: Mapping[str, str]) -> requests.Response:
        return self._session.post(self._url + path, data=answers, timeout=20, allow_redirects=False)

    def file(self, draft: Draft) -> requests.Response:
        """Press the button that files."""
        return self.post("/khai/birth/kiem-tra/", {"filing": str(draft.filing)})


def code_in(answer: requests.Response) -> str:
    """Return the code of the dossier that a 302 of the filing page tells."""
    assert answer.status_code == 302, answer.status_code
    _, of_dossiers, code, *_ = answer.headers["Location"].split("/")
    assert of_dossiers == "ho-so", answer.headers["Location"]
    return code


def effects_of(site: Site, dossier: Dossier) -> dict[str, list[tuple[int, str]]]:
    """Return what each agency's own log says happened to a dossier, by procedure."""
    return {
        step.procedure: [
            (line["revision"], line["effect"])
            for line in judge.effects(site.addresses[judge.system_of(step)])
            if (line["dossier_key"], line["procedure"]) == (dossier.code, step.procedure)
        ]
        for step in dossier.steps.select_related("endpoint")
    }


BIRTH_LEGS = (BIRTH, RESIDENCE, CARD)
ONCE = {procedure: [(1, "received"), (1, "granted")] for procedure in BIRTH_LEGS}


def assert_whole(site: Site) -> None:
    """Nothing anywhere is stuck, doubled, missing or rewritten."""
    verdict = judge.judge(site.addresses)
    assert (verdict.stuck, verdict.doubled, verdict.missing) == (0, 0, 0), verdict
    assert list(journal.faults()) == []
    assert not Step.objects.exclude(status__in=FINAL).exists()
    unsent = Handover.objects.filter(channel="step").exclude(status=HandoverStatus.DONE)
    assert not unsent.exists(), list(unsent.values_list("topic", "status", "last_kind"))


def last_json(printed: str) -> dict[str, Any]:
    """Return the JSON object on the last line that is one."""
    lines = [line for line in printed.splitlines() if line.startswith("{")]
    found: dict[str, Any] = json.loads(lines[-1])
    return found
