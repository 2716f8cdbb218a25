"""What procedures say of papers: a hospital's own, and those a commune issues."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Paper:
    """A hospital's signed paper: its number, and which child's of that number it is."""

    number: str
    child: int = 1


@dataclass(frozen=True, slots=True)
class PaperTold:
    """What a page tells of the hospital's paper: how it stands, in words, and what it says.

    `is_taken` where its facts are used, and nothing is asked; `sought` are the boxes of the page
    by which a family looks for it, laid open where `is_sought_first`.
    """

    text: Any
    more: Any = ""
    is_taken: bool = False
    rows: tuple[tuple[Any, str], ...] = ()
    sought: tuple[str, ...] = ()
    how: Any = ""  # what must agree for a paper to be found
    other: Any = ""  # how one looks for another than the one that is used
    is_sought_first: bool = False


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a declaration and the hospital's paper say different things; `field` is its code."""

    field: str
    label: str
    declared: str
    on_paper: str


@dataclass(frozen=True, slots=True)
class IssuedPaper:
    """A paper that a commune issues inside the dossier; `number` is "" as long as it is due.

    `is_here` tells whether it is the commune whose desk has the case: if not, that one is asked.
    """

    title: str
    issuer: str
    is_here: bool
    number: str = ""
    issued_on: date | None = None

    @property
    def is_due(self) -> bool:
        """Whether the case cannot be accepted yet."""
        return not self.number
