"""Families are reminded of a duty that a leg would end, while the leg has not been granted."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.telling import Duty, tell_duties
from portal.statutes.limits import limit_of

# Days after the registration from which the duty runs (NĐ 154/2024 Đ7 k2); the last is its last.
STAGES = (30, 45, 55)
A_ROUND = 500
# Where the next act is the family's: what an office works on reminds nobody.
_LEFT_TO_THE_FAMILY = (
    StepStatus.HELD,
    StepStatus.RETURNED,
    StepStatus.REFUSED,
    StepStatus.SKIPPED,
    StepStatus.WITHDRAWN,
)


def remind_of_duties(*, at: datetime) -> int:
    """Tell each family once a stage how many days it has left; return how many were due.

    The same day is told once, whenever and however often this runs.
    """
    return sum(
        _remind(procedure.code, procedure.duty, opening, at)
        for procedure in registry
        if procedure.duty
        for opening in procedure.follows
    )


def _remind(leg: str, duty: str, opening: str, at: datetime) -> int:
    today = timezone.localdate(at)
    limit = limit_of(duty, today)
    if limit is None:
        return 0
    since = timezone.localtime(at) - timedelta(days=limit.value + 1)
    begun = timezone.localtime(at) - timedelta(days=STAGES[0] - 1)
    waiting = Step.objects.filter(
        procedure=leg,
        status__in=_LEFT_TO_THE_FAMILY,
        dossier__steps__procedure=opening,
        dossier__steps__status=StepStatus.GRANTED,
        dossier__steps__since__range=(since, begun),
    )
    found, last = 0, 0
    while rows := _round(waiting, after=last):
        last = rows[-1][0]
        due = [one for row in rows if (one := _duty(row, limit.value, today)) is not None]
        tell_duties(due, at=at)
        found += len(due)
    return found


@transaction.atomic
def _round(waiting: QuerySet[Step], *, after: int) -> Sequence[tuple[int, int, datetime]]:
    rows = waiting.filter(pk__gt=after).order_by("pk")
    return list(rows.values_list("pk", "dossier_id", F("dossier__steps__since"))[:A_ROUND])


def _duty(row: tuple[int, int, datetime], days: int, today: date) -> Duty | None:
    step_id, dossier_id, granted_at = row
    last_on = timezone.localdate(granted_at) + timedelta(days=days)
    left = (last_on - today).days
    stages = [stage for stage in (*STAGES, days) if days - left >= stage]
    if left < 0 or not stages:
        return None
    return Duty(step_id, dossier_id, last_on, left, stages[-1])
