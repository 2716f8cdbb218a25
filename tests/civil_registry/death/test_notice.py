"""The hospital's signed death notice: found by three things that agree, then believed and held."""

from typing import Any

import pytest

from civil_registry.death.forms import CODE, about_of, offered_for, sought_by
from civil_registry.death.models import DeathDeclaration
from portal.accounts.models import User
from portal.handovers.answers import Returned
from portal.handovers.carriers import Letter
from portal.hospital_papers.habits import Kind
from portal.hospital_papers.services import AlreadyHeld, held_by
from portal.people.partial_dates import PartialDate
from portal.pipeline import services
from portal.pipeline.courier import StepCourier
from portal.pipeline.models import Step
from tests.civil_registry.death.answers import AT, BASE, TODAY, page_of, posted, typed, walk
from tests.hospital_papers.conftest import believed, country, send

__all__ = ["believed", "country", "send"]  # fixtures of the room that keeps the papers

pytestmark = pytest.mark.usefixtures("db")
NUMBER = "00001.GBT.99901.26"
OTHER_DAY = PartialDate.parse("14/11/2026")
SAID = {
    "HO_TEN": "TRẦN VĂN MẪU",
    "SO_GIAYTO": "000046000001",
    "NGAY_SINH": "19460302",
    "GIOI_TINH": "1",
    "NGAY_TV": "202611151430",
    "NGUYENNHAN_TV": "Bệnh già",
}


@pytest.fixture
def sent(send: Any) -> str:
    """A notice a hospital has signed and sent; its number."""
    receipt = send(kind=Kind.DEATH, **SAID)
    assert receipt.verdict_code == "accepted", receipt
    return NUMBER


def looked_for(number: str, **changes: Any) -> dict[str, Any]:
    """Return what is declared by a family that has looked for this number."""
    _pages, declared = walk(typed(**changes), until="event")
    known = {"sought": number, "about": about_of(declared)}
    return {**declared, f"{CODE}.offered": offered_for(declared, known)}


def rests_on_it(**changes: Any) -> dict[str, Any]:
    """Return the clean answers of a family that took the hospital's notice."""
    declared = looked_for(NUMBER, **changes)
    for code in ("event", "notice", "legs", "office", "results"):
        page = page_of(code)
        if page.applies(declared):
            answers = typed(**changes)[code] | ({"death_paper": []} if code == "notice" else {})
            form = posted(code, declared, answers)
            assert form.is_valid(), form.errors
            declared[page.key()] = form.cleaned_data
    return declared


def test_number_day_and_person_must_all_agree(sent):
    found = looked_for(sent)[f"{CODE}.offered"]
    assert found["state"] == "valid"
    assert (found["death_notice"]["number"], found["death_notice"]["died_time"]) == (
        NUMBER,
        "14:30",
    )
    for wrong in (
        looked_for("00002.GBT.99901.26"),
        looked_for(sent, event={"died_on": "14/11/2026"}),
        looked_for(sent, event={"died_on": "11/2026"}),
        looked_for(sent, deceased={"personal_number": "000046000099"}),
        looked_for(sent, deceased={"personal_number": ""}),
    ):
        assert wrong[f"{CODE}.offered"]["state"] == "not_found"
        assert "death_notice" not in wrong[f"{CODE}.offered"]


def test_another_number_or_day_is_tried_only_by_looking_again(sent):
    """Looks are counted; a page that is saved is not."""
    _pages, declared = walk(typed(deceased={"personal_number": "000046000099"}), until="event")
    page = posted("notice", declared, {**BASE["notice"], "sought_number": sent})
    page.is_valid()
    known = sought_by(page, {})
    _pages, right = walk(typed(), until="event")
    assert offered_for(right, known)["state"] == "not_found"
    page = posted("notice", right, {**BASE["notice"], "sought_number": sent})
    page.is_valid()
    assert offered_for(right, sought_by(page, {}))["state"] == "valid"


def test_nothing_is_looked_for_unasked(sent):
    _pages, declared = walk(typed(), until="event")
    assert offered_for(declared, {}) == {}
    page = posted("notice", declared, {**BASE["notice"], "sought_number": ""})
    page.is_valid()
    assert sought_by(page, {}) is None
    assert list(page.errors["sought_number"]) == ["Xin ghi số giấy báo tử."]


