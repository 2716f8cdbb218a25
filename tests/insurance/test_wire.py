"""What goes over the wire of Social Insurance and comes back, with no database at hand."""

import time
from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import pytest
from django.utils import timezone

from insurance.health_card.forms import PAGES
from insurance.health_card.procedure import CardFacts, HealthCard, near, wire
from insurance.health_card.procedure.post import CardPost, InThePost
from insurance.health_card.procedure.wire import CardMismatch
from integrations.social_insurance import Facility, InsuredPerson, PostalState
from portal.handovers.answers import (
    Accepted,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from portal.handovers.models import Endpoint
from portal.pipeline.registry import registry
from tests.insurance import cards
from tests.insurance.cards import FakeInsurance
from tests.residence import families as f

CARD = cast(HealthCard, registry[f.CARD])
LETTER = f.letter(f.CARD, cards.application())


def answering(monkeypatch: pytest.MonkeyPatch, **told: Any) -> FakeInsurance:
    fake = FakeInsurance(**told)
    monkeypatch.setattr(wire, "client", lambda: fake)
    monkeypatch.setattr(near, "door", lambda: fake)
    near.memory.clear()
    return fake


def test_an_application_is_sent_under_its_own_key(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answering(monkeypatch, answer=Accepted("BH-1"))
    assert CARD.send([LETTER]) == {7: Accepted("BH-1")}
    assert fake.asked == ["step-7.1"]


def test_fifty_are_asked_about_in_one_call(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answering(monkeypatch, answer=NoAnswer(NoAnswerKind.NOT_READY))
    letters = [f.letter(f.CARD, cards.application(), subject=count) for count in range(1, 51)]
    assert len(CARD.collect(letters)) == CARD.codes_per_question == 50
    assert len(fake.asked) == 1


def test_a_matching_card_is_a_grant_with_days_as_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, answer=cards.issued())
    (answer,) = CARD.collect([LETTER]).values()
    assert isinstance(answer, Granted)
    facts = CardFacts(**{name: str(told) for name, told in answer.facts.items()})
    assert set(answer.facts) == {one.name for one in fields(CardFacts)}
    assert (facts.valid_from, facts.valid_to) == ("2026-11-05", "2032-11-30")
    assert answer.documents == (cards.CARD_FILE,)


@pytest.mark.parametrize(
    ("difference", "named"),
    [
        ({"full_name": "Trần Thử Nghiêm"}, ("full_name",)),
        ({"born_on": date(2026, 11, 6)}, ("born_on",)),
        ({"sex": "male"}, ("sex",)),
        ({"personal_number": "000326000010"}, ("personal_number",)),
        ({"full_name": "X", "sex": "male"}, ("full_name", "sex")),
    ],
)
@pytest.mark.parametrize("asking", [False, True])
def test_a_card_that_differs_is_never_a_grant(
    monkeypatch: pytest.MonkeyPatch,
    difference: dict[str, Any],
    named: tuple[str, ...],
    asking: bool,
) -> None:
    answering(monkeypatch, answer=cards.issued(**difference))
    (answer,) = (CARD.collect if asking else CARD.send)([LETTER]).values()
    assert isinstance(answer, CardMismatch)
    assert isinstance(answer, Accepted)
    assert (answer.note, answer.wrong) == ("card_mismatch", named)


@pytest.mark.parametrize("wrong", [{"dossier": "LT-2"}, {"insurance_number": "00000001"}])
def test_an_answer_about_another_dossier_or_without_a_number_is_none(
    monkeypatch: pytest.MonkeyPatch, wrong: dict[str, str]
) -> None:
    answering(monkeypatch, answer=cards.issued(**wrong))
    assert CARD.collect([LETTER]) == {7: NoAnswer(NoAnswerKind.GARBLED)}


def test_a_known_number_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    letter = f.letter(f.CARD, cards.application(insurance_number="0000000002"))
    answering(monkeypatch, answer=cards.issued())
    (answer,) = CARD.collect([letter]).values()
    assert isinstance(answer, CardMismatch)
    assert answer.wrong == ("insurance_number",)


@pytest.mark.parametrize(
    ("person", "kind"),
    [
        (InsuredPerson("0000000001", ""), Granted),
        (InsuredPerson("0000000007", ""), CardMismatch),
        (None, Granted),
        (NoAnswer(NoAnswerKind.UNREACHABLE), NoAnswer),
    ],
)
def test_a_temporary_card_is_looked_up_and_its_number_kept(
    monkeypatch: pytest.MonkeyPatch, person: Any, kind: type
) -> None:
    letter = f.letter(f.CARD, cards.application(temporary_card="TE1TAM0000000001"))
    fake = answering(monkeypatch, answer=cards.issued(), person=person)
    (answer,) = CARD.collect([letter]).values()
    assert type(answer) is kind
    assert fake.asked[-1] == ("", "TE1TAM0000000001")


def test_a_full_facility_comes_back_as_a_coded_return(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "Cơ sở này không nhận đăng ký mới. Xin chọn nơi khác."
    answering(monkeypatch, answer=Returned(said, ("facility_code",)))
    (answer,) = CARD.collect([LETTER]).values()
    assert answer == Returned("BH01", (f"{f.CARD}.facility.facility",), said)


def test_a_refusal_is_coded_and_keeps_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    answering(monkeypatch, answer=Refused("Trẻ đã đủ 6 tuổi."))
    (answer,) = CARD.collect([LETTER]).values()
    assert answer == Refused("refused_by_agency", "Trẻ đã đủ 6 tuổi.")


AT_NOON = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("post", "answer"),
    [
        (PostalState("waiting", None), InThePost("step-7.1", note="waiting")),
        (PostalState("sent", AT_NOON), InThePost("step-7.1", note="sent", since=AT_NOON)),
        (PostalState("arrived", AT_NOON), InThePost("step-7.1", note="arrived", since=AT_NOON)),
        (PostalState("handed_over", AT_NOON), Granted({"since": AT_NOON})),
        (NoAnswer(NoAnswerKind.SERVER_ERROR), NoAnswer(NoAnswerKind.SERVER_ERROR)),
    ],
)
def test_the_post_is_asked_until_the_card_is_handed_over(
    monkeypatch: pytest.MonkeyPatch, post: Any, answer: Any
) -> None:
    fake = answering(monkeypatch, post=post)
    letter = f.letter(f.CARD, b"step-7.1", channel="card_post")
    assert CardPost().send([letter]) == CardPost().collect([letter]) == {7: answer}
    assert fake.asked == [["step-7.1"], ["step-7.1"]]


@pytest.mark.django_db
def test_the_list_of_facilities_is_asked_once_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    station = Facility("6941", "Trạm y tế mẫu", "station", is_open=True)
    fake = answering(monkeypatch, facilities=(station,))
    found = CARD.look_up(declared=f.birth(), known={})
    assert found["asked"] == f.HA_GIANG
    assert CARD.look_up(declared=f.birth(), known=found) is found
    assert fake.asked == [f.HA_GIANG]
    assert CARD.look_up(declared={}, known={}) == {}


@pytest.mark.django_db
def test_an_outage_leaves_the_plain_way_and_no_list_of_another_home(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answering(monkeypatch, facilities=NoAnswer(NoAnswerKind.UNREACHABLE))
    known = {"asked": f.BA_DINH, "facilities": []}
    offered = CARD.look_up(declared=f.birth(), known=known)
    assert offered == {}
    page = PAGES[0](declared=f.birth() | {f"{f.CARD}.offered": offered}, today=f.TODAY)
    assert [code for code, _ in page.fields["facility"].choices] == ["chosen_for_me"]  # type: ignore[attr-defined]


@pytest.mark.django_db
def test_a_list_is_asked_for_again_when_a_day_is_over_and_kept_while_nobody_answers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = answering(monkeypatch, facilities=())
    stale = {"asked": f.HA_GIANG, "on": "2026-01-01", "facilities": [{"code": "6941"}]}
    fresh = CARD.look_up(declared=f.birth(), known=stale)
    assert fresh["facilities"] == []
    fake.facilities = NoAnswer(NoAnswerKind.UNREACHABLE)
    assert CARD.look_up(declared=f.birth(), known=stale) == stale
    assert CARD.look_up(declared={}, known=stale) == {}


@pytest.mark.django_db
def test_a_failure_costs_families_no_more_time_for_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    fake = answering(monkeypatch, facilities=NoAnswer(NoAnswerKind.UNREACHABLE))
    for _ in range(3):
        assert CARD.look_up(declared=f.birth(), known={}) == {}
    assert fake.asked == [f.HA_GIANG]
    fake.facilities = ()
    in_a_minute = time.time() + 61
    monkeypatch.setattr(time, "time", lambda: in_a_minute)
    found = CARD.look_up(declared=f.birth(), known={})
    assert (found["asked"], found["facilities"]) == (f.HA_GIANG, [])


@pytest.mark.django_db
def test_nobody_is_asked_while_the_circuit_is_open(monkeypatch: pytest.MonkeyPatch) -> None:
    fake = answering(monkeypatch, facilities=())
    hour = timedelta(hours=1)
    door = Endpoint.objects.create(code="social_insurance", open_until=timezone.now() + hour)
    assert CARD.look_up(declared=f.birth(), known={}) == {}
    assert fake.asked == []
    Endpoint.objects.filter(pk=door.pk).update(open_until=timezone.now() - hour)
    assert CARD.look_up(declared=f.birth(), known={})["asked"] == f.HA_GIANG


def test_a_family_waits_for_a_second_and_a_half_where_the_machine_waits_for_ten() -> None:
    near.door.cache_clear()
    assert near.door()._http.timeout == (0.5, 1.5)
    near.door.cache_clear()
