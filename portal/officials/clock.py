"""How much of a limit is spent, in office hours, and what is left of it in words."""

from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from portal.pipeline.models import Step
from portal.pipeline.proofs import PROOF_OUT
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.places.models import Commune
from portal.statutes import calendar
from portal.statutes.limits import limit_of, working_days_in

OPENS, CLOSES = time(8), time(17)
A_DAY = CLOSES.hour - OPENS.hour
HALF, MOST, ALL = 50, 80, 100


@dataclass(frozen=True, slots=True)
class Clock:
    """What the official is told of a limit; `level` colours it."""

    percent: int
    left: str
    is_today: bool
    is_over: bool

    @property
    def level(self) -> str:
        """Return calm, half, most or over."""
        if self.is_over or self.percent >= ALL:
            return "over"
        if self.percent >= MOST:
            return "most"
        return "half" if self.percent >= HALF else "calm"


def clock_of(step: Step, *, at: datetime, commune: Commune | None = None) -> Clock | None:
    """Return the clock of a step on the desk; None where the law sets no limit or none runs here.

    Only the desk's own time is counted: a step elsewhere, or a proof with the family, has none.
    """
    if step.due_on is None or step.status != StepStatus.AT_DESK or step.note == PROOF_OUT:
        return None
    place = (commune.code, commune.province_id) if commune else None
    limit = limit_of(registry[step.procedure].time_limit, step.due_on, place)
    days = working_days_in(limit, step.due_on, place) if limit else 0
    left = _hours_left(step.due_on, at, place)
    # The day a case came in counts too: a limit of 0 days is the office hours of that day.
    percent = round(100 * (1 - left / ((days + 1) * A_DAY)))
    today = timezone.localtime(at).date()
    return Clock(
        percent=min(ALL, max(0, percent)),
        left=_in_words(step.due_on, today, left, place),
        is_today=step.due_on == today,
        is_over=step.due_on < today,
    )


def _hours_left(due_on: date, at: datetime, place: calendar.Place) -> float:
    now = timezone.localtime(at)
    if due_on < now.date():
        return 0.0
    hours = float(calendar.working_days_between(now.date(), due_on, place) * A_DAY)
    if calendar.is_working_day(now.date(), place):
        hours += min(A_DAY, max(0.0, CLOSES.hour - now.hour - now.minute / 60))
    return hours


def _in_words(due_on: date, today: date, hours: float, place: calendar.Place) -> str:
    if due_on < today:
        days = calendar.working_days_between(due_on, today, place)
        return f"quá hạn {days} ngày làm việc" if days else "quá hạn"
    if due_on > today:
        days = calendar.working_days_between(today, due_on, place)
        return f"còn {days} ngày làm việc"
    if hours >= 1:
        return f"còn {int(hours)} giờ hôm nay"
    return f"còn {round(hours * 60)} phút hôm nay" if hours > 0 else "hết giờ hôm nay"
