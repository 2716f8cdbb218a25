"""What happens by itself or on an operator's word: consents answered, limits ended, send again."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.handovers.doorbell import ring
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import deadlines, transitions
from portal.pipeline.actors import MACHINE, official
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL, Locked, Move, first_status

NOT_ANSWERED = "XX3"  # the limit to answer a return has ended


class NotStalled(Exception):
    """The message is not stalled: there is nothing to send again by hand."""


def consents_answered(
    answers: Mapping[int, str], *, at: datetime, locked: Locked | None = None
) -> None:
    """Move held steps by their consents: "agreed" goes on, "refused" and "lapsed" go back.

    Runs in the transaction that recorded the answers. A step that is not HELD is only noted.
    """
    locked = locked or transitions.lock(list(answers))
    moves, returns = [], []
    for step_id, answer in answers.items():
        step = locked.steps[step_id]
        if step.status != StepStatus.HELD:
            if step.status not in ("GRANTED", "REFUSED", "WITHDRAWN", "SKIPPED"):
                moves.append(Move(step_id, None, f"consent_{answer}"))
        elif answer == "agreed":
            to = first_status(step.procedure, consent_missing=False)
            moves.append(Move(step_id, to, "consent_agreed"))
        else:
            moves.append(Move(step_id, StepStatus.RETURNED, f"consent_{answer}"))
            returns.append(step)
    _ask_for_another_way(returns, at)
    if moves:
        transitions.move(moves, at=at, locked=locked)


def _ask_for_another_way(steps: Sequence[StepRow], at: datetime) -> None:
    ReturnRequest.objects.bulk_create(
        [
            ReturnRequest(
                step_id=step.id,
                revision=step.revision,
                reason="CONSENT",
                items=["consent"],
                asked_at=at,
                answer_by=deadlines.supplement_by(at),
            )
            for step in steps
        ]
    )


@transaction.atomic
def lapse_returns(*, at: datetime) -> int:
    """Refuse every step whose limit to correct has ended (NĐ 63/2024 Đ8); return how many."""
    today = timezone.localtime(at).date()
    late = list(
        ReturnRequest.objects.filter(
            answered_at__isnull=True, answer_by__lt=today
        ).values_list("step_id", flat=True)[:500]
    )
    if not late:
        return 0
    locked = transitions.lock(late)
    due = [pk for pk in late if locked.steps[pk].status == StepStatus.RETURNED]
    ReturnRequest.objects.filter(step_id__in=due, answered_at__isnull=True).update(
        answered_at=at
    )
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
    if (
        handover.channel == CHANNEL
        and Step.objects.filter(pk=handover.subject).exists()
    ):
        locked = transitions.lock([handover.subject])
        retried = Move(
            handover.subject,
            None,
            "sent_again",
            official(by),
            details={"reason": reason},
        )
        transitions.move([retried], at=at, locked=locked)
    again = Handover.objects.filter(
        pk=handover_id, status=HandoverStatus.STALLED
    ).update(status=HandoverStatus.DUE, attempts=0, next_at=timezone.now())
    if not again:
        raise NotStalled(handover_id)
    ring()
