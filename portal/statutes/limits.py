"""How long a limit lasts: the row of a code, a day and a place, and the last day it gives."""

from datetime import date, timedelta

from portal.statutes import calendar, selectors
from portal.statutes.models import LimitUnit, TimeLimit

HOURS_A_DAY = 8


def limit_of(code: str, on: date, place: calendar.Place = None) -> TimeLimit | None:
    """Return the limit of that day; the province among the codes of `place` may have its own."""
    codes = (place,) if isinstance(place, str) else place or ()
    province = next((one for one in codes if len(one) == len("00")), None)
    return selectors.time_limit(code, on, province)


def last_day(code: str, start: date, place: calendar.Place = None, *, otherwise: int = 0) -> date:
    """Return the last day of a limit that begins on `start`, counted in the unit of its row.

    `otherwise` is how many working days count while there is no row. A limit of 0 ends on the day
    it begins.
    """
    limit = limit_of(code, start, place)
    if limit is None:
        return _working_days_on(start, otherwise, place)
    return counted(limit, start, place)


def counted(limit: TimeLimit, start: date, place: calendar.Place = None) -> date:
    """Return the last day of this limit; ValueError for an hour on the clock, which has none."""
    match LimitUnit(limit.unit):
        case LimitUnit.WORKING_DAYS:
            return _working_days_on(start, limit.value, place)
        case LimitUnit.WORKING_HOURS:
            return _working_days_on(start, -(-limit.value // HOURS_A_DAY), place)
        case LimitUnit.DAYS:
            return start + timedelta(days=limit.value)
        case LimitUnit.YEARS:
            return _years_on(start, limit.value)
        case LimitUnit.HOUR_OF_DAY:
            raise ValueError(f"{limit.code} is an hour, not a length of time")


def working_days_in(limit: TimeLimit, last_on: date, place: calendar.Place = None) -> int:
    """Return how many working days a limit holds that ends on `last_on`."""
    match LimitUnit(limit.unit):
        case LimitUnit.WORKING_DAYS:
            return limit.value
        case LimitUnit.DAYS:
            first = last_on - timedelta(days=limit.value)
            return calendar.working_days_between(first, last_on, place)
        case _:
            return calendar.working_days_between(last_on, counted(limit, last_on, place), place)


def _working_days_on(start: date, days: int, place: calendar.Place) -> date:
    return calendar.add_working_days(start, days, place) if days else start


def _years_on(start: date, years: int) -> date:
    try:
        return start.replace(year=start.year + years)
    except ValueError:  # 29 February
        return date(start.year + years, 3, 1)
