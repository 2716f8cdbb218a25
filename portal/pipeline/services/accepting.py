"""An official accepts cases, and may think better of it while their messages are still here."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.postgres.functions import TransactionNow
from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.handovers.doorbell import ring
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import transitions
from portal.pipeline.actors import official
from portal.pipeline.services.confirming import NotConfirmed, require_confirmed
from portal.pipeline.services.desk import require_desk
from portal.pipeline.services.issuing import NotIssued, require_issued
from portal.pipeline.services.proof import lapsed_before
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL, Locked, Move, MoveNotAllowed

AT_ONCE = timedelta()


@transaction.atomic
def accept(*, step_ids: Sequence[int], by: User, at: datetime, hold: timedelta = AT_ONCE) -> None:
    """Accept cases on the desk: their bodies go to the register. All or none.

    For the time of `hold` nothing leaves yet, so that the acceptance can be undone. Raises
    MoveNotAllowed if one of them is not on the desk any more, ProofOpen while a family reads its
    proof, ProofDisputed until its words about it were read, NotConfirmed while a computed sum waits
    for an official's word.
    """
    locked = transitions.lock(step_ids)
    require_desk(locked, step_ids)
    require_confirmed(locked, step_ids)
    require_issued(locked, step_ids)
    seconds = hold.total_seconds()
    moves = [
        Move(pk, StepStatus.IN_TRANSIT, "accepted", official(by), hold=seconds) for pk in step_ids
    ]
    lapsed = lapsed_before(step_ids, locked, at=at)
    transitions.move([*lapsed, *moves], at=at, locked=locked)


def waits_for_an_official(locked: Locked, step_id: int) -> bool:
    """Say whether a case may not be sent before an official has confirmed or issued something."""
    try:
        require_confirmed(locked, [step_id])
        require_issued(locked, [step_id])
    except (NotConfirmed, NotIssued):
        return True
    return False


@transaction.atomic
def send_now(*, step_id: int, by: User, at: datetime) -> None:
    """End the time in which an acceptance can be undone; raises MoveNotAllowed if it is over."""
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    if not _unsent(step).update(next_at=TransactionNow()):
        raise MoveNotAllowed(step_id, step.status, step.status)
    hastened = Move(step_id, None, "sent_at_once", official(by))
    transitions.move([hastened], at=at, locked=locked)
    ring()


@transaction.atomic
def undo_acceptance(*, step_id: int, by: User, at: datetime) -> None:
    """Take an acceptance back while its message has not left; raises MoveNotAllowed after."""
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    unsent = _unsent(step).select_for_update().first()
    if step.status != StepStatus.IN_TRANSIT or unsent is None:
        raise MoveNotAllowed(step_id, step.status, StepStatus.AT_DESK)
    undo = Move(
        step_id,
        StepStatus.AT_DESK,
        "acceptance_undone",
        official(by),
        new_revision=True,
    )
    transitions.move([undo], at=at, locked=locked)


def _unsent(step: StepRow) -> QuerySet[Handover]:
    """Return the message of a step's present revision while it has not left the house."""
    return Handover.objects.filter(
        channel=CHANNEL,
        subject=step.id,
        revision=step.revision,
        attempts=0,
        status=HandoverStatus.DUE,
    )
