"""Filling the blanks of a sentence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.statutes.sentences import BlankLeft, NotOnTheList, blanks_of, compose, seen

SENTENCE, BLANKS = "{what} ghi là {a}.", {"what": ["Ngày sinh", "Giới tính"], "a": []}


def test_the_blanks_of_a_sentence_are_named() -> None:
    assert blanks_of(SENTENCE) == {"what", "a"}
    assert blanks_of("Không có chỗ nào.") == set()


def test_a_sentence_is_filled() -> None:
    answers = {"what": "Ngày sinh", "a": " 03/02/2025\n"}
    assert compose(SENTENCE, BLANKS, answers) == "Ngày sinh ghi là 03/02/2025."


@pytest.mark.parametrize("answers", [{}, {"what": "Ngày sinh"}, {"what": "Ngày sinh", "a": "  "}])
def test_a_blank_left_is_named(answers: dict[str, str]) -> None:
    with pytest.raises(BlankLeft):
        compose(SENTENCE, BLANKS, answers)


def test_a_listed_blank_takes_nothing_else() -> None:
    with pytest.raises(NotOnTheList, match="what"):
        compose(SENTENCE, BLANKS, {"what": "Tên", "a": "x"})


@given(st.text(min_size=1).filter(lambda text: seen(text).split()))
def test_what_is_filled_in_is_never_read_as_a_blank(text: str) -> None:
    words = " ".join(seen(text).split())
    assert compose("{a}", {"a": []}, {"a": text}) == words
    assert compose("{a}", {"a": []}, {"a": "{b} " + text}) == "{b} " + words
