"""A paper a birth rests on: whoever asks for it again is refused, and whoever lets go frees it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from civil_registry.birth.forms.finding import offered_for, sought_by
from portal.accounts.models import Citizen, User
from portal.handovers.answers import Returned
from portal.handovers.carriers import Letter
from portal.hospital_papers.models import Hold
from portal.hospital_papers.services import AlreadyHeld
from portal.pipeline import services
from portal.pipeline.courier import StepCourier
from portal.pipeline.models import ReturnRequest, Step
from tests.civil_registry.birth.answers import AT, TODAY, declared_by, posted, typed, walk
from tests.hospital_papers.conftest import Sends, sending
from tests.hospital_papers.conftest import believed as believed
from tests.hospital_papers.conftest import country as country

BIRTH, NUMBER = "civil_registry.birth", "00001.GCS.99901.26"
File = Callable[..., Step]


@pytest.fixture
def send(believed: Any) -> Sends:
    return sending(believed)


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create_user(username="official-of-papers")


@pytest.fixture
def rested(file: File, send: Sends) -> Step:
    """A birth that was filed with the hospital's signed paper."""
    send()
    return file(resting())


def resting() -> dict[str, Any]:
    declared = declared_by()
    declared[f"{BIRTH}.paper"] |= {"notice": {"number": NUMBER, "child": 1}}
    return declared


def returned(step: Step, *items: str, note: str) -> Step:
    """Let the register return a birth the desk has accepted."""
    sent = Letter(1, "step", BIRTH, step.pk, step.revision, "register", b"", 1, 1, "", 0)
    answer = Returned("KS06", tuple(f"{BIRTH}.{one}" for one in items), note)
    courier = StepCourier()
    courier.settle([(sent, answer)], at=AT, locked=courier.lock([step.pk]))
    return Step.objects.get(pk=step.pk)


def test_an_agency_that_wants_the_signed_paper_is_answered_by_the_desk(rested, official):
    services.accept(step_ids=[rested.pk], by=official, at=AT)
    step = returned(rested, "paper.number", "paper.birth_paper", note="Thiếu giấy chứng sinh.")
    request = ReturnRequest.objects.get()
    assert (step.status, request.items, request.paper) == ("AT_DESK", [], "signed_notice")
    assert request.withheld == "Thiếu giấy chứng sinh."
    assert request.sentence == ""
    assert request.answered_at and not request.reviewed_at


def test_what_else_an_agency_asks_reaches_the_family_without_the_paper(rested, official):
    services.accept(step_ids=[rested.pk], by=official, at=AT)
    note = "Tên có chữ số. Xin nộp giấy chứng sinh."
    step = returned(rested, "child.given_name", "paper.birth_paper", note=note)
    request = ReturnRequest.objects.get()
    assert (step.status, request.items) == ("RETURNED", [f"{BIRTH}.child.given_name"])
    assert request.answered_at is None and request.withheld == note
    assert "Chưa có giấy chứng sinh" not in request.sentence


def test_without_a_signed_paper_the_same_answer_asks_for_it(file, official):
    step = file(declared_by())
    services.accept(step_ids=[step.pk], by=official, at=AT)
    assert returned(step, "paper.birth_paper", note="").status == "RETURNED"
    assert ReturnRequest.objects.get().items == [f"{BIRTH}.paper.birth_paper"]


def test_a_paper_serves_one_dossier_until_that_ends(rested, file, official):
    with pytest.raises(AlreadyHeld):
        file(resting())
    assert Step.objects.count() == 1  # nothing of the second one is filed
    services.return_to_family(
        step_id=rested.pk,
        reason="KS01",
        items=[f"{BIRTH}.child.given_name"],
        blanks={"name": "Nghiệm", "cause": "quá dài"},
        note="",
        by=official,
        at=AT,
    )
    assert services.lapse_returns(at=AT + timedelta(days=30)) == 1
    second = file(resting())
    assert Hold.objects.get(released_at=None).subject == second.pk
    services.withdraw(dossier_id=second.dossier_id, applicant=second.dossier.applicant, at=AT)
    assert not Hold.objects.filter(released_at=None).exists()


def test_another_day_of_birth_is_tried_only_by_looking_again(send, mother):
    """Looks are counted; a day that is changed on another page is not."""
    send(SO_CCCD_NND="000196000077", NGAY_SINH_CON="20261105040000")
    right, wrong = until_paper("05/11/2026"), until_paper("04/11/2026")
    assert stands(right, sought_on(right, mother), mother) == "valid"
    assert stands(wrong, sought_on(wrong, mother), mother) == "not_found"
    assert stands(right, sought_on(wrong, mother), mother) == "not_found"


def until_paper(born_on: str) -> dict[str, Any]:
    """Return what is declared before the page of the paper."""
    _pages, declared = walk(typed(fit={"born_on": born_on}), until="parents_married")
    return declared


def sought_on(declared: dict[str, Any], mother: Citizen) -> Any:
    """Return what is kept of a look for the paper."""
    numbers = {"sought_number": NUMBER, "mother_number": "000196000077"}
    page = posted("paper", declared, numbers, applicant=mother)
    page.is_valid()
    return sought_by(page, 1, {})


def stands(declared: dict[str, Any], known: Any, mother: Citizen) -> str:
    """Return how the paper stands that was sought."""
    told = offered_for(declared, known, mother, today=TODAY)
    return str(told["by_child"]["1"]["state"])
