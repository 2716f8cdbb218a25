"""Legal time: working days, the 15:00 cut-off, and clocks that stop while the family corrects."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils import timezone

from portal.pipeline.registry import registry
from portal.places.selectors import communes_by_code
from portal.statutes import calendar
from portal.statutes.limits import last_day, limit_of

CUT_OFF = "desk.cut_off"  # hour after which a dossier counts as received the next working day
SUPPLEMENT = "return.supplement"
CUT_OFF_HOUR = 15  # while no row says otherwise
SUPPLEMENT_DAYS = 7

Nearest = tuple[str, ...]


def received_on(at: datetime, *, place: str | None = None) -> date:
    """Return the working day a dossier filed at `at` counts as received (NĐ 63/2024; 15:00)."""
    return _received_on(at, _nearest(place))


def due_on(limit_code: str, at: datetime, *, place: str | None = None) -> date:
    """Return the last day of a dated limit that began at `at`; same day when it is 0 days."""
    nearest = _nearest(place)
    return last_day(limit_code, _received_on(at, nearest), nearest)


def supplement_by(at: datetime, *, place: str | None = None) -> date:
    """Return the day by which a family must answer a return (NĐ 63/2024 Đ8: 07 working days)."""
    return _supplement_by(at, _nearest(place))


def hour_after(limit_code: str, at: datetime, *, place: str | None = None) -> datetime:
    """Return the same hour on the last day of a dated limit that began at `at`; 1 day if none."""
    local = timezone.localtime(at)
    last = last_day(limit_code, local.date(), _nearest(place), otherwise=1)
    return local.replace(year=last.year, month=last.month, day=last.day)


def resumed(
    due: date | None, *, stopped_at: datetime, at: datetime, place: str | None = None
) -> date | None:
    """Return the due day after a clock that stood still from `stopped_at` until `at`.

    It is never before the day on which what comes back counts as received.
    """
    if due is None:
        return None
    nearest = _nearest(place)
    back = _received_on(at, nearest)
    stopped = calendar.add_working_days(timezone.localdate(stopped_at), 0, nearest)
    lost = calendar.working_days_between(stopped, back, nearest)
    return max(back, calendar.add_working_days(due, lost, nearest) if lost > 0 else due)


def _received_on(at: datetime, nearest: Nearest) -> date:
    local = timezone.localtime(at)
    limit = limit_of(CUT_OFF, local.date(), nearest)
    late = local.time() >= time(int(limit.value) if limit else CUT_OFF_HOUR)
    if calendar.is_working_day(local.date(), nearest) and not late:
        return local.date()
    return calendar.add_working_days(local.date(), 1, nearest)


def _supplement_by(at: datetime, nearest: Nearest) -> date:
    return last_day(SUPPLEMENT, timezone.localdate(at), nearest, otherwise=SUPPLEMENT_DAYS)


def _nearest(commune_code: str | None) -> Nearest:
    """Return the codes whose calendar decisions count: the commune's own, then its province's."""
    return Places([commune_code] if commune_code else []).nearest(commune_code or "")


class Places:
    """The communes of one batch with their provinces: one query, and none until one is needed."""

    def __init__(self, commune_codes: Iterable[str]) -> None:
        self._codes = frozenset(commune_codes)
        self._provinces: dict[str, str] | None = None

    def nearest(self, commune_code: str) -> Nearest:
        """Return the commune's code and its province's; the former alone if it is unknown."""
        if not commune_code:
            return ()
        if self._provinces is None:
            found = communes_by_code(self._codes | {commune_code})
            self._provinces = {code: one.province_id for code, one in found.items()}
        province = self._provinces.get(commune_code)
        return (commune_code, province) if province else (commune_code,)


class Limits:
    """Due days of one batch, for steps in the given communes: one query for all of them."""

    def __init__(self, at: datetime, commune_codes: Iterable[str]) -> None:
        self._at = at
        self._places = Places(commune_codes)
        self._known: dict[tuple[str, str], date | None] = {}

    def due_on(self, procedure: str, commune_code: str) -> date | None:
        """Return the due day of a step that starts now; None if its law sets no limit."""
        key = (procedure, commune_code)
        if key not in self._known:
            code = registry[procedure].time_limit
            start = self.received_on(commune_code)
            nearest = self._places.nearest(commune_code)
            self._known[key] = last_day(code, start, nearest) if code else None
        return self._known[key]

    def received_on(self, commune_code: str) -> date:
        """Return the day on which what comes now counts as received in a commune."""
        return _received_on(self._at, self._places.nearest(commune_code))

    def after(self, procedure: str, start: date, commune_code: str) -> date:
        """Return the due day of a step that starts on a day still to come."""
        code = registry[procedure].time_limit
        return last_day(code, start, self._places.nearest(commune_code)) if code else start

    def supplement_by(self, commune_code: str) -> date:
        """Return the day by which a family must answer what is asked of it now."""
        return _supplement_by(self._at, self._places.nearest(commune_code))
