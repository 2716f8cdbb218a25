"""Sentences with blanks that an official fills, some from a list."""

import re
from collections.abc import Mapping, Sequence

_BLANK = re.compile(r"\{([a-z_]+)\}")


class BlankLeft(ValueError):
    """A blank of the sentence was not filled; the message is its name."""


class NotOnTheList(ValueError):
    """A blank that is chosen from a list was filled with something else; the message names it."""


def blanks_of(sentence: str) -> set[str]:
    """Return the names of the blanks in `sentence`, written {like_this}."""
    return set(_BLANK.findall(sentence))


def compose(sentence: str, blanks: Mapping[str, Sequence[str]], answers: Mapping[str, str]) -> str:
    """Return `sentence` filled from `answers`.

    `blanks` lists what may stand in each blank; an empty list allows any words. Raises BlankLeft
    and NotOnTheList. What is filled in is never itself read as a blank.
    """

    def filled(blank: re.Match[str]) -> str:
        name = blank[1]
        words = " ".join(answers.get(name, "").split())
        if not words:
            raise BlankLeft(name)
        if blanks.get(name) and words not in blanks[name]:
            raise NotOnTheList(name)
        return words

    return _BLANK.sub(filled, sentence)
