"""What the law says about registering a birth: plain functions of plain values."""

from collections.abc import Sequence
from datetime import date, timedelta

MOTHER, FATHER, GUARDIAN = "mother", "father", "guardian"


def last_day_on_time(born_on: date, limit_days: int) -> date:
    """Return the last day on which a birth is registered on time.

    Luật Hộ tịch 2014 Đ15 k1: within 60 days of the birth; the day of birth is not counted.
    """
    return born_on + timedelta(days=limit_days)


def is_late(born_on: date, filed_on: date, limit_days: int) -> bool:
    """Tell whether a birth filed on that day is registered late (quá hạn).

    Luật Hộ tịch 2014 Đ15 k1. Being late never stops a registration.
    """
    return filed_on > last_day_on_time(born_on, limit_days)


def is_in_group(born_on: date, on: date, below_years: int) -> bool:
    """Tell whether the child is still of the age the linked procedures are for.

    NĐ 63/2024/NĐ-CP: the group is for children under 6; the sixth birthday is no longer in it.
    """
    return years_old(born_on, on) < below_years


def years_old(born_on: date, on: date) -> int:
    """Return full years of age; who was born on 29 February is a year older on 1 March.

    BLDS 2015 Đ148: a term in years ends with the same day of its last year.
    """
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def husband_is_father(marriage_ended_on: date, born_on: date, within_days: int) -> bool:
    """Tell whether a former or late husband stands as father without acknowledgement.

    Luật Hôn nhân và gia đình 2014 Đ88 k1: born within 300 days after the marriage ended.
    """
    return born_on <= marriage_ended_on + timedelta(days=within_days)


def names_father(married: str, father_part: str) -> bool:
    """Tell whether the father is declared at all.

    NĐ 123/2015/NĐ-CP Đ15 k2: without a marriage the part about the father is left blank, unless
    he acknowledges the child, which is another procedure.
    """
    return married in ("yes", "unsure") or father_part == "former_husband"


def followed_parent(chosen: str, *, father_named: bool) -> str:
    """Return which parent surname, ethnicity and hometown are taken from.

    BLDS 2015 Đ26 k2, Đ29 k2; Luật Hộ tịch 2014 Đ4 k8; the mother alone where no father is named
    (NĐ 123/2015/NĐ-CP Đ15 k2).
    """
    return FATHER if father_named and chosen == FATHER else MOTHER


def number_is_needed(*, deceased: bool) -> bool:
    """Tell whether a parent's number must be given: never of one who has died.

    NĐ 63/2024/NĐ-CP, declaration 01 (`MeIsDaChet`, `ChaIsDaChet`).
    """
    return not deceased


def is_possible_parent(parent_earliest: date, child_born_on: date) -> bool:
    """Tell whether a parent can have been born before the child; age is nobody's business here.

    Luật Hộ tịch 2014 Đ15: a mother under 18 registers like any other.
    """
    return parent_earliest < child_born_on


def repeated(texts: Sequence[str]) -> set[int]:
    """Return the positions of what stands there already; blanks are never a repetition.

    Luật Hộ tịch 2014 Đ4 k8, TT 22/2025/TT-BYT: each child of one birth has a name and a paper of
    its own.
    """
    return {place for place, text in enumerate(texts) if text and text in texts[:place]}
