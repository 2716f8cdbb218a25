"""Real-life branches of the child's residence: one test a row, by its kind."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import pytest
from django.http import QueryDict

from integrations.answers import Accepted
from portal.accounts.models import Citizen
from portal.consents.models import Consent, ConsentStatus
from portal.pipeline.models import Step
from portal.pipeline.procedures import ConsentNeed, Counter, DeclarationPage, Offer, Procedure
from portal.pipeline.registry import registry
from portal.places.models import Commune
from portal.statutes.selectors import amount, statute_text, time_limit
from residence.registration.procedure.wire import checked
from tests.residence import families as f
from tests.residence.test_wire import BODY

pytestmark = pytest.mark.django_db

HOME: Procedure = registry[f.HOME]
PAGES = {page.code: page for page in HOME.pages}


def shown(code: str, declared: f.Declared, **answers: str) -> DeclarationPage:
    """Return a page as a browser posts it."""
    body = QueryDict(mutable=True)
    body.update(answers)
    return PAGES[code](body, declared=declared, today=f.TODAY)


def choices_of(form: DeclarationPage, name: str) -> list[tuple[Any, Any]]:
    """Return what a box of a page offers."""
    field: Any = form.fields[name]
    return list(field.choices)


def counter(code: str, declared: f.Declared, **answers: str) -> Counter | None:
    """Return the way to the commune a valid page leads to."""
    form = shown(code, declared, **answers)
    assert form.is_valid(), form.errors
    return form.leads_to_counter()


def only_this_leg(found: Counter | None, branch: str) -> bool:
    return found is not None and (found.branch, found.leg, found.ends) == (branch, f.HOME, False)


def needs(declared: f.Declared, me: Citizen | None = None) -> Sequence[ConsentNeed]:
    """File the leg and return whom it asks."""
    me = me or f.citizen()
    (step,) = f.steps_of(f.HOME, me)
    HOME.record_answers(step_id=step.pk, answers=declared)
    return HOME.consents(step_id=step.pk, applicant=me)


def asked(declared: f.Declared) -> list[tuple[str, str]]:
    return [(one.role, one.personal_number) for one in needs(declared)]


@pytest.fixture
def journey(db: None) -> Iterator[None]:
    """The two legs behind a birth that is somebody else's business."""
    with f.legs():
        yield


CARD_PAGES = {f"{f.CARD}.facility": {"facility": "chosen_for_me"}}


def test_b17_each_leg_keeps_its_own_commune(journey: None) -> None:
    declared = f.birth(
        mother={"residence_commune": f.BA_DINH},
        father={"residence_commune": f.HA_GIANG},
    )
    place = {"with_whom": "mother", "commune": f.BA_DINH}
    steps = f.filed(declared | f.residence(place=place) | CARD_PAGES)
    assert steps[f.HOME].commune_code == f.BA_DINH
    assert steps[f.HOME].agency_title == "Công an phường Ba Đình"
    assert steps[f.BIRTH].commune_code == f.HA_GIANG


def test_b18_temporary_residents_name_a_permanent_place_in_another_province() -> None:
    declared = f.birth(
        mother={"residence_kind": "temporary"}, father={"residence_kind": "temporary"}
    )
    assert HOME.applies(declared)
    empty = shown("place", declared, with_whom="mother", dwelling="family")
    assert "commune" in empty.errors
    elsewhere = {"commune": f.BA_DINH, "address_line": "5 Phố Ví Dụ"}
    form = shown("place", declared, with_whom="mother", dwelling="family", **elsewhere)
    assert form.is_valid()
    assert form.leads_to_counter() is None


def test_b19_parents_without_any_residence_leave_the_leg_out(journey: None) -> None:
    declared = f.birth(mother={"residence_kind": "current"}, father={"residence_kind": "current"})
    assert not HOME.applies(declared)
    steps = f.filed(declared | CARD_PAGES)
    assert steps[f.HOME].status == "SKIPPED"
    assert steps[f.CARD].status == "WAITING"


