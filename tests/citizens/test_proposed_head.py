"""The head of the household is proposed by VNeID: ticked, asked by handle, told to the police."""

import re
from collections.abc import Iterator
from typing import Any

import orjson
import pytest
import requests
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from integrations.vneid import VNeID
from portal.accounts.models import Citizen
from portal.citizens.models import Draft
from portal.consents import carriers
from portal.consents.models import Consent
from portal.handovers.carriers import CarrierRegistry
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from residence.registration.models import ResidenceDeclaration
from residence.registration.procedure import heads
from tests.citizens import fate
from tests.citizens.test_birth_journey import BIRTH, FATHER, HOME, MOTHER, Family, file_it, married
from tests.integrations.running import Running
from tests.residence import families as f

pytestmark = pytest.mark.django_db
HEAD, HEAD_NAME = "000166000003", "Lê Thị Ví Dụ"
SHOWN = "Lê T… V… D…"
PAGE = f"/khai/birth/{HOME}/head/"
GONE = "Dữ liệu cư trú nay không còn ghi chủ hộ đã chọn."


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """VNeID as a process of its own."""
    running = Running("vneid", tmp_path_factory.mktemp("vneid"))
    yield running
    running.kill()


@pytest.fixture
def vneid(process: Running, settings: Any) -> Iterator[Running]:
    """The same, known to the portal, where everybody answers by hand."""
    process.set(mode="honest", misbehaviours={}, habits={}, people={}, heads={})
    settings.OUTSIDE_SYSTEMS = {**settings.OUTSIDE_SYSTEMS, "vneid": process.url}
    made = (heads.door, carriers.client)
    for client in made:
        client.cache_clear()
    cache.clear()
    yield process
    for client in made:
        client.cache_clear()
    cache.clear()


@pytest.fixture
def mother(mother: Citizen) -> Citizen:
    """The applicant, who lives in the household of her mother-in-law."""
    mother.personal_number, mother.full_name = "000196000001", "Lê Thử Mẹ"
    mother.residence_kind, mother.address_line = "permanent", "Số 1 ngõ Ví Dụ"
    mother.save()
    return mother


class Proposing(Family):
    """A family that ticks the head who is proposed, if one is."""

    def _answer(self, address: str, said: dict[str, Any]) -> str:
        if address == PAGE:
            mark = mark_in(self.client.get(address).content.decode())
            if mark:
                said = {"household_head": mark, "owner": "head"}
        return super()._answer(address, said)


def mark_in(body: str) -> str:
    """Return what the choice of the proposed head is sent as, "" if nobody is proposed."""
    found = re.search(r'value="(proposed-[0-9a-f]+)"', body)
    return found[1] if found else ""


def carry() -> None:
    """Send what is due to VNeID and ask for its answers, once."""
    known = CarrierRegistry()
    known.register(carriers.ConsentCarrier())
    runner = Runner(registry=known)
    Handover.objects.exclude(channel="consent").delete()
    for act in (runner.dispatch, runner.collect):
        Handover.objects.update(next_at="2026-01-01T00:00Z")
        act(clock=timezone.now)


def answer(vneid: Running, number: str, **said: str) -> None:
    """Let a person answer on the page of VNeID whatever they are asked."""
    page = f"/people/vneid-{number[-6:]}"
    for key in set(re.findall(r"consent-[0-9]+\.1", vneid.get(page).text)):
        requests.post(f"{vneid.url}{page}", data={"key": key, **said}, timeout=5)


def filed(browser: Client) -> Dossier:
    assert Proposing(browser, married()).walk() == "/khai/birth/kiem-tra/"
    (dossier,) = file_it(browser)
    return dossier


def test_from_the_proposal_to_the_letter(browser: Client, mother: Citizen, vneid: Running) -> None:
    dossier = filed(browser)
    kept = ResidenceDeclaration.objects.get()
    consent = Consent.objects.get()
    assert (consent.personal_number, consent.full_name) == ("", SHOWN)
    assert consent.handle == kept.head_handle != ""
    carry()
    answer(vneid, HEAD, answer="agree")
    carry()

    consent.refresh_from_db()
    assert (consent.status, consent.personal_number) == ("AGREED", HEAD)
    case = f.case_of(fate.step_of(dossier, HOME), f.birth_facts())
    letter = orjson.loads(registry[HOME].compose([case])[case.step_id])
    assert (letter["head_full_name"], letter["head_personal_number"]) == (HEAD_NAME, HEAD)
    assert "…" not in letter["head_full_name"]


