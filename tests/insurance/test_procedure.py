"""What the card procedure keeps, shows, and tells Social Insurance."""

from datetime import UTC, date, datetime
from typing import Any

import orjson
import pytest
from django.db import DataError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from insurance.health_card.models import (
    CardDelivery,
    CardIncident,
    HealthCardDeclaration,
    HouseholdMember,
    InsuranceHousehold,
    InsuredPerson,
)
from insurance.health_card.procedure.post import CardPost, InThePost
from insurance.health_card.procedure.wire import CardMismatch
from insurance.health_card.rules import Participation
from portal.accounts.models import Citizen
from portal.handovers.answers import Accepted, Granted, NoAnswer, NoAnswerKind
from portal.handovers.models import Handover
from portal.pipeline.models import Step
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from tests.insurance import cards
from tests.residence import families as f

pytestmark = pytest.mark.django_db

LATER = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)


@pytest.fixture
def card() -> Procedure:
    return registry[f.CARD]


@pytest.fixture
def me() -> Citizen:
    return f.citizen()


def declared(**pages: Any) -> f.Declared:
    """Return a whole declaration; the card by post, seen first at the station."""
    whole = {
        **f.birth(),
        f"{f.CARD}.facility": {"facility": "6941", "facility_name": "Trạm y tế mẫu"},
        f"{f.CARD}.delivery": {"card_by": "home", "address": "mother"},
    }
    return f.changed(whole, {f"{f.CARD}.{code}": page for code, page in pages.items()})


def filed(card: Procedure, me: Citizen, count: int = 1, **pages: Any) -> list[Step]:
    steps = f.steps_of(f.CARD, me, count)
    for step in steps:
        card.record_answers(step_id=step.pk, answers=declared(**pages))
    return steps


