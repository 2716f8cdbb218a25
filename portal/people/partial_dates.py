"""Dates of which only the year, or month and year, may be known; the day always comes first."""

import calendar
import re
from dataclasses import dataclass
from datetime import date
from functools import total_ordering
from typing import Self

FIRST_YEAR, LAST_YEAR = 1800, 2199
_DAY_FIRST = re.compile(
    r"(?:(?:(?P<day>[0-9]{1,2})[/.\- ])?(?P<month>[0-9]{1,2})[/.\- ])?(?P<year>[0-9]{4})"
)
_ISO = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?")


class NotADate(ValueError):
    """The text, or the three numbers, name no date."""


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month of a year, or a day; raises NotADate for what the calendar lacks.

    Sorted by what is known, the vaguer first: 2026 < 11/2026 < 05/11/2026 < 2027.
    """

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if not FIRST_YEAR <= self.year <= LAST_YEAR or (self.day and not self.month):
            raise NotADate(f"{self.year}-{self.month}-{self.day}")
        try:
            date(self.year, self._or_one(self.month), self._or_one(self.day))
        except ValueError as impossible:
            raise NotADate(f"{self.year}-{self.month}-{self.day}") from impossible

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read dd/mm/yyyy, mm/yyyy, yyyy, or the ISO forms; raise NotADate for anything else.

        Day before month, never swapped to make a date possible: 03/02/2025 is 3 February and
        12/25/2025 is refused. Years have four digits. `/`, `.`, `-` or a blank divide.
        """
        typed = re.sub(r"\s*([/.\-])\s*", r"\1", " ".join(text.split()))
        found = _ISO.fullmatch(typed) or _DAY_FIRST.fullmatch(typed)
        if found is None:
            raise NotADate(text)
        return cls(**{part: int(digits) for part, digits in found.groupdict().items() if digits})

    @classmethod
    def from_date(cls, day: date) -> Self:
        """Return the full date of `day`."""
        return cls(day.year, day.month, day.day)

    @property
    def iso(self) -> str:
        """The stored form, "2026", "2026-11" or "2026-11-05"; its text order is our order."""
        parts = [f"{self.year:04}", *(f"{n:02}" for n in (self.month, self.day) if n)]
        return "-".join(parts)

    @property
    def is_full(self) -> bool:
        """Whether the day is known."""
        return self.day is not None

    @property
    def earliest(self) -> date:
        """The first day it may mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def latest(self) -> date:
        """The last day it may mean."""
        month = self.month or 12
        return date(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    def __str__(self) -> str:
        parts = [*(f"{n:02}" for n in (self.day, self.month) if n), f"{self.year:04}"]
        return "/".join(parts)

    def __lt__(self, other: object) -> bool:
        if not isinstance(other, PartialDate):
            return NotImplemented
        return self.iso < other.iso

    @staticmethod
    def _or_one(number: int | None) -> int:
        return 1 if number is None else number
