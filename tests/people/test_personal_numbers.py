"""Personal numbers: hard in length, soft in everything else."""

import pytest

from portal.people.partial_dates import PartialDate
from portal.people.personal_numbers import (
    NotANumber,
    clean_personal_number,
    parts,
    personal_number_warnings,
)
from portal.people.provinces63 import PROVINCES_BY_PREFIX
from portal.people.sex import Sex

CENTURIES = {0: (1900, Sex.MALE), 1: (1900, Sex.FEMALE), 2: (2000, Sex.MALE), 3: (2000, Sex.FEMALE),
             4: (2100, Sex.MALE), 5: (2100, Sex.FEMALE), 6: (2200, Sex.MALE), 7: (2200, Sex.FEMALE),
             8: (2300, Sex.MALE), 9: (2300, Sex.FEMALE)}  # fmt: skip


@pytest.mark.parametrize("length", [n for n in range(1, 16) if n != 12])
def test_any_other_length_than_twelve_is_refused_with_its_count(length: int) -> None:
    with pytest.raises(NotANumber, match=f"12 chữ số; ông/bà (mới )?ghi {length}"):
        clean_personal_number("1" * length)


@pytest.mark.parametrize("length", range(1, 16))
def test_nine_digits_pass_where_an_old_card_may_be_named(length: int) -> None:
    if length in (9, 12):
        assert clean_personal_number("1" * length, old_id_allowed=True) == "1" * length
        return
    with pytest.raises(NotANumber, match="12 chữ số"):
        clean_personal_number("1" * length, old_id_allowed=True)


@pytest.mark.parametrize("typed", ["001 200 000 001", "001.200.000.001", " 001200000001 "])
def test_blanks_and_dots_between_digits_do_not_count(typed: str) -> None:
    assert clean_personal_number(typed) == "001200000001"


@pytest.mark.parametrize(
    "typed", ["00120000000a", "٠٠١٢٠٠٠٠٠٠٠١", "００１２０００００００１", "+01200000001"]
)
def test_what_is_no_digit_is_refused(typed: str) -> None:
    with pytest.raises(NotANumber, match="chỉ gồm chữ số"):
        clean_personal_number(typed)


def test_every_century_digit_tells_sex_and_century() -> None:
    for digit, (century, sex) in CENTURIES.items():
        said = parts(f"001{digit}26000001")
        assert said is not None
        assert (said.birth_year, said.sex) == (century + 26, sex)


def test_every_prefix_of_the_63_provinces_is_known() -> None:
    assert len(PROVINCES_BY_PREFIX) == 63
    for prefix in PROVINCES_BY_PREFIX:
        assert personal_number_warnings(f"{prefix}190000001", sex="female") == []
    unknown = {f"{n:03}" for n in range(1000)} - PROVINCES_BY_PREFIX.keys()
    for prefix in unknown:
        (warning,) = personal_number_warnings(f"{prefix}190000001")
        assert prefix in warning


def test_what_differs_from_the_other_answers_is_said_without_blocking() -> None:
    born_on = PartialDate(1991)
    assert personal_number_warnings("001191000001", sex="female", born_on=born_on) == []
    assert personal_number_warnings("001191000001", sex="male", born_on=PartialDate(1990)) == [
        "Số này thường của nữ. Đúng thì cứ tiếp tục.",
        "Số này thường của người sinh năm 1991. Đúng thì cứ tiếp tục.",
    ]


def test_an_old_number_says_nothing() -> None:
    assert parts("123456789") is None
    assert personal_number_warnings("123456789", sex="male", born_on=PartialDate(1950)) == []


def test_an_undetermined_sex_differs_from_no_number() -> None:
    assert personal_number_warnings("001191000001", sex=Sex.UNDETERMINED) == []
