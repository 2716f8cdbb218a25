"""Working days of 2026, of a storm, and of the years nobody has announced yet."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statutes import cache, calendar
from portal.statutes.models import CalendarOverride

pytestmark = pytest.mark.django_db

FREE_2026 = {
    date(2026, month, day)
    for month, days in {
        1: (1, 2), 2: (16, 17, 18, 19, 20), 4: (27, 30), 5: (1,), 8: (31,), 9: (1, 2), 11: (24,),
    }.items()
    for day in days
}  # fmt: skip
WORKED_2026 = {date(2026, 1, 10), date(2026, 8, 22)}
EVERY_DAY_OF_2026 = [date(2026, 1, 1) + timedelta(days=n) for n in range(365)]


def decision(place: str, first: date, last: date, *, is_working: bool = False) -> None:
    CalendarOverride.objects.create(
        title="Bão", place=place, first_on=first, last_on=last, is_working=is_working,
        basis="Quyết định 1", certainty="V",
    )  # fmt: skip


def test_every_day_of_2026_is_worked_or_free_as_announced() -> None:
    for day in EVERY_DAY_OF_2026:
        expected = day in WORKED_2026 or (day.weekday() < 5 and day not in FREE_2026)
        assert calendar.is_working_day(day) is expected, day


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 20), 1, date(2026, 11, 23)),
        (date(2026, 11, 23), 1, date(2026, 11, 25)),
        (date(2026, 11, 21), 0, date(2026, 11, 23)),
        (date(2026, 11, 20), 0, date(2026, 11, 20)),
        (date(2026, 11, 21), 3, date(2026, 11, 26)),
        (date(2026, 8, 21), 1, date(2026, 8, 22)),
        (date(2026, 8, 28), 1, date(2026, 9, 3)),
        (date(2026, 2, 13), 1, date(2026, 2, 23)),
        (date(2025, 12, 31), 1, date(2026, 1, 5)),
        (date(2026, 1, 9), 1, date(2026, 1, 10)),
    ],
)
def test_the_first_day_does_not_count_and_free_days_are_passed_over(
    start: date, n: int, end: date
) -> None:
    assert calendar.add_working_days(start, n) == end


def test_days_are_not_counted_backward() -> None:
    with pytest.raises(ValueError, match="forward"):
        calendar.add_working_days(date(2026, 11, 20), -1)


def test_counting_days_undoes_adding_them_for_every_day_of_2026() -> None:
    for start in EVERY_DAY_OF_2026:
        for n in (1, 3, 7):
            end = calendar.add_working_days(start, n)
            assert calendar.is_working_day(end)
            assert calendar.working_days_between(start, end) == n
            assert calendar.working_days_between(end, start) == -n


@given(
    st.dates(date(2024, 1, 1), date(2030, 12, 31)),
    st.integers(min_value=0, max_value=20),
    st.integers(min_value=0, max_value=20),
)
def test_going_on_is_the_same_as_going_at_once(start: date, n: int, m: int) -> None:
    start = calendar.add_working_days(start, 0)
    there = calendar.add_working_days(calendar.add_working_days(start, n), m)
    assert there == calendar.add_working_days(start, n + m)


def test_a_storm_frees_the_place_it_struck_and_no_other() -> None:
    first, last = date(2026, 11, 25), date(2026, 11, 26)
    decision("08", first, last)
    assert calendar.is_working_day(first)
    assert calendar.is_working_day(first, "01")
    assert not calendar.is_working_day(first, "08")
    assert not calendar.is_working_day(last, ("00691", "08"))
    assert calendar.add_working_days(date(2026, 11, 23), 1, ("00691", "08")) == date(2026, 11, 27)
    assert calendar.working_days_between(date(2026, 11, 23), date(2026, 11, 27), "08") == 1


def test_the_nearest_decision_wins() -> None:
    day = date(2026, 11, 25)
    decision("08", day, day)
    decision("00691", day, day, is_working=True)
    assert calendar.is_working_day(day, ("00691", "08"))
    assert not calendar.is_working_day(day, ("00694", "08"))


def test_a_decision_for_the_country_goes_before_the_yearly_calendar() -> None:
    decision("", date(2027, 2, 11), date(2027, 2, 12))
    decision("", date(2026, 11, 24), date(2026, 11, 24), is_working=True)
    assert not calendar.is_working_day(date(2027, 2, 11))
    assert calendar.is_working_day(date(2026, 11, 24), "08")


def test_a_withdrawn_decision_does_not_count() -> None:
    day = date(2026, 11, 25)
    decision("", day, day)
    CalendarOverride.objects.filter(first_on=day).update(withdrawn_on=day)
    assert calendar.is_working_day(day)


def test_coming_years_are_computed_until_they_are_announced() -> None:
    tet = [date(2027, 2, 4) + timedelta(days=n) for n in range(7)]
    assert not any(calendar.is_working_day(day) for day in tet)
    assert not calendar.is_working_day(date(2027, 9, 3))
    assert not calendar.is_working_day(date(2027, 11, 24))


def test_a_year_of_days_costs_one_query(django_assert_max_num_queries) -> None:
    cache.forget()
    with django_assert_max_num_queries(1):
        calendar.working_days_between(date(2026, 1, 1), date(2026, 12, 31), ("00691", "08"))
    with django_assert_max_num_queries(1):
        calendar.add_working_days(date(2026, 1, 1), 200)
