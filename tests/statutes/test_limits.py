"""A limit is counted in the unit of its row, by the calendar and the rows of its place."""

from datetime import date

import pytest

from portal.statutes import limits
from portal.statutes.models import CalendarOverride, TimeLimit

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)  # Tuesday the 24th is a holiday
PLACE = ("00691", "08")


def row(value: int, unit: str, *, province: str = "", code: str = "invented") -> TimeLimit:
    return TimeLimit.objects.create(
        code=code, value=value, unit=unit, province=province, valid_from=date(2024, 1, 1),
        basis="Văn bản giả định", certainty="V",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("value", "unit", "last"),
    [
        (2, "working_days", date(2026, 11, 25)),
        (0, "working_days", FRIDAY),
        (2, "days", date(2026, 11, 22)),
        (0, "days", FRIDAY),
        (4, "working_hours", date(2026, 11, 23)),
        (16, "working_hours", date(2026, 11, 25)),
        (6, "years", date(2032, 11, 20)),
    ],
)
def test_the_unit_of_the_row_is_what_counts(value: int, unit: str, last: date) -> None:
    row(value, unit)
    assert limits.last_day("invented", FRIDAY) == last


def test_six_years_after_a_leap_day_end_on_a_day_that_exists() -> None:
    row(1, "years")
    assert limits.last_day("invented", date(2028, 2, 29)) == date(2029, 3, 1)


def test_an_hour_on_the_clock_is_no_length() -> None:
    row(15, "hour_of_day")
    with pytest.raises(ValueError, match="invented"):
        limits.last_day("invented", FRIDAY)


def test_without_a_row_the_caller_says_how_long() -> None:
    assert limits.last_day("nobody.knows", FRIDAY, otherwise=1) == date(2026, 11, 23)
    assert limits.last_day("nobody.knows", FRIDAY) == FRIDAY


def test_a_province_may_have_its_own_limit_and_its_own_days_off() -> None:
    row(2, "working_days")
    row(1, "working_days", province="08")
    assert limits.last_day("invented", FRIDAY, PLACE) == date(2026, 11, 23)
    CalendarOverride.objects.create(
        title="Bão", place="00691", first_on=date(2026, 11, 23), last_on=date(2026, 11, 23),
        is_working=False, basis="Quyết định 1", certainty="V",
    )  # fmt: skip
    assert limits.last_day("invented", FRIDAY, PLACE) == date(2026, 11, 25)
    assert limits.last_day("invented", FRIDAY, "00004") == date(2026, 11, 25)


@pytest.mark.parametrize(
    ("value", "unit", "days"), [(2, "working_days", 2), (7, "days", 4), (16, "working_hours", 2)]
)
def test_every_limit_holds_so_many_working_days(value: int, unit: str, days: int) -> None:
    assert limits.working_days_in(row(value, unit), date(2026, 11, 27)) == days