def test_a_valid_notice_fixes_what_it_says_and_no_photo_is_asked_for(sent):
    declared = looked_for(sent)
    page = posted("notice", declared, {"kind": "court_judgment", "number": "9"})
    assert page.is_valid(), page.errors
    assert page.paper.is_taken and page.uploads == ()
    assert (page.cleaned_data["kind"], page.cleaned_data["number"]) == ("death_notice", NUMBER)
    assert page.cleaned_data["signed"] == {"number": NUMBER, "child": 1}
    event = posted("event", declared, {**BASE["event"], "died_time": "01:00"})
    assert event.is_valid() and event.cleaned_data["died_time"] == "14:30"


@pytest.mark.parametrize(("place", "asked"), [("facility", True), ("home", False)])
def test_only_of_a_death_in_a_hospital_a_hospitals_notice_is_looked_for(place, asked):
    _pages, declared = walk(typed(event={"place_kind": place}), until="event")
    page = page_of("notice")(declared=declared, today=TODAY)
    assert (page.paper is not None) is asked
    assert ("sought_number" in page.fields) is asked


def test_a_number_in_the_ordinary_box_opens_the_finder_with_it():
    _pages, declared = walk(typed(event={"place_kind": "facility"}), until="event")
    answers = {"kind": "death_notice", "number": NUMBER, "issued_on": "15/11/2026"}
    page = posted("notice", declared, answers)
    assert "Xin gửi ảnh" in str(page.errors["death_paper"])
    assert page.paper.is_sought_first and "bấm “Tìm giấy”" in str(page.paper.how)
    assert page["sought_number"].value() == NUMBER
    without = posted("notice", declared, answers | {"number": ""})
    assert without.errors and not without.paper.is_sought_first


def test_filing_holds_the_notice_and_nobody_else_can_use_it(file, sent, death):
    step = file(rests_on_it())
    kept = DeathDeclaration.objects.get(pk=step.pk)
    assert (kept.signed_number, kept.notice_number) == (NUMBER, NUMBER)
    assert held_by([step.pk])[step.pk].number == NUMBER
    assert looked_for(sent)[f"{CODE}.offered"]["state"] == "already_used"
    assert list(death.against_papers({step.pk: held_by([step.pk])[step.pk].notice})[step.pk]) == []


def test_two_families_cannot_rest_on_one_notice(file, sent):
    declared = rests_on_it()
    file(declared)
    declared[f"{CODE}.deceased"] |= {"personal_number": "000046000099"}
    with pytest.raises(AlreadyHeld):
        file(declared)


def test_a_signed_notice_is_never_asked_for_again(file, sent):
    step = file(rests_on_it())
    holds = services.conditions_of(step.pk)
    assert "signed_paper" in holds and "not_ours_to_issue" not in holds


def test_a_notice_that_comes_after_filing_is_taken_up_by_its_number(file, send, death):
    step = file(_typed_by_hand())
    assert death.papers_come(waiting=type(step).objects.all(), most=10) == {}
    send(kind=Kind.DEATH, **SAID)
    (paper,) = death.papers_come(waiting=type(step).objects.all(), most=10).values()
    assert (paper.number, paper.child) == (NUMBER, 1)


def test_no_death_of_another_day_hides_the_one_a_notice_has_come_for(file, send, death):
    """Two declarations of one person, of which the first names another day."""
    by_hand = _typed_by_hand()
    other = file(by_hand | {f"{CODE}.event": by_hand[f"{CODE}.event"] | {"died_on": OTHER_DAY}})
    DeathDeclaration.objects.filter(pk=other.pk).update(holds_number=False)
    step = file(by_hand)
    send(kind=Kind.DEATH, **SAID)
    assert list(death.papers_come(waiting=Step.objects.all(), most=1)) == [step.pk]


def test_where_a_declaration_and_its_notice_differ_is_for_the_desk_to_read(file, sent, death):
    step = file(rests_on_it(deceased={"given_name": "Mấu", "born_on": "1947"}))
    facts = held_by([step.pk])[step.pk].notice
    found = death.against_papers({step.pk: facts})[step.pk]
    assert [(one.label, one.declared, one.on_paper) for one in found] == [
        ("Họ tên", "Trần Văn Mấu", "TRẦN VĂN MẪU"),
        ("Ngày sinh", "1947", "02/03/1946"),
    ]


