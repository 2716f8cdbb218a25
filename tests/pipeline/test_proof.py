"""The family reads a certificate before it is written: sent, answered, lapsed, overtaken."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import IntegrityError, connections, transaction

from civil_registry.birth.procedure import BirthRegistrationProcedure
from portal.accounts.models import Citizen, User
from portal.notifications.models import Notice
from portal.pipeline import journal, proofs, scope, services
from portal.pipeline.models import Dossier, JournalEntry, Proof, Step
from portal.pipeline.registry import registry
from portal.pipeline.tasks import lapse_proofs
from portal.pipeline.transitions import MoveNotAllowed
from tests.pipeline import proving
from tests.pipeline.invented import (
    AT,
    COMMUNE,
    Desk,
    InventedAgency,
    LeftLeg,
    RightLeg,
    filed,
    invented_citizen,
)
from tests.pipeline.proving import Proving, newest

HOUR = timedelta(hours=1)
MONDAY = AT + timedelta(days=3)  # AT is a Friday, 09:00: one working day later at the same hour
WRONG = "Tên đệm của bé là Thị, không phải Thi"


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create(username="official-invented", is_staff=True)


@pytest.fixture
def dossier(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    """A dossier on a desk from which proofs are sent."""
    proving.switch_on()
    proving.limit(1)
    with registry.replaced(Proving, LeftLeg, RightLeg):
        yield filed(applicant, phone="0900000001")


@pytest.fixture
def step(dossier: Dossier) -> Step:
    return dossier.steps.get(procedure="invented.opening")


@pytest.fixture
def proof(step: Step, official: User) -> Proof:
    """A proof that is with the family."""
    return services.send_proof(step_id=step.pk, by=official, at=AT)


def fresh(step: Step) -> Step:
    return Step.objects.get(pk=step.pk)


def acts(step: Step) -> list[str]:
    entries = JournalEntry.objects.filter(step=step).order_by("sequence")
    return [entry.act for entry in entries]


def answer(step: Step, applicant: Citizen, *, words: str = "", at_hours: int = 2) -> None:
    services.answer_proof(
        step_id=step.pk,
        applicant=applicant,
        is_right=not words,
        words=words,
        at=AT + at_hours * HOUR,
    )


class TestSending:
    def test_the_family_has_until_the_same_hour_of_the_next_working_day(
        self, step: Step, proof: Proof
    ) -> None:
        assert (proof.answer_by, proof.is_open) == (MONDAY, True)
        assert (fresh(step).status, fresh(step).note) == ("AT_DESK", "proof_out")
        assert acts(step)[-1] == "proof_sent"

    def test_the_family_is_told_once_a_proof(
        self, step: Step, proof: Proof, applicant: Citizen, official: User
    ) -> None:
        notice = Notice.objects.get(kind="proof_out")
        assert notice.params == {"answer_by": proof.answer_by.isoformat()}
        answer(step, applicant, words=WRONG)
        services.send_proof(step_id=step.pk, by=official, at=AT)
        assert Notice.objects.filter(kind="proof_out").count() == 2

    def test_the_familys_own_editing_ends(
        self, step: Step, proof: Proof, applicant: Citizen
    ) -> None:
        with pytest.raises(services.AlreadyOpened):
            services.edit_before_opened(step_id=step.pk, answers={}, applicant=applicant, at=AT)

    def test_a_second_proof_waits_for_the_first_answer(
        self, step: Step, proof: Proof, official: User
    ) -> None:
        with pytest.raises(services.ProofOpen):
            services.send_proof(step_id=step.pk, by=official, at=AT)
        assert Proof.objects.count() == 1

    def test_nothing_is_sent_from_elsewhere_than_the_desk(self, step: Step, official: User) -> None:
        services.accept(step_ids=[step.pk], by=official, at=AT)
        with pytest.raises(MoveNotAllowed):
            services.send_proof(step_id=step.pk, by=official, at=AT)

    def test_a_province_may_do_without(self, step: Step, official: User) -> None:
        proving.switch_on(is_on=False, province="01")
        with pytest.raises(services.ProofNotOffered):
            services.send_proof(step_id=step.pk, by=official, at=AT)

    def test_a_procedure_that_declares_none_sends_none(
        self, journey: InventedAgency, applicant: Citizen, official: User
    ) -> None:
        proving.switch_on()
        with registry.replaced(Desk, LeftLeg, RightLeg):
            step = filed(applicant).steps.get(procedure="invented.opening")
            with pytest.raises(services.ProofNotOffered):
                services.send_proof(step_id=step.pk, by=official, at=AT)

    def test_births_are_shown_by_the_law_as_it_stands(self, db: None) -> None:
        with registry.replaced(BirthRegistrationProcedure):
            code = BirthRegistrationProcedure.code
            assert proofs.limit_of(code) == "birth.proof"
            assert proofs.is_offered(code, COMMUNE, on=AT.date())
            assert not proofs.is_offered(code, COMMUNE, on=AT.date().replace(year=2020))


class TestAnswering:
    def test_while_it_is_out_nobody_accepts(self, step: Step, proof: Proof, official: User) -> None:
        with pytest.raises(services.ProofOpen) as out:
            services.accept(step_ids=[step.pk], by=official, at=MONDAY - HOUR)
        assert (out.value.step_ids, out.value.answer_by) == ((step.pk,), MONDAY)
        assert fresh(step).status == "AT_DESK"

    def test_what_is_right_is_accepted(
        self, step: Step, proof: Proof, applicant: Citizen, official: User
    ) -> None:
        answer(step, applicant)
        assert (newest().is_right, fresh(step).note) == (True, "")
        services.accept(step_ids=[step.pk], by=official, at=MONDAY)
        assert fresh(step).status == "IN_TRANSIT"

    def test_what_is_not_right_lies_before_the_official_in_the_familys_words(
        self, step: Step, proof: Proof, applicant: Citizen
    ) -> None:
        answer(step, applicant, words=f"  {WRONG} ")
        kept = newest()
        assert (kept.is_right, kept.words) == (False, WRONG)
        assert fresh(step).status == "AT_DESK"

    def test_the_words_are_read_before_the_case_is_accepted(
        self, step: Step, proof: Proof, applicant: Citizen, official: User
    ) -> None:
        answer(step, applicant, words=WRONG)
        with pytest.raises(services.ProofDisputed):
            services.accept(step_ids=[step.pk], by=official, at=AT)
        for _look in range(2):
            services.open_case(step=fresh(step), by=official, at=AT)
        services.accept(step_ids=[step.pk], by=official, at=AT)
        assert acts(step)[-2:] == ["proof_words_read", "accepted"]

    def test_the_journal_holds_the_act_and_never_the_words(
        self, step: Step, proof: Proof, applicant: Citizen
    ) -> None:
        answer(step, applicant, words=WRONG)
        assert acts(step)[-2:] == ["proof_sent", "proof_disputed"]
        entries = JournalEntry.objects.filter(step=step)
        assert not any(WRONG in str(entry.details) for entry in entries)
        assert list(journal.faults()) == []

    def test_the_second_answer_changes_nothing(
        self, step: Step, proof: Proof, applicant: Citizen
    ) -> None:
        answer(step, applicant)
        before = acts(step)
        with pytest.raises(services.NoProofOpen):
            answer(step, applicant, words=WRONG)
        assert (newest().is_right, newest().words, acts(step)) == (True, "", before)

    def test_the_offices_limit_stood_still_while_the_family_read(
        self, step: Step, applicant: Citizen, official: User
    ) -> None:
        Step.objects.filter(pk=step.pk).update(due_on=AT.date())
        services.send_proof(step_id=step.pk, by=official, at=AT)
        answer(step, applicant, at_hours=71)
        assert fresh(step).due_on == MONDAY.date()


class TestSilence:
    def test_agrees_when_the_limit_ends_and_not_before(self, step: Step, proof: Proof) -> None:
        assert services.lapse_proofs(at=MONDAY - timedelta(seconds=1)) == 0
        assert services.lapse_proofs(at=MONDAY) == 1
        assert services.lapse_proofs(at=MONDAY) == 0
        assert (newest().is_right, newest().answered_at) == (None, MONDAY)
        assert (fresh(step).note, acts(step)[-1]) == ("", "proof_lapsed")

    def test_an_acceptance_does_not_wait_for_the_calendar(
        self, step: Step, proof: Proof, official: User
    ) -> None:
        services.accept(step_ids=[step.pk], by=official, at=MONDAY)
        assert acts(step)[-2:] == ["proof_lapsed", "accepted"]
        assert (fresh(step).status, newest().is_open) == ("IN_TRANSIT", False)
        assert list(journal.faults()) == []

    def test_costs_the_same_for_one_and_for_many(
        self, dossier: Dossier, proof: Proof, official: User, django_assert_max_num_queries: Any
    ) -> None:
        for number in range(2, 6):
            step = filed(invented_citizen(number)).steps.get(procedure="invented.opening")
            services.send_proof(step_id=step.pk, by=official, at=AT)
        with django_assert_max_num_queries(12):
            assert services.lapse_proofs(at=MONDAY) == 5

    def test_the_calendars_door(self, step: Step, proof: Proof) -> None:
        Proof.objects.update(answer_by=AT - HOUR)
        lapse_proofs()
        assert not newest().is_open


class TestOvertaken:
    """What leaves the desk by another way leaves no question behind."""

    @pytest.fixture(autouse=True)
    def leaves_nothing_open(self, proof: Proof) -> Iterator[None]:
        yield
        kept = newest()
        assert (kept.is_open, kept.is_right) == (False, None)
        assert services.lapse_proofs(at=MONDAY) == 0

    def test_by_a_withdrawal(self, step: Step, dossier: Dossier, applicant: Citizen) -> None:
        services.withdraw(dossier_id=dossier.pk, applicant=applicant, at=AT)
        assert (fresh(step).status, fresh(step).note) == ("WITHDRAWN", "")

    def test_by_a_return(self, step: Step, official: User) -> None:
        services.return_to_family(
            step_id=step.pk,
            reason="ALL1",
            items=["file"],
            blanks={"file": "anh.jpg", "cause": "bị mờ", "act": "chụp lại"},
            note="",
            by=official,
            at=AT,
        )
        assert (fresh(step).status, fresh(step).note) == ("RETURNED", "")

    def test_by_a_transfer(self, step: Step, official: User) -> None:
        services.transfer(step_id=step.pk, commune_code="00008", by=official, at=AT)
        assert (fresh(step).status, fresh(step).note) == ("AT_DESK", "")
        services.accept(step_ids=[step.pk], by=official, at=AT)


class TestTheDatabase:
    def test_the_desk_sends_and_the_worker_lapses_with_their_own_rights(
        self, step: Step, official: User, as_role: Any, settings: Any
    ) -> None:
        settings.DATABASE_ROLE = "portal_desk"
        with as_role("portal_desk"):
            scope.narrow([COMMUNE])
            services.send_proof(step_id=step.pk, by=official, at=AT)
        settings.DATABASE_ROLE = "portal_worker"
        with as_role("portal_worker"):
            assert services.lapse_proofs(at=MONDAY) == 1

    def test_holds_one_open_proof_a_step(self, step: Step, proof: Proof) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Proof.objects.create(step=step, revision=1, sent_at=AT, answer_by=MONDAY)

    def test_knows_no_opinion_without_an_answer(self, proof: Proof) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            Proof.objects.update(is_right=True)


def test_an_answer_and_an_acceptance_at_once_are_one_after_the_other(
    committed_journey: InventedAgency,
) -> None:
    applicant, by = invented_citizen(), User.objects.create(username="official", is_staff=True)
    proving.switch_on()
    with registry.replaced(Proving, LeftLeg, RightLeg):
        step = filed(applicant).steps.get(procedure="invented.opening")
        services.send_proof(step_id=step.pk, by=by, at=AT)
        together = Barrier(2)

        def family() -> str:
            together.wait()
            try:
                answer(step, applicant, words=WRONG)
                return "answered"
            finally:
                connections.close_all()

        def desk() -> str:
            together.wait()
            try:
                services.accept(step_ids=[step.pk], by=by, at=AT)
                return "accepted"
            except (services.ProofOpen, services.ProofDisputed):
                return "waits"
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            said = [one.result() for one in (pool.submit(family), pool.submit(desk))]
    assert said == ["answered", "waits"]  # whoever came first: nobody has read the words
    assert (fresh(step).status, fresh(step).note) == ("AT_DESK", "proof_disputed")
    assert list(journal.faults()) == []
