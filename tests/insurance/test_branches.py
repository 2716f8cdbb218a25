"""Real-life branches of the child's card: one test a row, by its kind."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any, cast

import orjson
import pytest
from django.forms import ChoiceField
from django.http import QueryDict

from insurance.health_card.models import CardDelivery, InsuredPerson
from insurance.health_card.procedure import HealthCard, near, wire
from insurance.health_card.procedure.post import CardPost, InThePost
from insurance.health_card.procedure.wire import CardMismatch, checked
from integrations.social_insurance import Facility
from portal.handovers.answers import Accepted
from portal.handovers.carriers import carriers
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Step
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from portal.statutes.selectors import time_limit
from tests.civil_registry.birth.answers import typed, walk
from tests.insurance import cards
from tests.insurance.cards import FakeInsurance
from tests.residence import families as f

pytestmark = pytest.mark.django_db

CARD = cast(HealthCard, registry[f.CARD])
PAGES = {page.code: page for page in CARD.pages}
STATION = Facility("6941", "Trạm y tế mẫu", "station", is_open=True)
FULL = Facility("6943", "Phòng khám đã đủ", "clinic", is_open=False)


@pytest.fixture
def agency(monkeypatch: pytest.MonkeyPatch) -> FakeInsurance:
    fake = FakeInsurance(facilities=(FULL, STATION))
    monkeypatch.setattr(wire, "client", lambda: fake)
    monkeypatch.setattr(near, "door", lambda: fake)
    near.memory.clear()
    return fake


@pytest.fixture
def journey(db: None, agency: FakeInsurance) -> Iterator[FakeInsurance]:
    """The two legs behind a birth that is somebody else's business."""
    with f.legs():
        yield agency


def declared(**delivery: str) -> f.Declared:
    chosen = {"card_by": "electronic", "address": "", **delivery}
    pages = {f"{f.CARD}.facility": {"facility": "chosen_for_me"}, f"{f.CARD}.delivery": chosen}
    return f.birth() | pages


def carry(agency: FakeInsurance, step: Step, **card: Any) -> Step:
    """Let everything be sent, the card be issued as told, and asked for."""
    agency.answer = Accepted("BH-1")
    Runner().dispatch(clock=lambda: f.AT)
    number = orjson.loads(bytes(Handover.objects.get(topic=f.CARD, channel="step").body or b""))[
        "child"
    ]
    told = {"personal_number": number["personal_number"], **card}
    agency.answer = cards.issued(dossier=step.dossier.code, **told)
    Handover.objects.filter(status="OWED").update(next_at=f.AT)
    Runner().collect(clock=lambda: f.AT)
    return Step.objects.get(pk=step.pk)


def test_b38_c_nobody_is_asked_for_a_paper() -> None:
    assert not [name for page in PAGES.values() for name in page.base_fields if "paper" in name]


def test_c01_the_nearest_station_is_chosen_and_full_places_are_not_offered(
    agency: FakeInsurance,
) -> None:
    offered = CARD.look_up(declared=f.birth(), known={})
    answers = f.birth() | {f"{f.CARD}.offered": offered}
    form = PAGES["facility"](declared=answers, today=f.TODAY)
    facility = form.fields["facility"]
    assert isinstance(facility, ChoiceField)
    choices = {str(code): str(label) for code, label in facility.choices}
    assert form.fields["facility"].initial == "6941"
    assert choices == {
        "6941": "Trạm y tế mẫu",
        "chosen_for_me": "Để cơ quan bảo hiểm chọn giúp",
    }
    assert form.lead == "Nơi bé khám lần đầu. Sau này đổi được."


def test_c02_days_are_shown_as_answered_and_never_computed(journey: FakeInsurance) -> None:
    step = f.filed(declared())[f.CARD]
    odd = {"valid_from": date(2026, 11, 9), "valid_to": date(2027, 1, 1)}
    granted = carry(journey, step, **odd)
    assert granted.status == "GRANTED"
    assert f.facts_of(granted).valid_to == "2027-01-01"
    case = f.case_of(granted)
    facts = f.facts_of(granted)
    told = CARD.tracked([type(case)(**{**as_dict(case), "granted": {f.CARD: facts}})], on=f.TODAY)
    assert told[step.pk] == (
        "Thẻ có giá trị từ 09/11/2026 đến 01/01/2027 (theo cơ quan bảo hiểm).",
    )


def as_dict(case: Any) -> dict[str, Any]:
    return {name: getattr(case, name) for name in case.__slots__}


def test_c03_a_number_known_before_is_told_and_kept(journey: FakeInsurance) -> None:
    steps = f.filed(declared())
    step = steps[f.CARD]
    InsuredPerson.objects.create(
        personal_number=f"00032{steps[f.BIRTH].pk:07}",
        insurance_number="0000000007",
        known_at=f.AT,
    )
    other = carry(journey, step, insurance_number="0000000001")
    assert (other.status, other.note) == ("WITH_AGENCY", "card_mismatch")
    same = carry(journey, step, insurance_number="0000000007")
    assert same.status == "GRANTED"
    assert InsuredPerson.objects.get().insurance_number == "0000000007"


