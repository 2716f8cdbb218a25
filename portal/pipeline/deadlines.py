"""Legal time: working days, the 15:00 cut-off, and clocks that stop while the family corrects."""

from datetime import date, datetime, time

from django.utils import timezone

from portal.pipeline.registry import registry
from portal.places.selectors import communes_by_code
from portal.statutes import calendar, selectors

CUT_OFF = "desk.cut_off"  # hour after which a dossier counts as received the next working day
SUPPLEMENT = "return.supplement"


def received_on(at: datetime, *, place: str | None = None) -> date:
    """Return the working day a dossier filed at `at` counts as received (NĐ 63/2024; 15:00)."""
    local = timezone.localtime(at)
    limit = selectors.time_limit(CUT_OFF, local.date())
    late = local.time() >= time(int(limit.value) if limit else 15)
    if calendar.is_working_day(local.date(), place=_nearest(place)) and not late:
        return local.date()
    return calendar.add_working_days(local.date(), 1, place=_nearest(place))


def due_on(limit_code: str, at: datetime, *, place: str | None = None) -> date:
    """Return the last day of a dated limit that began at `at`; same day when it is 0 days."""
    start = received_on(at, place=place)
    limit = selectors.time_limit(limit_code, start)
    days = limit.value if limit else 0
    return calendar.add_working_days(start, days, place=_nearest(place)) if days else start


def after(limit_code: str, start: date, *, place: str | None = None) -> date:
    """Return the last day of a dated limit that begins on `start`."""
    limit = selectors.time_limit(limit_code, start)
    return calendar.add_working_days(start, limit.value, place=_nearest(place)) if limit else start


def supplement_by(at: datetime) -> date:
    """Return the day by which a family must answer a return (NĐ 63/2024 Đ8: 07 working days)."""
    today = timezone.localtime(at).date()
    limit = selectors.time_limit(SUPPLEMENT, today)
    return calendar.add_working_days(today, limit.value if limit else 7)


def hour_after(limit_code: str, at: datetime, *, place: str | None = None) -> datetime:
    """Return the same hour on the last day of a dated limit that began at `at`; 1 day if none."""
    local = timezone.localtime(at)
    limit = selectors.time_limit(limit_code, local.date(), _province(place))
    days = limit.value if limit else 1
    last = calendar.add_working_days(local.date(), days, place=_nearest(place))
    return local.replace(year=last.year, month=last.month, day=last.day)


def resumed(due: date | None, *, stopped_at: datetime, at: datetime) -> date | None:
    """Return the due day after a clock that stood still from `stopped_at` until `at`."""
    if due is None:
        return None
    stopped = timezone.localtime(stopped_at).date()
    lost = calendar.working_days_between(stopped, timezone.localtime(at).date())
    return calendar.add_working_days(due, lost) if lost else due


def _nearest(commune_code: str | None) -> tuple[str, ...]:
    """Return the codes whose calendar decisions count: the commune's own, then its province's."""
    if not commune_code:
        return ()
    commune = communes_by_code([commune_code]).get(commune_code)
    return (commune_code, commune.province_id) if commune else (commune_code,)


def _province(commune_code: str | None) -> str | None:
    nearest = _nearest(commune_code)
    return nearest[-1] if len(nearest) > 1 else None


class Limits:
    """Due days of one batch: each procedure and commune is worked out once."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._known: dict[tuple[str, str], date | None] = {}

    def due_on(self, procedure: str, commune_code: str) -> date | None:
        """Return the due day of a step that starts now; None if its law sets no limit."""
        key = (procedure, commune_code)
        if key not in self._known:
            code = registry[procedure].time_limit
            self._known[key] = due_on(code, self._at, place=commune_code) if code else None
        return self._known[key]
