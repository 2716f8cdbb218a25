"""The law of birth registration, walked at its edges."""

from datetime import date

import pytest

from civil_registry.birth import rules
from portal.people.families import followed_parent

BORN = date(2026, 9, 1)


@pytest.mark.parametrize(
    ("filed_on", "late"),
    [(BORN, False), (date(2026, 10, 31), False), (date(2026, 11, 1), True)],
    ids=["on the day of birth", "on the sixtieth day", "on the sixty-first"],
)
def test_a_birth_is_late_after_the_sixtieth_day(filed_on, late):
    assert rules.is_late(BORN, filed_on, 60) is late


def test_the_last_day_on_time_is_the_sixtieth_after_the_birth():
    assert rules.last_day_on_time(BORN, 60) == date(2026, 10, 31)


@pytest.mark.parametrize(
    ("born_on", "on", "inside"),
    [
        (date(2020, 11, 21), date(2026, 11, 20), True),
        (date(2020, 11, 20), date(2026, 11, 20), False),
        (date(2020, 2, 29), date(2026, 2, 28), True),
        (date(2020, 2, 29), date(2026, 3, 1), False),
        (date(2026, 11, 20), date(2026, 11, 20), True),
    ],
)
def test_the_group_ends_with_the_sixth_birthday(born_on, on, inside):
    assert rules.is_in_group(born_on, on, 6) is inside


@pytest.mark.parametrize(
    ("born_on", "is_father"),
    [
        (date(2026, 1, 1), True),
        (date(2026, 10, 28), True),
        (date(2026, 10, 29), False),
        (date(2025, 12, 1), True),
    ],
    ids=["the day it ended", "300 days after", "301 days after", "before it ended"],
)
def test_a_former_husband_is_father_for_300_days(born_on, is_father):
    assert rules.husband_is_father(date(2026, 1, 1), born_on, 300) is is_father


@pytest.mark.parametrize(
    ("married", "father_part", "named"),
    [
        ("yes", "", True),
        ("unsure", "", True),
        ("no", "left_out", False),
        ("no", "to_be_named", False),
        ("no", "former_husband", True),
        ("", "", False),
    ],
)
def test_a_father_is_declared_where_there_is_or_was_a_marriage(married, father_part, named):
    assert rules.names_father(married, father_part) is named


@pytest.mark.parametrize(
    ("chosen", "father_named", "parent"),
    [
        ("father", True, "father"),
        ("mother", True, "mother"),
        ("father", False, "mother"),
        ("", True, "mother"),
        ("", False, "mother"),
    ],
)
def test_a_child_follows_the_parent_chosen_or_the_only_one(chosen, father_named, parent):
    assert followed_parent(chosen, father_named=father_named) == parent


@pytest.mark.parametrize(("deceased", "needed"), [(True, False), (False, True)])
def test_no_number_is_demanded_of_the_dead(deceased, needed):
    assert rules.number_is_needed(deceased=deceased) is needed


@pytest.mark.parametrize(
    ("parent", "possible"),
    [(date(2012, 5, 1), True), (BORN, False), (date(2027, 1, 1), False)],
    ids=["a mother of fourteen", "the same day", "born later"],
)
def test_only_being_born_later_than_the_child_is_impossible(parent, possible):
    assert rules.is_possible_parent(parent, BORN) is possible


@pytest.mark.parametrize(
    ("texts", "places"),
    [
        ([], set()),
        (["a"], set()),
        (["a", "b"], set()),
        (["a", "b", "a"], {2}),
        (["a", "a", "a"], {1, 2}),
        (["", ""], set()),
    ],
)
def test_what_stands_there_twice_is_found_at_its_second_place(texts, places):
    assert rules.repeated(texts) == places


@pytest.mark.parametrize(
    ("relation", "answers", "branch"),
    [
        ("mother", {}, None),
        ("guardian", {}, None),
        ("relative", {"parent_can_sign_in": "no"}, "B31"),
        ("relative", {"parent_can_sign_in": "yes"}, "B31"),
        ("institution", {}, "B32"),
        ("father", {"nationality": "foreign"}, "B07"),
        ("father", {"mother_number": "none"}, "B16"),
        ("father", {"mother_number": "deceased"}, None),
    ],
)
def test_who_applies_and_for_whom_decides_who_must_come(relation, answers, branch):
    asked = {"parent_can_sign_in": "", "nationality": "vietnamese", "mother_number": "yes"}
    found = rules.of_applicant(relation, **(asked | answers))
    assert (found.branch if found else None) == branch


@pytest.mark.parametrize(
    ("married", "part", "in_vietnam", "stands", "branch"),
    [
        ("yes", "", True, True, None),
        ("yes", "", False, True, "B04"),
        ("unsure", "", True, True, None),
        ("no", "left_out", True, True, None),
        ("no", "left_out", False, True, None),
        ("no", "to_be_named", True, True, "B02"),
        ("no", "former_husband", True, True, None),
        ("no", "former_husband", True, False, "B02"),
    ],
)
def test_the_marriage_decides_whether_a_father_can_be_declared_here(
    married, part, in_vietnam, stands, branch
):
    found = rules.of_marriage(married, part, in_vietnam=in_vietnam, stands_as_father=stands)
    assert (found.branch if found else None) == branch


SHAMEFUL = ("ngoài giá thú", "không chồng", "vô thừa nhận", "con rơi", "đối tượng")


def test_no_reason_is_written_in_words_of_shame():
    ways = [one for one in vars(rules).values() if isinstance(one, rules.WithAnOfficial)]
    ways += rules.BY_SITUATION.values()
    assert len(ways) > 15
    for way in ways:
        said = f"{way.reason} {way.bring}".lower()
        assert not any(word in said for word in SHAMEFUL), way
        assert way.reason.endswith("."), way
