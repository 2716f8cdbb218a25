"""A page of a declaration, and where it leads a family that cannot go on here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

from django import forms

from portal.pipeline.procedures.papers import PaperTold


class DeclarationPage(forms.Form):
    """One page of the declaration: one thing asked, answers in plain form fields.

    `code` is unique within its procedure; `applies` says from earlier answers whether the page is
    shown; `leads_to_counter` names the reason when the answers must be taken to the commune.
    """

    code: ClassVar[str] = ""
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    template_name_page: ClassVar[str] = "citizens/form_page.html"
    before_filing: ClassVar[bool] = False  # leads the way; once filed it is not mended
    chooses_legs: ClassVar[bool] = False  # until it is answered nobody knows which legs are wanted
    opened_along: ClassVar[tuple[str, ...]] = ()  # boxes open to mending with any other of the page

    def __init__(
        self,
        *args: Any,
        declared: Mapping[str, Any] | None = None,
        applicant: Any = None,
        today: date | None = None,
        **kwargs: Any,
    ) -> None:
        """Take what earlier pages said (`declared["procedure.page"][field]`) and today's date."""
        self.declared: Mapping[str, Any] = declared or {}
        self.applicant = applicant
        self.today = today
        self.button: Any = ""  # what leads on, where the usual words do not say it
        self.paper: PaperTold | None = None
        super().__init__(*args, **kwargs)

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Say whether this page is asked, given what was declared before."""
        return True

    def worked_out(self) -> Sequence[tuple[str, str]]:
        """Return (label, text) of what the page shows beside what it asks, for the last look."""
        return ()

    def leads_to_counter(self) -> "Counter | None":
        """Return why this must be done with an official, if the valid answers say so."""
        return None


class Way(StrEnum):
    """Where a family is shown to: an official, the other legs alone, another person, nowhere."""

    OFFICIAL = "official"
    OTHER_LEGS = "other_legs"
    ANOTHER_PERSON = "another_person"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Counter:
    """A polite way to the commune: branch id, reason, what to bring; `leg` if only one leg goes.

    `also` names further legs that go the same way.
    `way` tells of what needs no official: done already, for somebody else to file, or not at all.
    """

    branch: str
    reason: str
    bring: str = ""
    leg: str = ""
    ends: bool = True
    way: Way = Way.OFFICIAL
    also: tuple[str, ...] = ()
