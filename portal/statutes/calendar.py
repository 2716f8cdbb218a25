"""Working days of Việt Nam: weekends, public holidays, and decisions that change them by place.

A `place` is the code of a province or commune, or several codes with the nearest first, such as
("00691", "08"); without one the country's calendar answers. Decisions are kept rows, so counting
costs one query at most, however many days are walked.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from holidays import country_holidays

from portal.statutes import cache
from portal.statutes.models import CalendarOverride

Place = str | tuple[str, ...] | None
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def is_working_day(day: date, place: Place = None) -> bool:
    """Tell whether offices work on `day`: the nearest decision first, then the yearly holidays."""
    return _is_working(day, _decisions(place))


def add_working_days(start_day: date, n: int, place: Place = None) -> date:
    """Return the n-th working day after `start_day`, which itself does not count.

    0 gives `start_day` if offices work then, else the next working day. A negative `n` raises
    ValueError.
    """
    if n < 0:
        raise ValueError("working days are counted forward")
    decisions = _decisions(place)
    day = start_day if n else start_day - ONE_DAY
    for _ in range(n or 1):
        day += ONE_DAY
        while not _is_working(day, decisions):
            day += ONE_DAY
    return day


def working_days_between(first: date, last: date, place: Place = None) -> int:
    """Return how many working days lie after `first` up to and including `last`.

    The inverse of `add_working_days`; negative when `last` is the earlier.
    """
    if last < first:
        return -working_days_between(last, first, place)
    decisions = _decisions(place)
    return sum(_is_working(day, decisions) for day in _days(first + ONE_DAY, last))


class _Year(NamedTuple):
    off: frozenset[date]
    made_up: frozenset[date]


@lru_cache(maxsize=64)
def _year(year: int) -> _Year:
    # built whole and kept: the library's own growing calendar is not safe between threads
    known = country_holidays("VN", years=year, expand=False)
    return _Year(off=frozenset(known), made_up=frozenset(known.weekend_workdays))


def _decisions(place: Place) -> list[tuple[CalendarOverride, ...]]:
    codes = (place,) if isinstance(place, str) else place or ()
    kept = cache.rows(CalendarOverride, key="place")
    return [kept[code] for code in (*codes, "") if code in kept]


def _is_working(day: date, decisions: list[tuple[CalendarOverride, ...]]) -> bool:
    for rows in decisions:
        for row in rows:
            if row.first_on <= day <= row.last_on:
                return row.is_working
    year = _year(day.year)
    return day in year.made_up or (day.weekday() < SATURDAY and day not in year.off)


def _days(first: date, last: date) -> Iterator[date]:
    day = first
    while day <= last:
        yield day
        day += ONE_DAY