class TestKeeping:
    def test_answers_become_columns(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        kept = HealthCardDeclaration.objects.get(pk=step.pk)
        assert (kept.child_name, kept.guardian_role) == ("Trần Thử Nghiệm", "mother")
        assert (kept.guardian_name, kept.guardian_number) == ("Lê Thử Mẹ", f.MOTHER)
        assert (kept.facility_code, kept.card_by) == ("6941", "home")
        assert (kept.post_commune, kept.post_line) == (f.HA_GIANG, "12 Đường Ví Dụ")

    def test_recording_twice_changes_nothing(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        card.record_answers(step_id=step.pk, answers=declared())
        assert HealthCardDeclaration.objects.count() == 1

    def test_a_correction_of_one_page_leaves_the_other(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        page = {f"{f.CARD}.facility": {"facility": "chosen_for_me"}}
        card.record_answers(step_id=step.pk, answers=page)
        kept = HealthCardDeclaration.objects.get(pk=step.pk)
        assert (kept.facility_code, kept.card_by) == ("", "home")

    def test_without_its_pages_the_card_is_electronic_and_the_facility_chosen(
        self, card: Procedure, me: Citizen
    ) -> None:
        (step,) = f.steps_of(f.CARD, me)
        card.record_answers(step_id=step.pk, answers=f.birth())
        kept = HealthCardDeclaration.objects.get(pk=step.pk)
        assert (kept.facility_code, kept.card_by) == ("", "electronic")

    def test_nothing_is_posted_to_nowhere(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        with pytest.raises(IntegrityError), transaction.atomic():
            HealthCardDeclaration.objects.filter(pk=step.pk).update(post_line="")


class TestTelling:
    def test_the_child_is_written_as_the_birth_record_has_it(
        self, card: Procedure, me: Citizen
    ) -> None:
        (step,) = filed(card, me)
        (frozen,) = card.compose([f.case_of(step, f.birth_facts())]).values()
        told = orjson.loads(frozen)
        assert told["child"] == {
            "full_name": "Trần Thử Nghiệm",
            "sex": "female",
            "born_on": "2026-11-05",
            "personal_number": cards.CHILD,
            "ethnicity": "",
        }
        assert (told["facility_code"], told["delivery"]) == ("6941", "home")
        assert told["delivery_address"].startswith("12 Đường Ví Dụ, Phường Hà Giang 1")
        assert told["guardian_full_name"] == "Lê Thử Mẹ"
        assert told["birth_e_copy_sha256"] == "e" * 64

    def test_two_hundred_cases_cost_as_many_queries_as_one(
        self, card: Procedure, me: Citizen
    ) -> None:
        (first,) = filed(card, me)
        kept = HealthCardDeclaration.objects.get(pk=first.pk)
        steps = f.steps_of(f.CARD, me, 200)
        for step in steps:
            kept.pk = step.pk
            kept.save(force_insert=True)
        cases = [f.case_of(step, f.birth_facts()) for step in steps]
        with CaptureQueriesContext(connection) as for_one:
            card.compose(cases[:1])
        with CaptureQueriesContext(connection) as for_all:
            assert len(card.compose(cases)) == 200
        assert len(for_all) == len(for_one) == 3
        with CaptureQueriesContext(connection) as shown:
            assert len(card.summary(cases)) == 200
        assert len(shown) == 2

    def test_every_answer_has_a_label_and_a_code(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me, facility={"temporary_card": "TE1TAM0000000001"})
        values = card.summary([f.case_of(step)])[step.pk].values
        shown = {one.field.removeprefix(f"{f.CARD}."): one.text for one in values}
        assert shown["facility.facility"] == "Trạm y tế mẫu"
        assert shown["facility.temporary_card"] == "TE1TAM0000000001"
        assert shown["delivery.card_by"] == "Gửi thẻ qua bưu điện về nhà"
        assert shown["delivery.address"].startswith("12 Đường Ví Dụ")
        assert shown["guardian"] == "Lê Thử Mẹ"


class TestSettling:
    def test_a_grant_keeps_number_household_and_post(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        card.settled([cards.granted(step.pk, cards.CHILD, "0000000001")], at=LATER)
        assert InsuredPerson.objects.get().insurance_number == "0000000001"
        member = HouseholdMember.objects.get(household__represented_by=f.MOTHER)
        assert member.participation(date(2026, 11, 30)) == Participation.PARTICIPATING
        delivery = CardDelivery.objects.get(step=step)
        assert (delivery.state, delivery.card_by, delivery.since) == ("waiting", "home", LATER)
        post = Handover.objects.get(channel="card_post")
        assert (post.subject, post.status) == (step.pk, "DUE")

    def test_settling_twice_changes_nothing(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        for _ in range(2):
            card.settled([cards.granted(step.pk, cards.CHILD, "0000000001")], at=LATER)
        counted = (InsuredPerson, HouseholdMember, InsuranceHousehold, CardDelivery, Handover)
        assert [model.objects.count() for model in counted] == [1] * 5

    def test_an_electronic_card_goes_into_no_post(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me, delivery={"card_by": "electronic"})
        card.settled([cards.granted(step.pk, cards.CHILD, "0000000001")], at=LATER)
        assert not CardDelivery.objects.exists()
        assert not Handover.objects.filter(channel="card_post").exists()

    def test_siblings_share_the_household_of_who_stands_for_them(
        self, card: Procedure, me: Citizen
    ) -> None:
        steps = filed(card, me, 2)
        pairs = [
            cards.granted(step.pk, f"00032600000{count}", f"000000000{count}")
            for count, step in enumerate(steps, 1)
        ]
        card.settled(pairs, at=LATER)
        assert InsuranceHousehold.objects.get().members.count() == 2

    def test_two_hundred_answers_cost_as_many_queries_as_two(
        self, card: Procedure, me: Citizen
    ) -> None:
        steps = filed(card, me, 202)
        pairs = [
            cards.granted(step.pk, f"000326{count:06}", f"{count:010}")
            for count, step in enumerate(steps)
        ]
        card.settled(pairs[:1], at=LATER)
        with CaptureQueriesContext(connection) as for_one:
            card.settled(pairs[1:2], at=LATER)
        with CaptureQueriesContext(connection) as for_all:
            card.settled(pairs[2:], at=LATER)
        assert len(for_all) == len(for_one)
        assert InsuredPerson.objects.count() == 202

    def test_a_mismatch_opens_one_incident_and_a_right_card_closes_it(
        self, card: Procedure, me: Citizen
    ) -> None:
        (step,) = filed(card, me)
        letter, granted = cards.granted(step.pk, cards.CHILD, "0000000001")
        wrong = CardMismatch("BH-1", note="card_mismatch", wrong=("born_on",))
        for _ in range(2):
            card.settled([(letter, wrong)], at=f.AT)
        incident = CardIncident.objects.get()
        assert (incident.step_id, incident.fields) == (step.pk, ["born_on"])
        assert (incident.opened_at, incident.closed_at) == (f.AT, None)
        card.settled([(letter, granted)], at=LATER)
        incident.refresh_from_db()
        assert incident.closed_at == LATER

    def test_a_second_number_of_one_person_is_an_incident_and_is_not_kept(
        self, card: Procedure, me: Citizen
    ) -> None:
        first, second = filed(card, me, 2)
        card.settled([cards.granted(first.pk, cards.CHILD, "0000000001")], at=f.AT)
        card.settled([cards.granted(second.pk, cards.CHILD, "0000000002")], at=LATER)
        assert InsuredPerson.objects.get().insurance_number == "0000000001"
        assert CardIncident.objects.get().fields == ["insurance_number"]

    def test_one_number_for_two_people_is_an_incident(self, card: Procedure, me: Citizen) -> None:
        first, second = filed(card, me, 2)
        card.settled([cards.granted(first.pk, cards.CHILD, "0000000001")], at=f.AT)
        card.settled([cards.granted(second.pk, "000326000010", "0000000001")], at=LATER)
        assert InsuredPerson.objects.get().pk == cards.CHILD
        assert CardIncident.objects.get().step_id == second.pk

    def test_other_answers_leave_nothing_behind(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        letter = f.letter(f.CARD, cards.application(), subject=step.pk)
        with CaptureQueriesContext(connection) as asked:
            for answer in (Accepted("BH-1"), NoAnswer(NoAnswerKind.NOT_READY)):
                card.settled([(letter, answer)], at=LATER)
        assert len(asked) == 0

    @pytest.mark.parametrize("number", ["", "1", "00032600000", "0003260000090"])
    def test_the_database_refuses_numbers_that_are_none(self, number: str) -> None:
        with pytest.raises((IntegrityError, DataError)), transaction.atomic():
            InsuredPerson.objects.create(
                personal_number=cards.CHILD, insurance_number=number, known_at=f.AT
            )


class TestInThePost:
    def follow(self, step: Step, answer: Any) -> CardDelivery:
        letter = f.letter(f.CARD, b"step-7.1", channel="card_post", subject=step.pk)
        CardPost().settle([(letter, answer)], at=LATER, locked=None)
        return CardDelivery.objects.get(step=step)

    def test_each_stop_is_kept_with_its_day(self, card: Procedure, me: Citizen) -> None:
        (step,) = filed(card, me)
        card.settled([cards.granted(step.pk, cards.CHILD, "0000000001")], at=f.AT)
        sent = self.follow(step, InThePost("k", note="sent", since=LATER))
        assert (sent.state, sent.since) == ("sent", LATER)
        again = self.follow(step, InThePost("k", note="sent", since=None))
        assert again.since == LATER
        assert self.follow(step, InThePost("k", note="arrived")).state == "arrived"
        assert self.follow(step, NoAnswer(NoAnswerKind.UNREACHABLE)).state == "arrived"
        assert self.follow(step, InThePost("k", note="lost")).state == "arrived"
        assert self.follow(step, Granted({"since": LATER})).state == "handed_over"

    def test_the_question_names_the_key_of_the_application(self) -> None:
        letter = f.letter(f.CARD, b"", channel="card_post", subject=12, revision=3)
        assert CardPost().compose([letter]) == {12: b"step-12.3"}
