"""The limit to correct ends by itself, and nothing that is over stands in its way."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen, User
from portal.pipeline import services, transitions
from portal.pipeline.models import Dossier, ReturnRequest, Step, Verification
from portal.pipeline.registry import registry
from portal.pipeline.services import machine
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move, move
from tests.pipeline.invented import AT, Desk, InventedAgency, LeftLeg, RightLeg, filed

LATER = AT + timedelta(days=3)


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create(username="official-invented", is_staff=True)


@pytest.fixture
def desk(journey: InventedAgency) -> Iterator[None]:
    with registry.replaced(Desk, LeftLeg, RightLeg):
        yield


def opening(dossier: Dossier) -> Step:
    return dossier.steps.get(procedure="invented.opening")


def returned(applicant: Citizen) -> Step:
    """A step with an overdue request that is open, as if an official had asked."""
    step = opening(filed(applicant))
    ReturnRequest.objects.create(
        step=step, revision=1, reason="ALL1", asked_at=AT, answer_by=AT.date()
    )
    move([Move(step.pk, StepStatus.RETURNED, "returned")], at=AT)
    return step


def is_asked(step: Step) -> bool:
    return ReturnRequest.objects.filter(step=step, answered_at__isnull=True).exists()


def test_withdrawing_closes_what_the_family_was_asked(desk: None, applicant: Citizen) -> None:
    step = returned(applicant)
    services.withdraw(dossier_id=step.dossier_id, applicant=applicant, at=LATER)
    assert not is_asked(step)
    assert ReturnRequest.objects.get(step=step).answered_at == LATER


@pytest.mark.parametrize(
    "to", [StepStatus.AT_DESK, StepStatus.HELD, StepStatus.SKIPPED, StepStatus.REFUSED]
)
def test_whatever_ends_a_return_closes_its_request(
    desk: None, applicant: Citizen, to: StepStatus
) -> None:
    step = returned(applicant)
    move([Move(step.pk, to, "moved")], at=LATER)
    assert not is_asked(step)


def test_a_step_that_ends_asks_no_other_office_any_more(
    desk: None, applicant: Citizen, official: User
) -> None:
    step = opening(filed(applicant))
    services.ask_verification(
        step_id=step.pk,
        office="committee_elsewhere",
        question="Có không?",
        new_due_on=LATER.date(),
        by=official,
        at=AT,
    )
    services.accept(step_ids=[step.pk], by=official, at=AT)
    assert Verification.objects.get(step=step).answered_at is None
    move([Move(step.pk, StepStatus.REFUSED, "refused")], at=LATER)
    assert Verification.objects.get(step=step).answered_at == LATER


def test_many_dead_requests_keep_no_living_one_from_lapsing(
    desk: None, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "A_ROUND", 2)
    for _ in range(3):
        gone = returned(applicant)
        Step.objects.filter(pk=gone.pk).update(status="WITHDRAWN")  # as old rows were left
    alive = [returned(applicant) for _ in range(3)]
    assert services.lapse_returns(at=LATER) == 3
    assert set(Step.objects.filter(pk__in=[one.pk for one in alive]).values_list("status")) == {
        ("REFUSED",)
    }
    assert services.lapse_returns(at=LATER) == 0


def test_a_limit_made_longer_meanwhile_is_heeded_under_the_lock(
    desk: None, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    step = returned(applicant)
    lock = transitions.lock

    def slow_lock(step_ids: list[int]) -> object:
        ReturnRequest.objects.filter(step_id__in=step_ids).update(answer_by=LATER.date())
        return lock(step_ids)

    monkeypatch.setattr(transitions, "lock", slow_lock)
    assert services.lapse_returns(at=LATER) == 0
    assert is_asked(step)


def test_lapsing_asks_as_often_for_many_as_for_one(desk: None, applicant: Citizen) -> None:
    counts = []
    for many in (1, 6):
        for _ in range(many):
            returned(applicant)
        with CaptureQueriesContext(connection) as asked:
            assert services.lapse_returns(at=LATER) == many
        counts.append(len(asked))
    assert counts[0] == counts[1]
