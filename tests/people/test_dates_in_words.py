"""Dates in words, each month, each day, and the years that sound unlike they look."""

import pytest

from portal.people.dates_in_words import date_in_words, year_in_words
from portal.people.partial_dates import PartialDate

DAYS = (
    "một hai ba bốn năm sáu bảy tám chín mười|mười một|mười hai|mười ba|mười bốn|mười lăm|mười sáu"
    "|mười bảy|mười tám|mười chín|hai mươi|hai mươi mốt|hai mươi hai|hai mươi ba|hai mươi tư"
    "|hai mươi lăm|hai mươi sáu|hai mươi bảy|hai mươi tám|hai mươi chín|ba mươi|ba mươi mốt"
)
NINE, *REST = DAYS.split("|")
IN_WORDS = [*NINE.split(" "), *REST]
MONTHS = [*IN_WORDS[:3], "tư", *IN_WORDS[4:12]]


def test_every_day_of_a_month_has_its_words() -> None:
    assert len(IN_WORDS) == 31
    for day, words in enumerate(IN_WORDS, 1):
        assert date_in_words(PartialDate(2000, 1, day)).startswith(f"Ngày {words} tháng một")


def test_every_month_has_its_words() -> None:
    for month, words in enumerate(MONTHS, 1):
        assert date_in_words(PartialDate(2000, month)) == f"Tháng {words} năm hai nghìn"


@pytest.mark.parametrize(
    ("year", "words"),
    [
        (1900, "một nghìn chín trăm"),
        (1905, "một nghìn chín trăm linh năm"),
        (1945, "một nghìn chín trăm bốn mươi lăm"),
        (1954, "một nghìn chín trăm năm mươi tư"),
        (1991, "một nghìn chín trăm chín mươi mốt"),
        (2000, "hai nghìn"),
        (2001, "hai nghìn không trăm linh một"),
        (2010, "hai nghìn không trăm mười"),
        (2014, "hai nghìn không trăm mười bốn"),
        (2026, "hai nghìn không trăm hai mươi sáu"),
        (2100, "hai nghìn một trăm"),
    ],
)
def test_a_year_is_read_out(year: int, words: str) -> None:
    assert year_in_words(year) == words


@pytest.mark.parametrize(
    ("known", "words"),
    [
        (
            PartialDate(2026, 11, 15),
            "Ngày mười lăm tháng mười một năm hai nghìn không trăm hai mươi sáu",
        ),
        (PartialDate(1954, 4), "Tháng tư năm một nghìn chín trăm năm mươi tư"),
        (PartialDate(1954), "Năm một nghìn chín trăm năm mươi tư"),
    ],
)
def test_only_what_is_known_is_said(known: PartialDate, words: str) -> None:
    assert date_in_words(known) == words
