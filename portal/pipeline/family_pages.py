"""What the desk may read of families' own pages: told by those pages, which stand beside the desk.

The two rooms do not import each other; the one that keeps drafts and reports registers its teller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol
from uuid import UUID

from django.db.models import QuerySet

from portal.pipeline.models import Dossier, Step

Boxes = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptGroup:
    """One page of a draft: its title, and (label, answer) of what was filled in."""

    title: str
    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as an official reads it at the counter, with its family.

    One that is filed or over tells nothing but that.
    """

    id: int
    short_code: str
    kept_until: date
    is_filed: bool = False
    is_over: bool = False
    title: str = ""
    citizen_id: int = 0
    full_name: str = ""
    phone: str = ""
    groups: Sequence[KeptGroup] = ()
    files: Sequence[str] = ()
    left_out: Sequence[str] = ()
    reasons: Sequence[tuple[str, str]] = ()
    missing: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A family's report that somebody asked for a paper nobody may ask for."""

    id: int
    dossier_id: int
    reported_at: datetime
    papers: Sequence[str]
    where: str
    words: str


class Teller(Protocol):
    """What the room of families' pages answers."""

    def kept_draft(self, key: UUID, *, at: datetime) -> KeptDraft | None:
        """Return the draft of this key."""

    def draft_key(self, digits: str) -> UUID | None:
        """Return the key of the draft whose printed code has these eight hexadecimal digits."""

    def boxes_of(self, step: Step, *, at: datetime) -> Boxes | None:
        """Return (field code, label) of the boxes this very case has; None if filed elsewhere."""

    def was_and_now(self, step: Step, *, at: datetime) -> Sequence[tuple[str, str, str]]:
        """Return (label, as filed, as sent since) of what the family changed in this case.

        Files are not among it; nothing of a case that was filed elsewhere.
        """

    def unread_reports(self, dossiers: QuerySet[Dossier]) -> Sequence[Report]:
        """Return the reports about these dossiers that nobody has read, the oldest first."""

    def is_report_of(self, report_id: int, dossiers: QuerySet[Dossier]) -> bool:
        """Say whether this report, read or not, is about one of these dossiers."""

    def report_read(self, report_id: int, *, at: datetime) -> bool:
        """Note that a report was read; say whether that was news."""


@dataclass(slots=True)
class FamilyPages:
    """The one teller; an ordinary object, registered by the app that keeps families' pages."""

    _told_by: list[Teller] = field(default_factory=list)

    def register(self, teller: Teller) -> None:
        """Name the teller; a second one raises ValueError."""
        if self._told_by:
            raise ValueError("somebody tells of families' pages already")
        self._told_by.append(teller)

    @property
    def teller(self) -> Teller:
        """Return the teller; IndexError in an installation without families' pages."""
        return self._told_by[0]


family_pages = FamilyPages()
