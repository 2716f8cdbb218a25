"""The acts of a family on its own dossier after filing: edit, correct, withdraw."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import Citizen
from portal.consents import selectors as consent_selectors
from portal.consents import services as consents
from portal.consents.asking import Asker
from portal.consents.standing import Standing
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import deadlines, transitions
from portal.pipeline.actors import citizen
from portal.pipeline.models import Dossier, ReturnRequest, Step
from portal.pipeline.registry import registry
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import FINAL, StepStatus
from portal.pipeline.transitions import CHANNEL, Move, first_status

Answers = Mapping[str, Mapping[str, Any]]


class AlreadyOpened(Exception):
    """An official has opened the case: the family can no longer edit it alone."""


class NotReturned(Exception):
    """Nothing of this step is open for correction."""


class NothingToWithdraw(Exception):
    """Every step of the dossier has its result already."""


@transaction.atomic
def edit_before_opened(*, step_id: int, answers: Answers, applicant: Citizen, at: datetime) -> None:
    """Change a filed declaration that no official has opened; raises AlreadyOpened otherwise."""
    locked = transitions.lock([step_id])
    step = Step.objects.get(pk=step_id)
    if step.status != StepStatus.AT_DESK or step.opened_at is not None:
        raise AlreadyOpened(step_id)
    registry[step.procedure].record_answers(step_id=step_id, answers=answers)
    edited = Move(step_id, None, "edited", citizen(applicant), new_revision=True)
    transitions.move([edited], at=at, locked=locked)


@transaction.atomic
def supplement(*, step_id: int, answers: Answers, applicant: Citizen, at: datetime) -> None:
    """Send a correction to whoever asked for it; the clock goes on where it stopped.

    Raises NotReturned if the step waits for no correction (any more).
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    request = ReturnRequest.objects.filter(step_id=step_id, answered_at__isnull=True).first()
    if step.status != StepStatus.RETURNED or request is None:
        raise NotReturned(step_id)
    registry[step.procedure].record_answers(step_id=step_id, answers=answers)
    missing = _ask_again(step, applicant, at)
    to = first_status(step.procedure, consent_missing=missing)
    if request.by_agency and not missing:
        to = StepStatus.IN_TRANSIT
    sent = Move(
        step_id,
        to,
        "corrected",
        citizen(applicant),
        due_on=deadlines.resumed(step.due_on, stopped_at=request.asked_at, at=at),
        new_revision=True,
        details={"reason": request.reason},
    )
    transitions.move([sent], at=at, locked=locked)


def _ask_again(step: StepRow, applicant: Citizen, at: datetime) -> bool:
    """Ask whoever must agree to the corrected answers; say whether an agreement is missing.

    The same person may be asked once more: families talk.
    """
    needs = registry[step.procedure].consents(step_id=step.id, applicant=applicant)
    if not needs:  # a signed paper speaks for everybody, or nobody else must agree
        if step.needs_consent:
            consents.cancel_for(step_ids=[step.id])
            Step.objects.filter(pk=step.id).update(needs_consent=False)
            step.needs_consent = False
        return False
    code = Dossier.objects.values_list("code", flat=True).get(pk=step.dossier_id)
    asker = Asker(code, applicant.full_name, applicant.personal_number)
    consents.ask([(step.id, need) for need in needs], at=at, askers={step.id: asker})
    Step.objects.filter(pk=step.id).update(needs_consent=True)
    step.needs_consent = True
    return consent_selectors.standings([step.id])[step.id] is not Standing.GIVEN


@transaction.atomic
def withdraw(*, dossier_id: int, applicant: Citizen, at: datetime) -> None:
    """Withdraw what has no result yet; an agency that has the case is asked and answers itself.

    Raises NothingToWithdraw if every step is final.
    """
    locked = transitions.lock_dossiers([dossier_id])
    open_steps = [step for step in locked.steps.values() if step.status not in FINAL]
    if not open_steps:
        raise NothingToWithdraw(dossier_id)
    gone = _out_of_reach([step.id for step in open_steps])
    who = citizen(applicant)
    moves = [
        Move(step.id, None, "withdrawal_asked", who)
        if step.id in gone
        else Move(step.id, StepStatus.WITHDRAWN, "withdrawn", who)
        # The last legs first, so that none is SKIPPED because its opening step was withdrawn.
        for step in sorted(open_steps, key=lambda one: not registry[one.procedure].follows)
    ]
    Step.objects.filter(pk__in=gone).update(withdrawal_asked_at=at)
    transitions.move(moves, at=at, locked=locked)


def _out_of_reach(step_ids: list[int]) -> set[int]:
    """Return the steps whose message has left, or may have left, the house."""
    # Under lock: a claim being written now is waited for, and none begins before we have decided.
    messages = Handover.objects.select_for_update().filter(channel=CHANNEL, subject__in=step_ids)
    waiting = messages.exclude(status=HandoverStatus.DONE).order_by("pk")
    return {subject for subject, tries in waiting.values_list("subject", "attempts") if tries}