def test_b33_nobody_asks_the_dead() -> None:
    declared = f.birth(father={"deceased": True, "personal_number": ""})
    declared |= f.residence(place={"with_whom": "elsewhere"}, head=f.head())
    assert {number for _role, number in asked(declared)} == {f.HEAD}
    choices = dict(choices_of(shown("place", declared), "with_whom"))
    assert "father" not in choices


def test_b34_one_parent_is_enough_where_the_child_lives_with_that_parent() -> None:
    assert asked(f.birth() | f.residence()) == []


def test_r01_who_is_head_and_owner_is_asked_nothing() -> None:
    declared = f.birth() | f.residence()
    assert needs(declared) == []
    assert not PAGES["consent"].applies(declared)


def test_r02_the_owner_alone_is_asked_when_the_applicant_is_head() -> None:
    head = {"household_head": "mother", "owner": "others"}
    owners = {"name_1": "Ngô Thử Bà", "number_1": f.OWNER}
    declared = f.birth() | f.residence(head=head, owners=owners)
    assert asked(declared) == [("dwelling_owner", f.OWNER)]
    assert PAGES["consent"].applies(declared)


def test_r03_the_head_alone_is_asked_when_the_applicant_is_owner() -> None:
    assert asked(f.birth() | f.residence(head=f.head(owner="mother"))) == [
        ("household_head", f.HEAD)
    ]


def test_r04_head_and_owner_are_asked_at_once() -> None:
    owners = {"name_1": "Ngô Thử Bà", "number_1": f.OWNER}
    declared = f.birth() | f.residence(head=f.head(owner="others"), owners=owners)
    assert asked(declared) == [("household_head", f.HEAD), ("dwelling_owner", f.OWNER)]


def test_r04_one_person_in_both_capacities_gets_one_request(journey: None) -> None:
    steps = f.filed(f.birth() | f.residence(head=f.head()) | CARD_PAGES)
    consent = Consent.objects.get(step_id=steps[f.HOME].pk)
    assert sorted(consent.roles) == ["dwelling_owner", "household_head"]
    assert consent.status == ConsentStatus.ASKED
    assert steps[f.HOME].needs_consent or Step.objects.get(pk=steps[f.HOME].pk).needs_consent


def test_r05_five_owners_may_be_named_and_all_are_asked() -> None:
    numbers = [f"00006000001{count}" for count in range(5)]
    owners: dict[str, str] = {}
    for count, number in enumerate(numbers, 1):
        owners |= {f"name_{count}": f"Ngô Thử {'ABCDE'[count - 1]}", f"number_{count}": number}
    declared = f.birth() | f.residence(head=f.head(owner="others"), owners=owners)
    assert [number for role, number in asked(declared) if role == "dwelling_owner"] == numbers
    assert PAGES["owners"].lead == (
        "Nhà có nhiều chủ: thêm từng người, hoặc gửi một tờ CT01 có đủ chữ ký."
    )


def test_r06_an_unclear_owner_sends_this_leg_alone_to_the_police(journey: None) -> None:
    found = counter("place", f.birth(), with_whom="mother", dwelling="owner_unclear")
    assert only_this_leg(found, "R06")
    assert found and found.reason == "Chỗ ở chưa rõ chủ nên Công an xã cần xem trực tiếp."
    declared = f.birth() | f.residence(place={"dwelling": "owner_unclear"}) | CARD_PAGES
    assert f.filed(declared)[f.HOME].status == "SKIPPED"


def test_r07_an_owner_that_is_no_person_signs_and_stamps_the_paper() -> None:
    declared = f.birth() | f.residence(place={"dwelling": "organisation"})
    assert counter("place", f.birth(), with_whom="mother", dwelling="organisation") is None
    assert "owner" not in shown("head", declared).fields
    assert PAGES["consent"].applies(declared)
    ways = choices_of(shown("consent", declared), "way")
    assert [code for code, _label in ways] == ["paper"]
    head = {"household_head": "mother", "owner": ""}
    assert asked(declared | f.residence(head=head, consent={"way": "paper"})) == []


