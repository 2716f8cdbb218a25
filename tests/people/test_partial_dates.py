"""Dates half remembered: read day first, kept as known, ordered, never swapped."""

import calendar
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.partial_dates import FIRST_YEAR, LAST_YEAR, NotADate, PartialDate

DAYS = st.dates(date(FIRST_YEAR, 1, 1), date(LAST_YEAR, 12, 31)).map(PartialDate.from_date)
ANY = st.one_of(
    DAYS,
    DAYS.map(lambda d: PartialDate(d.year, d.month)),
    DAYS.map(lambda d: PartialDate(d.year)),
)


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("03/02/2025", PartialDate(2025, 2, 3)),
        ("3/2/2025", PartialDate(2025, 2, 3)),
        (" 03 / 02 / 2025 ", PartialDate(2025, 2, 3)),
        ("03-02-2025", PartialDate(2025, 2, 3)),
        ("03.02.2025", PartialDate(2025, 2, 3)),
        ("03 02 2025", PartialDate(2025, 2, 3)),
        ("2025-02-03", PartialDate(2025, 2, 3)),
        ("25/12/2025", PartialDate(2025, 12, 25)),
        ("29/02/2024", PartialDate(2024, 2, 29)),
        ("11/2026", PartialDate(2026, 11)),
        ("2026-11", PartialDate(2026, 11)),
        ("2026", PartialDate(2026)),
    ],
)
def test_a_date_is_read_day_first(text: str, known: PartialDate) -> None:
    assert PartialDate.parse(text) == known


@pytest.mark.parametrize(
    "text",
    [
        "12/25/2025", "29/02/2025", "31/04/2025", "00/01/2025", "01/00/2025", "13/2025", "00/2025",
        "1/2/25", "25", "02/03/25", "20250203", "03022025", "2025/02/03", "2025-2-3", "2025-13",
        "1799", "2200", "0000", "03//02/2025", "03/02/2025/1", "ngày 3", "", "   ", "٠٣/٠٢/٢٠٢٥",
        "03/02/2025 08:00", "-2025", "1e3", "２０２５",
    ],
)  # fmt: skip
def test_what_names_no_day_is_refused_and_never_swapped(text: str) -> None:
    with pytest.raises(NotADate):
        PartialDate.parse(text)


def test_every_day_of_four_years_is_read_as_written_and_no_other_day_is() -> None:
    for year in (1900, 2000, 2024, 2025):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            for day in range(1, 32):
                text = f"{day:02}/{month:02}/{year}"
                if day <= last:
                    assert str(PartialDate.parse(text)) == text
                else:
                    with pytest.raises(NotADate):
                        PartialDate.parse(text)


@pytest.mark.parametrize("numbers", [(2025, None, 3), (2025, 0), (2025, 1, 0), (2025, 2, 30)])
def test_numbers_that_make_no_date_are_refused(numbers: tuple[int, ...]) -> None:
    with pytest.raises(NotADate):
        PartialDate(*numbers)


@given(ANY)
def test_both_written_forms_are_read_back(known: PartialDate) -> None:
    assert PartialDate.parse(str(known)) == PartialDate.parse(known.iso) == known


@given(st.lists(ANY, min_size=2))
def test_dates_sort_as_their_stored_text_does(many: list[PartialDate]) -> None:
    assert [d.iso for d in sorted(many)] == sorted(d.iso for d in many)


@given(ANY, ANY)
def test_what_lies_wholly_before_sorts_before(one: PartialDate, other: PartialDate) -> None:
    if one.latest < other.earliest:
        assert one < other


def test_the_vaguer_comes_first_within_the_same_time() -> None:
    dates = ["2026", "11/2026", "05/11/2026", "06/11/2026", "12/2026", "2027"]
    known = [PartialDate.parse(text) for text in dates]
    assert sorted(known, key=str) != known
    assert sorted(known) == known


@given(ANY)
def test_its_first_and_last_day_are_the_span_it_may_mean(known: PartialDate) -> None:
    assert known.earliest <= known.latest
    assert known.is_full == (known.earliest == known.latest)
    for outside in (known.earliest - timedelta(days=1), known.latest + timedelta(days=1)):
        same = (outside.year, outside.month, outside.day)
        asked = (known.year, known.month or outside.month, known.day or outside.day)
        assert same != asked


def test_it_is_not_compared_with_other_things() -> None:
    assert PartialDate(2026) != "2026"
    with pytest.raises(TypeError):
        assert PartialDate(2026) < "2026"
