"""A child's card against a real Social Insurance process: wrong cards put right, post followed."""

from collections.abc import Iterator
from typing import Any

import pytest

from insurance.health_card.models import CardDelivery, CardIncident, InsuredPerson
from insurance.health_card.procedure import near, wire
from portal.documents import store
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Attachment, ReturnRequest, Step
from portal.pipeline.registry import registry
from tests.integrations.running import Running, wait_for
from tests.residence import families as f

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """Social Insurance as a process of its own."""
    running = Running("social_insurance", tmp_path_factory.mktemp("office"), "--mode", "instant")
    yield running
    running.kill()


@pytest.fixture
def insurance(office: Running, settings: Any) -> Iterator[Running]:
    """The same, known to the portal and in a good mood."""
    office.set(mode="instant", habits={}, misbehaviours={}, answer_delay=[0.0, 0.0])
    settings.OUTSIDE_SYSTEMS = {**settings.OUTSIDE_SYSTEMS, "social_insurance": office.url}
    wire.client.cache_clear()
    near.door.cache_clear()
    near.memory.clear()
    with f.legs(f.CARD):
        yield office
    wire.client.cache_clear()
    near.door.cache_clear()
    near.memory.clear()


def carry() -> None:
    """Send what is due and ask for what is owed, once."""
    Runner().dispatch(clock=lambda: f.AT)
    Handover.objects.filter(status__in=["OWED", "DUE"]).update(next_at=f.AT)
    Runner().collect(clock=lambda: f.AT)


def leg(facility: str = "chosen_for_me", card_by: str = "electronic") -> Step:
    answers = f.birth() | {
        f"{f.CARD}.facility": {"facility": facility},
        f"{f.CARD}.delivery": {"card_by": card_by, "address": "mother"},
    }
    return f.filed(answers)[f.CARD]


def status_of(step: Step) -> str:
    carry()
    step.refresh_from_db()
    return step.status


def test_a_card_is_issued_and_kept(insurance: Running) -> None:
    step = leg()
    carry()
    assert status_of(step) == "GRANTED"
    facts = f.facts_of(step)
    assert facts.card_number.endswith(facts.insurance_number)
    assert InsuredPerson.objects.get().insurance_number == facts.insurance_number
    card = Attachment.objects.get(step=step, kind=Attachment.Kind.RESULT)
    assert card.document_id == facts.card_sha256
    assert store.get(card.document_id).startswith(b"%PDF")


def test_an_application_sent_three_times_has_one_effect(insurance: Running) -> None:
    step = leg()
    Runner().dispatch(clock=lambda: f.AT)
    for _ in range(2):
        Handover.objects.filter(subject=step.pk, topic=f.CARD).update(status="DUE", next_at=f.AT)
        Runner().dispatch(clock=lambda: f.AT)
    effects = [effect for *_rest, effect in insurance.effects(step.dossier.code)]
    assert effects.count("received") == effects.count("granted") == 1


def test_a_wrong_card_is_an_incident_until_a_right_one_comes(insurance: Running) -> None:
    insurance.set(mode="honest", habits={"data_differ": 1.0}, answer_delay=[0.4, 0.4])
    step = leg()
    carry()
    insurance.set(answer_delay=[1.0, 1.0])  # time to see the wrong one on a busy machine
    wait_for(lambda: status_of(step) and step.note, lambda note: note == "card_mismatch")
    assert (step.status, step.note) == ("WITH_AGENCY", "card_mismatch")
    assert CardIncident.objects.get(step=step).fields == ["born_on"]
    assert wait_for(lambda: status_of(step), lambda status: status == "GRANTED") == "GRANTED"
    assert CardIncident.objects.get(step=step).closed_at is not None
    assert f.facts_of(step).card_number


def test_a_full_facility_opens_that_question_alone(insurance: Running) -> None:
    offered = registry[f.CARD].look_up(declared=f.birth(), known={})
    full = next(one for one in offered["facilities"] if not one["is_open"])
    step = leg(facility=full["code"])
    carry()
    assert status_of(step) == "RETURNED"
    asked = ReturnRequest.objects.get(step=step)
    assert (asked.reason, asked.items) == ("BH01", [f"{f.CARD}.facility.facility"])


def test_a_printed_card_is_followed_until_it_is_handed_over(insurance: Running) -> None:
    insurance.set(mode="honest", answer_delay=[0.2, 0.2])
    step = leg(card_by="home")

    def state() -> str:
        carry()
        found = CardDelivery.objects.filter(step=step).values_list("state", flat=True).first()
        return str(found or "")

    assert wait_for(state, lambda found: found == "handed_over") == "handed_over"
    assert Handover.objects.get(channel="card_post").status == "DONE"


def test_children_of_one_family_get_numbers_of_their_own(insurance: Running) -> None:
    first, second = leg(), leg()
    carry()
    assert {status_of(first), status_of(second)} == {"GRANTED"}
    assert InsuredPerson.objects.values("insurance_number").distinct().count() == 2


@pytest.mark.parametrize("mishap", ["other_dossier", "garbage", "html", "truncated"])
def test_an_answer_that_is_none_of_ours_moves_nothing(insurance: Running, mishap: str) -> None:
    others = leg()
    carry()
    assert status_of(others) == "GRANTED"
    insurance.set(misbehaviours={mishap: 1.0})
    step = leg()
    carry()
    if status_of(step) == "GRANTED":
        assert f.facts_of(step).insurance_number != f.facts_of(others).insurance_number
    assert not CardIncident.objects.filter(step=others).exists()