def test_r08_a_rented_home_where_a_parent_resides_is_a_home_like_any_other() -> None:
    assert counter("place", f.birth(), with_whom="mother", dwelling="rented") is None


def test_r09_a_rented_home_where_no_parent_resides_needs_the_contract() -> None:
    found = counter(
        "place",
        f.birth(),
        with_whom="elsewhere",
        dwelling="rented",
        commune=f.BA_DINH,
        address_line="5 Phố Ví Dụ",
    )
    assert only_this_leg(found, "R09")
    assert found and "hợp đồng đã công chứng và đủ diện tích" in found.reason


def test_r10_a_child_at_its_mothers_parents_is_a_daughters_child() -> None:
    declared = f.birth() | f.residence(head=f.head())
    form = PAGES["relation"](declared=declared, today=f.TODAY)
    assert form.fields["relation_to_head"].initial == "daughters_child"


def test_r11_both_parents_agree_when_the_child_lives_apart_from_both() -> None:
    declared = f.birth() | f.residence(place={"with_whom": "elsewhere"}, head=f.head())
    roles = asked(declared)
    assert ("parent", f.FATHER) in roles
    assert ("household_head", f.HEAD) in roles
    assert f.MOTHER not in {number for _role, number in roles}  # she files: that is her agreement


def test_r12_the_head_is_proposed_half_masked_and_only_ticked() -> None:
    declared = f.birth() | f.residence(offered=f.offered())
    form = PAGES["head"](declared=declared, today=f.TODAY)
    choices = dict(choices_of(form, "household_head"))
    assert choices["proposed"] == "Ngô T… Ô…"
    assert f.HANDLE not in str(form)
    declared |= f.residence(offered=f.offered(), head=f.PROPOSED)
    (need, _owner) = needs(declared)
    assert (need.role, need.handle) == ("household_head", f.HANDLE)
    assert (need.personal_number, need.full_name) == ("", "Ngô T… Ô…")


def test_r12_a_head_without_a_number_is_asked_by_invitation(journey: None) -> None:
    declared = f.birth() | f.residence(head=f.head(number="", owner="mother")) | CARD_PAGES
    steps = f.filed(declared)
    consent = Consent.objects.get(step_id=steps[f.HOME].pk)
    assert (consent.personal_number, consent.full_name) == ("", "Ngô Thử Ông")


def test_r13_a_signed_paper_stands_for_everybody() -> None:
    declared = f.birth() | f.residence(head=f.head(), consent={"way": "paper"})
    assert asked(declared) == []


@pytest.mark.parametrize(
    "way_out",
    [
        f.residence(place={"with_whom": "father"}, head={"household_head": "father"}),
        f.residence(head=f.head(number=f.OWNER, name="Ngô Thử Bà")),
        f.residence(head=f.head(), consent={"way": "paper"}),
    ],
    ids=["the other parent's household", "another head", "paper"],
)
def test_r14_r15_after_a_refusal_or_silence_the_answers_can_be_changed(
    way_out: f.Declared,
) -> None:
    me = f.citizen()
    (step,) = f.steps_of(f.HOME, me)
    HOME.record_answers(step_id=step.pk, answers=f.birth() | f.residence(head=f.head()))
    before = {one.personal_number for one in HOME.consents(step_id=step.pk, applicant=me)}
    HOME.record_answers(step_id=step.pk, answers=f.birth() | way_out)
    after = {one.personal_number for one in HOME.consents(step_id=step.pk, applicant=me)}
    assert before == {f.HEAD}
    assert f.HEAD not in after


@pytest.mark.parametrize("state", ["dead", "abroad", "minor"])
def test_r16_a_head_who_cannot_be_one_must_be_replaced_first(state: str) -> None:
    found = counter("head", f.birth() | f.residence(), household_head="unable", owner="head")
    assert only_this_leg(found, "R16")
    assert found and found.reason == "Hộ cần đổi chủ hộ trước."
    declared = f.birth() | f.residence(offered=f.offered(state=state))
    proposed = counter("head", declared, household_head=f.mark_of(declared), owner="head")
    assert only_this_leg(proposed, "R16")
    assert not HOME.applies(
        f.birth() | f.residence(offered=f.offered(state=state), head=f.PROPOSED)
    )


