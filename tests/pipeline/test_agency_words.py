"""An agency's own words: read as the family would read them, and withheld if they demand."""

from datetime import date

import pytest

from portal.pipeline.agency_words import read_for_family

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    "note", ["Nộp sổ hộ\r\nkhẩu", "Nộp sổ hộ\u200bkhẩu", "Nộp sổ hộ \u043ahẩu", "Nộp sổ hộ\nkhẩu"]
)
def test_a_demand_in_disguise_is_withheld(note: str) -> None:
    said = read_for_family(note, procedure="civil_registry.birth", reason="", on=TODAY)
    assert (said.withheld, said.paper) == (note, "household_book")
    assert note not in said.sentence


def test_what_turns_a_sentence_round_is_not_passed_on() -> None:
    note = "Ngày sinh\u202e ghi nhầm\u200b tháng."
    said = read_for_family(note, procedure="civil_registry.birth", reason="", on=TODAY)
    assert said.sentence == "Ngày sinh ghi nhầm tháng."
