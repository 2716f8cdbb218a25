"""A family takes back what it filed, as far as nothing of it has a result."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from portal.accounts.models import Citizen
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import transitions
from portal.pipeline.actors import citizen
from portal.pipeline.models import Step
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import FINAL, StepStatus
from portal.pipeline.transitions import CHANNEL, Locked, Move


class NothingToWithdraw(Exception):
    """Every step of the dossier has its result already."""


@transaction.atomic
def withdraw(*, dossier_id: int, applicant: Citizen, at: datetime) -> None:
    """Withdraw what has no result yet; what has left the house can only be wished to be withdrawn.

    No wire carries the wish: the desk sees it and calls the agency, whose answer ends the step.
    What runs unasked, for whatever is registered, is none of their choice. Raises NothingToWithdraw
    if every other step is final.
    """
    locked = transitions.lock_dossiers([dossier_id])
    _take_back(list(locked.steps.values()), locked, applicant, at)


@transaction.atomic
def withdraw_leg(*, step_id: int, applicant: Citizen, at: datetime) -> None:
    """Withdraw one leg and leave the others alone (R14); raises NothingToWithdraw as `withdraw`."""
    locked = transitions.lock([step_id])
    _take_back([locked.steps[step_id]], locked, applicant, at)


def _take_back(steps: Sequence[StepRow], locked: Locked, applicant: Citizen, at: datetime) -> None:
    open_steps = [step for step in steps if step.status not in FINAL and _is_theirs(step)]
    if not open_steps:
        raise NothingToWithdraw([step.id for step in steps])
    gone = out_of_reach([step.id for step in open_steps])
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


def _is_theirs(step: StepRow) -> bool:
    """Say whether the family may end this leg: what runs unasked ends with what it follows."""
    return registry[step.procedure].offered is not Offer.SILENT


def out_of_reach(step_ids: list[int]) -> set[int]:
    """Return the steps whose message has left, or may have left, the house."""
    # Under lock: a claim being written now is waited for, and none begins before we have decided.
    messages = Handover.objects.select_for_update().filter(channel=CHANNEL, subject__in=step_ids)
    waiting = messages.exclude(status=HandoverStatus.DONE).order_by("pk")
    return {subject for subject, tries in waiting.values_list("subject", "attempts") if tries}