def test_c03_a_temporary_card_is_told(agency: FakeInsurance) -> None:
    body = QueryDict(mutable=True)
    body.update({"facility": "chosen_for_me", "temporary_card": "TE1TAM0000000001"})
    form = PAGES["facility"](body, declared=f.birth(), today=f.TODAY)
    assert form.is_valid()
    (step,) = f.steps_of(f.CARD, f.citizen())
    CARD.record_answers(
        step_id=step.pk, answers=f.birth() | {f"{f.CARD}.facility": form.cleaned_data}
    )
    (sent,) = CARD.compose([f.case_of(step, f.birth_facts())]).values()
    assert b'"temporary_card":"TE1TAM0000000001"' in sent


def test_c04_a_card_that_differs_is_put_right_between_agencies(journey: FakeInsurance) -> None:
    step = f.filed(declared())[f.CARD]
    wrong = carry(journey, step, born_on=date(2026, 11, 6))
    assert (wrong.status, wrong.note) == ("WITH_AGENCY", "card_mismatch")
    told = CARD.tracked([f.case_of(wrong)], on=f.TODAY)
    assert "Thông tin trên thẻ đang được sửa cho khớp giấy khai sinh." in told[step.pk]
    assert not wrong.returns.exists()  # nothing is asked of the family
    right = carry(journey, step)
    assert right.status == "GRANTED"
    told = CARD.tracked([f.case_of(right)], on=f.TODAY)
    assert "Thông tin trên thẻ đang được sửa cho khớp giấy khai sinh." not in told[step.pk]


def test_c04_a_mismatch_is_an_acceptance_to_the_pipeline() -> None:
    answer = checked(cards.issued(sex="male"), f.letter(f.CARD, cards.application()))
    assert isinstance(answer, CardMismatch)
    assert isinstance(answer, Accepted)


def test_c05_an_ill_child_is_seen_before_the_card_only_once_the_law_is_confirmed() -> None:
    (step,) = f.steps_of(f.CARD, f.citizen())
    told = CARD.tracked([f.case_of(step)], on=f.TODAY)
    assert told[step.pk] == ()  # its row of law is not confirmed yet


@pytest.mark.parametrize("card_by", ["home", "contact_officer"])
def test_c06_a_printed_card_is_followed_until_it_is_handed_over(
    journey: FakeInsurance, card_by: str
) -> None:
    step = f.filed(declared(card_by=card_by, address="mother"))[f.CARD]
    carry(journey, step)
    delivery = CardDelivery.objects.get(step=step)
    assert (delivery.card_by, delivery.state) == (card_by, "waiting")
    assert isinstance(carriers["card_post"], CardPost)
    told = CARD.tracked([f.case_of(step)], on=f.TODAY)[step.pk]
    assert told[-1].endswith("Chưa gửi, 20/11/2026.")
    letter = f.letter(f.CARD, b"k", channel="card_post", subject=step.pk)
    arrived = InThePost("k", note="arrived", since=datetime(2026, 11, 26, 2, tzinfo=UTC))
    carriers["card_post"].settle([(letter, arrived)], at=f.AT, locked=None)
    told = CARD.tracked([f.case_of(step)], on=f.TODAY)[step.pk]
    assert told[-1].endswith("Đã đến, 26/11/2026.")


def test_c07_no_other_ground_is_asked_for() -> None:
    asked = {name for page in PAGES.values() for name in page.base_fields}
    assert asked == {"facility", "temporary_card", "card_by", "address"}
    assert CARD.offered is Offer.ALWAYS


@pytest.mark.parametrize("page", [{"nationality": "foreign"}, {"birth_country": "LA"}])
def test_c08_children_abroad_or_of_another_nationality_go_to_the_counter_before_this_leg(
    page: dict[str, str],
) -> None:
    code = "applicant" if "nationality" in page else "fit"
    asked, _declared = walk(typed(**{code: page}), until="applicant")
    found = asked[code].leads_to_counter()
    assert found is not None
    assert found.ends and not found.leg


def test_c09_the_card_does_not_wait_for_residence(journey: FakeInsurance) -> None:
    answers = declared() | f.residence(head=f.head(number=""))
    steps = f.filed(answers)
    granted = carry(journey, steps[f.CARD])
    assert granted.status == "GRANTED"
    assert Step.objects.get(pk=steps[f.HOME].pk).status == "HELD"


def test_x02_the_card_waits_for_the_number_of_the_child(journey: FakeInsurance) -> None:
    assert CARD.follows == (f.BIRTH,)
    assert f.filed(declared())[f.CARD].status == "WAITING"


def test_x01_the_office_of_the_childs_commune_decides_within_two_working_days() -> None:
    agency = CARD.agency_for(f.birth() | f.residence(place={"commune": f.BA_DINH}))
    assert (agency.title, agency.endpoint) == (
        "Bảo hiểm xã hội phường Ba Đình",
        "social_insurance",
    )
    limit = time_limit(CARD.time_limit, f.TODAY)
    assert limit is not None
    assert limit.value == 2


def test_b34_no_second_signature_is_needed_for_the_card() -> None:
    (step,) = f.steps_of(f.CARD, f.citizen())
    assert list(CARD.consents(step_id=step.pk, applicant=step.dossier.applicant)) == []
