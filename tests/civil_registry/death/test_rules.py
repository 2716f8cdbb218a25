"""The law about a death, day by day and age by age."""

from datetime import date

import pytest

from civil_registry.death import rules

DAY = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("filed_on", "late"),
    [(date(2026, 11, 1), False), (date(2026, 11, 16), False), (date(2026, 11, 17), True)],
)
def test_the_day_of_death_is_not_counted_among_the_fifteen(filed_on, late):
    assert rules.is_late(DAY, filed_on, 15) is late


@pytest.mark.parametrize(
    ("filed_on", "has_notice", "long_ago"),
    [
        (date(2027, 10, 31), False, False),
        (date(2027, 11, 1), False, True),
        (date(2030, 1, 1), True, False),
    ],
)
def test_long_dead_is_who_died_long_ago_and_left_no_notice(filed_on, has_notice, long_ago):
    assert rules.is_long_dead(DAY, filed_on, 1, has_notice=has_notice) is long_ago


def test_without_a_limit_on_record_nobody_is_long_dead():
    assert not rules.is_long_dead(date(1950, 1, 1), DAY, None, has_notice=False)


@pytest.mark.parametrize(
    ("late", "long_dead", "kind"),
    [(False, False, "on_time"), (True, False, "late"), (True, True, "long_dead")],
)
def test_the_kind_of_registration(late, long_dead, kind):
    assert rules.registration(late=late, long_dead=long_dead) == kind


@pytest.mark.parametrize(
    ("place", "sudden", "commune"),
    [
        ("home", False, True),
        ("road", False, True),
        ("elsewhere", False, True),
        ("facility", False, False),
        ("home", True, False),
        ("facility", True, False),
    ],
)
def test_who_issues_the_notice_follows_from_the_place_and_the_kind_of_death(place, sudden, commune):
    assert rules.commune_issues_notice(place, sudden=sudden) is commune


@pytest.mark.parametrize(
    ("died_on", "child"),
    [(date(2016, 2, 29), True), (date(2016, 3, 1), False), (date(2000, 3, 1), True)],
)
def test_a_child_is_whoever_has_not_turned_sixteen(died_on, child):
    assert rules.is_child(date(2000, 3, 1), died_on, 16) is child


def test_somebody_of_unknown_age_is_no_child():
    assert not rules.is_child(None, DAY, 16)
    assert not rules.is_child(date(2020, 1, 1), DAY, None)


def test_nobody_dies_before_they_are_born():
    assert rules.is_possible_death(date(2026, 11, 1), DAY)
    assert not rules.is_possible_death(date(2026, 11, 2), DAY)
    assert rules.is_possible_death(None, DAY)


@pytest.mark.parametrize(
    ("situation", "vietnamese", "here", "branch"),
    [
        ("ordinary", True, True, ""),
        ("ordinary", False, False, "D15"),
        ("ordinary", True, False, "D16"),
        *((name, True, True, case.branch) for name, case in rules.BY_SITUATION.items()),
    ],
)
def test_what_cannot_be_declared_here_is_known_from_the_first_page(
    situation, vietnamese, here, branch
):
    found = rules.of_beginning(situation, is_vietnamese=vietnamese, in_vietnam=here)
    assert (found.branch if found else "") == branch
