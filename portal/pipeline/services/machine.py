"""What happens by itself or on an operator's word: consents answered, limits ended, send again."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from portal.accounts.models import User
from portal.consents.standing import Standing
from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.handovers.models import Handover
from portal.pipeline import consenting, transitions
from portal.pipeline.actors import MACHINE, official
from portal.pipeline.models import Bereavement, ReturnRequest, Step
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL, UNDO_CHANNEL, Locked, Move, first_status

NOT_ANSWERED = "XX3"  # the limit to answer a return has ended
A_ROUND = 500


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
    for step in steps:
        if step.status == StepStatus.RETURNED and step.id not in for_consent:
            continue
        onward = first_status(step.procedure, consent_missing=False)
        for to, act in consenting.acts_for(step, standings[step.id], onward):
            moves.append(Move(step.id, to, act))
            if to == StepStatus.RETURNED:
                asked.append(step)
    consenting.ask_another_way(asked, at=at)
    if moves:
        transitions.move(moves, at=at, locked=locked)


def lapse_returns(*, at: datetime) -> int:
    """Refuse every step whose limit to correct has ended (NĐ 63/2024 Đ8); return how many."""
    total = 0
    while ended := _lapse_round(at):
        total += ended
    return total


@transaction.atomic
def _lapse_round(at: datetime) -> int:
    late = ReturnRequest.objects.filter(
        answered_at__isnull=True,
        answer_by__lt=timezone.localdate(at),
        step__status=StepStatus.RETURNED,
    )
    # Where somebody has died the family's clock stands until a human has spoken with it.
    mourning = Bereavement.objects.filter(
        dossier=OuterRef("step__dossier"), retracted_at__isnull=True
    )
    late = late.exclude(Exists(mourning)).order_by("answer_by", "pk")
    step_ids = list(late.values_list("step_id", flat=True)[:A_ROUND])
    if not step_ids:
        return 0
    locked = transitions.lock(step_ids)
    # Asked again under the lock: the family may have answered, or been given longer.
    due = late.filter(step_id__in=step_ids).values_list("step_id", flat=True)
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
        handover.channel in (CHANNEL, UNDO_CHANNEL)
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
    if not messages.send_again(handover_id):
        raise NotStalled(handover_id)
    ring()