def test_r17_homes_with_papers_of_their_own_go_to_the_police() -> None:
    found = counter("place", f.birth(), with_whom="mother", dwelling="special")
    assert only_this_leg(found, "R17")
    assert found and found.reason == "Nơi ở này có giấy tờ riêng theo quy định."


def test_r18_barracks_need_the_letter_of_the_unit() -> None:
    found = counter("place", f.birth(), with_whom="father", dwelling="barracks")
    assert only_this_leg(found, "R18")
    assert found and found.bring == "Giấy giới thiệu của đơn vị."


def test_r19_a_family_may_leave_the_leg_for_later(journey: None) -> None:
    assert HOME.offered is Offer.CHOICE
    steps = f.filed(f.birth() | CARD_PAGES, f.HOME)
    assert steps[f.HOME].status == "SKIPPED"
    assert steps[f.CARD].status == "WAITING"


def test_r20_nothing_is_to_be_paid() -> None:
    fee = amount("fee.residence_child", f.TODAY)
    assert fee is not None
    assert fee.value == 0
    (step,) = f.steps_of(f.HOME, f.citizen())
    HOME.record_answers(step_id=step.pk, answers=f.birth() | f.residence())
    values = HOME.summary([f.case_of(step)])[step.pk].values
    (shown_fee,) = [one.text for one in values if one.field == f"{f.HOME}.fee"]
    assert shown_fee == statute_text("residence.child_fee", f.TODAY)
    assert shown_fee == "Không thu lệ phí đối với trẻ em."


def test_r21_a_check_on_the_spot_brings_a_new_day_and_is_no_answer_yet() -> None:
    verifying = Accepted("CT-1", date(2026, 11, 27), "verification")
    assert checked(verifying, BODY) == verifying
    limits = [time_limit(f.HOME + suffix, f.TODAY) for suffix in ("", ".verified")]
    assert [one.value for one in limits if one] == [2, 5]


def test_r22_the_register_is_told_the_commune_the_step_lies_in_now() -> None:
    me = f.citizen()
    (step,) = f.steps_of(f.HOME, me)
    HOME.record_answers(step_id=step.pk, answers=f.birth() | f.residence())
    step.commune_code = f.BA_DINH  # the pipeline has followed the successor
    (body,) = HOME.compose([f.case_of(step, f.birth_facts())]).values()
    assert f'"commune_code":"{f.BA_DINH}"' in body.decode()


def test_r22_a_commune_that_has_ended_is_taken_by_its_successor() -> None:
    Commune.objects.filter(pk=f.BA_DINH).update(
        valid_to=date(2026, 11, 1), successor=Commune.objects.get(pk=f.HA_GIANG)
    )
    form = shown(
        "place",
        f.birth(),
        with_whom="elsewhere",
        dwelling="family",
        commune=f.BA_DINH,
        address_line="5 Phố Ví Dụ",
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["commune"] == f.HA_GIANG


def test_x01_the_police_of_the_chosen_commune_decide() -> None:
    agency = HOME.agency_for(f.birth() | f.residence(place={"commune": f.BA_DINH}))
    assert (agency.title, agency.endpoint) == ("Công an phường Ba Đình", "residence_register")


def test_x02_x03_the_leg_waits_for_number_and_e_copy(journey: None) -> None:
    steps = f.filed(f.birth() | f.residence() | CARD_PAGES)
    assert HOME.follows == (f.BIRTH,)
    assert steps[f.HOME].status == "WAITING"


def test_x08_the_paper_is_photographed_not_certified() -> None:
    field = shown("consent", f.birth() | f.residence(head=f.head())).fields["ct01"]
    assert type(field).__name__ == "FileField"  # the door stores, turns and shrinks it
    assert str(field.label) == "Tờ CT01 đã ký"
