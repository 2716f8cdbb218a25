"""Names that pass, names that do not, and names that are the same."""

import string
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.people.names import (
    NotAName,
    clean_name,
    has_foreign_script,
    is_unusually_long,
    join_name,
    name_key,
)

# one-word names, letters and signs of many peoples, as registers hold them
PASSING = [
    "An", "Ý", "Y", "Ơ", "Nguyễn Thị Hồng Nhung", "H'Hen Niê", "H’Hen Niê", "Y Ƀhăm Êban",
    "K'Brơi", "Čil Ka Sô", "Ksor H’Ĕn", "Ñ", "Rơ̆ Mah", "Ơ̆", "Giàng A Pháo", "Vàng Thị Mỷ",
    "Sùng A Chơ̆", "Đinh Y-Bhút", "Krajan Plin", "Thạch Sô Phép", "Đàng Năng Nhuận",
]  # fmt: skip
DIGITS = ["An1", "1", "Nguyễn Văn 2", "Ⅱ", "An²", "٣", "A１"]
HIDDEN = [
    "An\u200b",
    "\u202eAn",
    "An\x00",
    "A\x07n",
    "An\x1cBình",
    "An\u00adh",
    "\ufeffAn",
    "A\ud800",
]
SIGNS = ["@", "An@Bình", "An_Bình", "An.", "(An)", "An, Bình", "An/Bình", "=An", "“An”", "An😀"]
NO_LETTER = ["'", "-", "' '", "’-’"]


@pytest.mark.parametrize("name", PASSING)
def test_a_name_of_any_people_passes_as_it_is_written(name: str) -> None:
    assert clean_name(name) == unicodedata.normalize("NFC", name)
    assert not is_unusually_long(name)
    assert not has_foreign_script(name)


@pytest.mark.parametrize(
    ("names", "word"),
    [(DIGITS, "chữ số"), (HIDDEN, "ký tự ẩn"), (SIGNS, "chỉ gồm"), (NO_LETTER, "phải có chữ")],
    ids=["digits", "hidden", "signs", "no letter"],
)
def test_what_is_no_name_is_refused_with_its_reason(names: list[str], word: str) -> None:
    for name in names:
        with pytest.raises(NotAName, match=word):
            clean_name(name)


def test_a_mark_needs_a_letter_and_a_letter_carries_three_at_most() -> None:
    assert clean_name("Ơ\u0306")
    for name in ("\u0306An", "An \u0306", "x\u0306\u0306\u0306\u0306"):
        with pytest.raises(NotAName):
            clean_name(name)


@pytest.mark.parametrize("blank", [" ", "\t", "\n", "\r\n", "\u00a0", "\u2003", "\u3000", "   "])
def test_blanks_of_every_kind_are_folded(blank: str) -> None:
    assert clean_name(f"{blank}Nguyễn{blank}An{blank}") == "Nguyễn An"


def test_nothing_written_is_no_error() -> None:
    assert clean_name("") == clean_name("   ") == ""


@given(st.text(max_size=40))
def test_what_passes_is_composed_folded_and_passes_again(text: str) -> None:
    try:
        name = clean_name(text)
    except NotAName:
        return
    assert name == clean_name(name) == unicodedata.normalize("NFC", name)
    assert name == " ".join(name.split(" ")).strip()
    assert not any(unicodedata.category(sign)[0] in "CN" for sign in name)


@given(st.text(alphabet=string.ascii_letters, min_size=1), st.sampled_from(string.digits))
def test_a_digit_anywhere_is_refused(letters: str, digit: str) -> None:
    for place in range(len(letters) + 1):
        with pytest.raises(NotAName):
            clean_name(letters[:place] + digit + letters[place:])


@given(st.sampled_from(PASSING))
def test_unicode_form_case_and_apostrophes_do_not_make_another_name(name: str) -> None:
    for form in ("NFC", "NFD"):
        other = unicodedata.normalize(form, name).upper().replace("'", "’")
        assert name_key(f"  {other} ") == name_key(name)


def test_marks_make_another_name() -> None:
    assert name_key("Hoa") != name_key("Hòa")
    assert name_key("Đạt") != name_key("Dat")


def test_a_long_part_or_a_long_whole_is_asked_about() -> None:
    assert is_unusually_long("A" * 26)
    assert is_unusually_long(" ".join(["Nguyễn"] * 8))
    assert not is_unusually_long("Công Tằng Tôn Nữ Thị Hồng Nhung")


@pytest.mark.parametrize(
    "name", ["Аn", "阮文安", "អាន"]
)  # the first letter of the first is Cyrillic
def test_another_alphabet_is_asked_about(name: str) -> None:
    assert has_foreign_script(clean_name(name))


@pytest.mark.parametrize(
    ("parts", "whole"),
    [(("Nguyễn", "Thị", "An"), "Nguyễn Thị An"), (("", "", "An"), "An"), (("Y", "", "An"), "Y An")],
)
def test_absent_parts_leave_no_blank(parts: tuple[str, str, str], whole: str) -> None:
    assert join_name(*parts) == whole