def test_neither_name_nor_number_is_shown_or_kept(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    dossier = filed(browser)
    draft = Draft.objects.get()
    pages = [
        browser.get(address).content.decode()
        for address in (f"/ho-so/{dossier.code}/", f"/ho-so/{dossier.code}/dong-y/")
    ]
    told = [*pages, str(draft.offered), str(draft.typed)]
    assert SHOWN in pages[1]
    assert not any(HEAD in one or HEAD_NAME in one for one in told)


def test_a_head_who_refuses_stays_half_hidden(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    dossier = filed(browser)
    carry()
    answer(vneid, HEAD, answer="refuse", reason="Để hỏi lại.")
    carry()
    (consent,) = Consent.objects.all()
    assert (consent.status, consent.full_name, consent.personal_number) == ("REFUSED", SHOWN, "")
    assert fate.step_of(dossier, HOME).procedure == HOME
    people = browser.get(f"/ho-so/{dossier.code}/dong-y/").content.decode()
    assert HEAD_NAME not in people
    assert f"/dong-y/{consent.pk}/doi/" in people


def test_a_head_who_changed_before_the_asking_is_asked_about_again(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    dossier = filed(browser)
    vneid.set(heads={"H1": "000094000002"})
    carry()
    (gone,) = Consent.objects.all()
    assert (gone.status, gone.cause) == ("CANCELLED", "unreachable")

    address = f"/ho-so/{dossier.code}/dong-y/{gone.pk}/doi/"
    body = browser.get(address).content.decode()
    mark = mark_in(body)
    assert "Trần V… V… D…" in body
    assert SHOWN not in body
    browser.post(address, {f"{HOME}.head-household_head": mark, f"{HOME}.head-owner": "head"})
    carry()
    answer(vneid, "000094000002", answer="agree")
    carry()
    assert Consent.objects.get(status="AGREED").personal_number == "000094000002"


def test_a_tick_in_a_draft_does_not_pass_to_the_next_head(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    Proposing(browser, married()).walk()
    Draft.objects.update(offered={HOME: {**Draft.objects.get().offered[HOME], "on": "2026-01-01"}})
    vneid.set(heads={"H1": "000094000002"})
    assert SHOWN not in browser.get(PAGE).content.decode()
    assert browser.get("/khai/birth/").context["next_url"] == PAGE


def test_a_head_without_an_account_is_not_proposed_twice(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    vneid.set(heads={"H1": "000050000016"})
    dossier = filed(browser)
    carry()
    (gone,) = Consent.objects.all()
    body = browser.get(f"/ho-so/{dossier.code}/dong-y/{gone.pk}/doi/").content.decode()
    assert not mark_in(body)
    assert Draft.objects.get().offered[HOME]["unreachable"] is True


def test_the_applicant_who_is_head_needs_nobody(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    vneid.set(heads={"H1": "000196000001"})
    answers = married()
    answers[f"{HOME}.head"] = {"household_head": "mother", "owner": "head"}
    Proposing(browser, answers).walk()
    body = browser.get(PAGE).content.decode()
    assert "Theo dữ liệu cư trú, chính ông/bà là chủ hộ." in body
    file_it(browser)
    assert not Consent.objects.exists()


def test_a_dead_head_sends_this_leg_to_the_police(
    browser: Client, mother: Citizen, vneid: Running
) -> None:
    mother.personal_number = "000194000018"
    mother.save()
    answers = married()
    answers[f"{BIRTH}.mother"] = {
        **MOTHER,
        "personal_number": "000194000018",
        "residence_commune": "22390",
        "residence_line": "Số 9 đường Mô Phỏng",
    }
    family = Proposing(browser, answers)
    family.walk()
    body = browser.get(f"/khai/birth/gap-can-bo/?viec={HOME}").content.decode()
    assert "Hộ cần đổi chủ hộ trước." in body
    assert family.walk() == "/khai/birth/kiem-tra/"
    (dossier,) = file_it(browser)
    assert fate.step_of(dossier, HOME).status == "SKIPPED"
    assert fate.step_of(dossier, BIRTH).status == "AT_DESK"


class Spy(VNeID):
    """Notes whose household is asked about."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked: list[str] = []

    def find_household(self, personal_number: str) -> Any:
        self.asked.append(personal_number)
        return super().find_household(personal_number)


@pytest.fixture
def spy(vneid: Running, monkeypatch: pytest.MonkeyPatch) -> Spy:
    made = Spy(vneid.url)
    monkeypatch.setattr(heads, "door", lambda: made)
    return made


class TestWhoseHouseholdIsAskedAbout:
    def test_once_a_day_and_only_that_of_who_is_signed_in(
        self, browser: Client, mother: Citizen, spy: Spy
    ) -> None:
        Proposing(browser, married()).walk()
        for _ in range(3):
            browser.get(PAGE)
        assert spy.asked == [mother.personal_number]

    def test_who_types_the_number_of_another_learns_nothing(
        self, browser: Client, mother: Citizen, spy: Spy
    ) -> None:
        """Nobody of the stranger's own is registered; the numbers of a household are typed."""
        mother.personal_number = "000199999999"
        mother.save()
        Family(browser, married()).walk()
        body = browser.get(PAGE).content.decode()
        assert spy.asked == ["000199999999"]
        assert not mark_in(body)
        assert "V…" not in body

    def test_who_lives_apart_from_the_child_is_not_asked_about(
        self, browser: Client, mother: Citizen, spy: Spy
    ) -> None:
        answers = married()
        elsewhere = {
            "residence_kind": "permanent",
            "residence_commune": "phường Hà Giang 1, Tuyên Quang",
            "residence_line": "9 Đường Ví Dụ",
        }
        apart = {name: FATHER[name] for name in FATHER if name != "lives_with_mother"}
        answers[f"{BIRTH}.father"] = {**apart, **elsewhere}
        answers[f"{HOME}.place"] = {"with_whom": "father", "dwelling": "family"}
        Family(browser, answers).walk()
        browser.get(PAGE)
        assert spy.asked == []


def test_an_outage_leaves_the_other_ways(browser: Client, mother: Citizen, vneid: Running) -> None:
    vneid.set(misbehaviours={"server_error": 1.0})
    Family(browser, married()).walk()
    body = browser.get(PAGE).content.decode()
    assert not mark_in(body)
    assert "Không nhớ số thì để trống" in body
    file_it(browser)
    assert Consent.objects.get().full_name == "Bà Chủ Hộ"
