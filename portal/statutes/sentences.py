"""Sentences with blanks that an official fills, some from a list."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_BLANK = re.compile(r"\{([a-z_]+)\}")


class BlankLeft(ValueError):
    """A blank of the sentence was not filled; the message is its name."""


class NotOnTheList(ValueError):
    """A blank that is chosen from a list was filled with something else; the message names it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a filled sentence; `by_hand` if somebody wrote it and no list offered it."""

    text: str
    by_hand: bool


def blanks_of(sentence: str) -> set[str]:
    """Return the names of the blanks in `sentence`, written {like_this}."""
    return set(_BLANK.findall(sentence))


def compose(sentence: str, blanks: Mapping[str, Sequence[str]], answers: Mapping[str, str]) -> str:
    """Return `sentence` filled from `answers`.

    `blanks` lists what may stand in each blank; an empty list allows any words. Raises BlankLeft
    and NotOnTheList. What is filled in is never itself read as a blank.
    """
    return "".join(piece.text for piece in pieces(sentence, blanks, answers))


def pieces(
    sentence: str, blanks: Mapping[str, Sequence[str]], answers: Mapping[str, str]
) -> Iterator[Piece]:
    """Yield the pieces of `sentence` filled from `answers`; raises what `compose` raises."""
    # Split at a group: ready-made words and names of blanks take turns.
    for place, text in enumerate(_BLANK.split(sentence)):
        if place % 2 == 0:
            yield Piece(text, by_hand=False)
            continue
        words = " ".join(seen(answers.get(text, "")).split())
        if not words:
            raise BlankLeft(text)
        if blanks.get(text) and words not in blanks[text]:
            raise NotOnTheList(text)
        yield Piece(words, by_hand=not blanks.get(text))


def seen(text: str) -> str:
    """Return `text` without what is not seen but changes how it looks: format and control signs."""
    return "".join(
        sign for sign in text if sign.isspace() or unicodedata.category(sign) not in ("Cc", "Cf")
    )