def test_another_person_than_the_notice_names_stands_out_at_the_desk(file, sent, death):
    step = file(rests_on_it())
    facts = held_by([step.pk])[step.pk].notice
    DeathDeclaration.objects.filter(pk=step.pk).update(personal_number="000046000099")
    (found,) = death.against_papers({step.pk: facts})[step.pk]
    assert (found.declared, found.on_paper) == ("000046000099", "000046000001")


def test_the_register_is_told_the_hospitals_number(sent_record, sent):
    record = sent_record(rests_on_it())
    assert (record["maGBT"], record["ngayCapGBT"][:2]) == (NUMBER, record["gbtNgay"][:2])


CORRECTED = [
    ("deceased", {"personal_number": "000046000099"}, "personal_number"),
    ("event", {"died_on": "14/11/2026"}, "died_on"),
]


@pytest.mark.parametrize(("page", "change", "field"), CORRECTED)
def test_a_paper_of_somebody_else_than_was_corrected_is_let_go_and_the_desk_looks(
    file, sent, page, change, field
):
    filed = rests_on_it()
    step = corrected(file(filed), filed, f"{page}.{field}", **{page: change})
    kept = DeathDeclaration.objects.get(pk=step.pk)
    assert (step.status, kept.signed_number, held_by([step.pk])) == ("AT_DESK", "", {})
    assert "paper_let_go" in step.dossier.journal.values_list("act", flat=True)
    assert looked_for(sent)[f"{CODE}.offered"]["state"] == "valid"


def test_a_paper_the_hospital_corrected_too_stays_with_its_dossier(file, sent, send):
    filed, other = rests_on_it(), {"personal_number": "000046000099"}
    step = file(filed)
    again = send(kind=Kind.DEATH, **{**SAID, "SO_GIAYTO": other["personal_number"]})
    assert again.verdict_code == "accepted"
    step = corrected(step, filed, "deceased.personal_number", deceased=other)
    assert (step.status, held_by([step.pk])[step.pk].number) == ("IN_TRANSIT", NUMBER)


def test_a_name_corrected_to_another_than_the_papers_is_for_the_desk_to_read(file, sent, death):
    filed, other = rests_on_it(), {"given_name": "Mấu"}
    step = corrected(file(filed), filed, "deceased.given_name", deceased=other)
    held = held_by([step.pk])[step.pk]
    (found,) = death.against_papers({step.pk: held.notice})[step.pk]
    assert (step.status, found.declared) == ("AT_DESK", "Trần Văn Mấu")


def test_what_the_register_asks_about_is_not_fixed_by_the_notice(file, sent, death):
    step = file(rests_on_it())
    returned(step, "event.died_on")
    declared = looked_for(sent) | {
        f"{CODE}.offered": death.look_again(known={}, filed={1: step.pk})
    }
    page = page_of("event")(declared=declared, today=TODAY)
    assert (page.fields["died_on"].disabled, page.fields["died_time"].disabled) == (False, True)


def returned(step: Step, *items: str) -> Step:
    """Let the register return a death the desk has accepted."""
    official = User.objects.create_user(username="official-of-notices")
    services.accept(step_ids=[step.pk], by=official, at=AT)
    sent = Letter(1, "step", CODE, step.pk, step.revision, "register", b"", 1, 1, "", 0)
    answer = Returned("KT03", tuple(f"{CODE}.{one}" for one in items), "Chưa khớp dữ liệu.")
    courier = StepCourier()
    courier.settle([(sent, answer)], at=AT, locked=courier.lock([step.pk]))
    return Step.objects.get(pk=step.pk)


def corrected(step: Step, filed: dict[str, Any], item: str, **changes: Any) -> Step:
    """Let the family answer what the register returned."""
    returned(step, item)
    answers = {page: dict(said) for page, said in filed.items()}
    for page, change in changes.items():
        _pages, told = walk(typed(**{page: change}), until=page)
        answers[f"{CODE}.{page}"] |= told[f"{CODE}.{page}"]
    services.supplement(step_id=step.pk, answers=answers, applicant=step.dossier.applicant, at=AT)
    return Step.objects.get(pk=step.pk)


def _typed_by_hand() -> dict[str, Any]:
    _pages, declared = walk(typed(notice={"number": NUMBER}))
    return declared
