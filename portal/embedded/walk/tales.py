"""What the story tells: a birth and a death, each by one of several invented families."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from portal.embedded.walk.families import FAMILIES
from portal.embedded.walk.mourners import MOURNERS


class Household(Protocol):
    """A family of the simulated VNeID: who files, who must agree, and whose desk it comes to."""

    @property
    def applicant(self) -> str: ...
    @property
    def agreeing(self) -> tuple[str, ...]: ...
    @property
    def official(self) -> str: ...

    def answers_for(self, *, before: int, today: date) -> Mapping[str, Mapping[str, str]]:
        """Return what is typed on each page, after so many dossiers of the same applicant."""


@dataclass(frozen=True, slots=True)
class Tale:
    """A life event as the story tells it; `results` is how many signed papers end it."""

    life_event: str
    title: str
    households: Sequence[Household]
    opening: Callable[[str], str]
    procedures: str
    side_by_side: str
    results: int


TALES = (
    Tale(
        "birth",
        "A BIRTH",
        FAMILIES,
        "{} signs in with the simulated VNeID and declares a birth.".format,
        "three procedures",
        "The agencies answer: the birth, then residence and card side by side.",
        results=3,
    ),
    Tale(
        "death",
        "A DEATH",
        MOURNERS,
        "{} signs in and declares a death.".format,
        "four procedures; a fifth, the end of health insurance, needs nobody",
        "The agencies answer: the death, then residence and money side by side.",
        results=4,
    ),
)
