"""What happens by itself or on an operator's word: consents answered, limits ended, send again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.consents.standing import Standing
from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.handovers.models import Handover
from portal.pipeline import consenting, transitions
from portal.pipeline.actors import MACHINE, official
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL, Locked, Move, first_status

NOT_ANSWERED = "XX3"  # the limit to answer a return has ended


class NotStalled(Exception):
    """The message is not stalled: there is nothing to send again by hand."""


def consents_answered(
    standings: Mapping[int, Standing], *, at: datetime, locked: Locked | None = None
) -> None:
    """Move steps by their consents; runs in the transaction that recorded the answers.

    A step whose turn has not come, or that has ended, is left alone: what was answered counts when
    its turn comes.
    """
    locked = locked or transitions.lock(list(standings))
    steps = [locked.steps[pk] for pk in standings if pk in locked.steps]
    for_consent = consenting.returned_for_consent(steps)
    moves: list[Move] = []
    asked: list[StepRow] = []
    closed: list[StepRow] = []
    for step in steps:
        if step.status == StepStatus.RETURNED and step.id not in for_consent:
            continue
        onward = first_status(step.procedure, consent_missing=False)
        for to, act in consenting.acts_for(step, standings[step.id], onward):
            moves.append(Move(step.id, to, act))
            (asked if to == StepStatus.RETURNED else closed).append(step)
    consenting.ask_another_way(asked, at=at)
    consenting.close_requests([step.id for step in closed], at=at)
    if moves:
        transitions.move(moves, at=at, locked=locked)


@transaction.atomic
def lapse_returns(*, at: datetime) -> int:
    """Refuse every step whose limit to correct has ended (NĐ 63/2024 Đ8); return how many."""
    today = timezone.localtime(at).date()
    late = list(
        ReturnRequest.objects.filter(answered_at__isnull=True, answer_by__lt=today).values_list(
            "step_id", flat=True
        )[:500]
    )
    if not late:
        return 0
    locked = transitions.lock(late)
    due = [pk for pk in late if locked.steps[pk].status == StepStatus.RETURNED]
    ReturnRequest.objects.filter(step_id__in=due, answered_at__isnull=True).update(answered_at=at)
    moves = [
        Move(
            pk,
            StepStatus.REFUSED,
            "not_answered",
            MACHINE,
            details={"reason": NOT_ANSWERED},
        )
        for pk in due
    ]
    if moves:
        transitions.move(moves, at=at, locked=locked)
    return len(moves)


@transaction.atomic
def retry_stalled(*, handover_id: int, reason: str, by: User, at: datetime) -> None:
    """Send a stalled message again, same key; raises NotStalled. `reason` is a code."""
    handover = Handover.objects.get(pk=handover_id)
    if handover.channel == CHANNEL and Step.objects.filter(pk=handover.subject).exists():
        locked = transitions.lock([handover.subject])
        retried = Move(
            handover.subject,
            None,
            "sent_again",
            official(by),
            details={"reason": reason},
        )
        transitions.move([retried], at=at, locked=locked)
    if not messages.send_again(handover_id):
        raise NotStalled(handover_id)
    ring()
