"""What the pages about a death share: how it is registered, and what was said before."""

from datetime import date
from typing import ClassVar

from civil_registry.death import rules
from civil_registry.death.models import NoticeKind
from portal.people.pages import Declared, PageMixin
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import DeclarationPage
from portal.statutes.selectors import time_limit

CODE = "civil_registry.death"


def limit_on(code: str, on: date) -> int | None:
    """Return a limit of the law as of a day, None where none is recorded."""
    row = time_limit(code, on)
    return row.value if row else None


def registration_of(died_on: PartialDate, notice_kind: str, filed_on: date) -> str:
    """Return how a death is registered that is filed on this day: on time, late, long dead."""
    days = limit_on("duty.death", filed_on)
    return rules.registration(
        late=days is not None and rules.is_late(died_on.latest, filed_on, days),
        long_dead=rules.is_long_dead(
            died_on.latest,
            filed_on,
            limit_on("death.long_dead", filed_on),
            has_notice=notice_kind != NoticeKind.NONE,
        ),
    )


def of_a_child(declared: Declared, on: date) -> bool:
    """Tell whether the person who died was a child (D04)."""
    born = declared.get(f"{CODE}.deceased", {}).get("born_on")
    died = declared.get(f"{CODE}.event", {}).get("died_on")
    years = limit_on("death.child_age", on)
    return died is not None and rules.is_child(born.earliest if born else None, died.latest, years)


class DeathPage(PageMixin, DeclarationPage):
    """A page about a death; what it keeps and what it demands is said in `PageMixin`."""

    today: date
    procedure: ClassVar[str] = CODE

    def limit(self, code: str) -> int | None:
        """Return a limit of the law as of today, None where none is recorded."""
        return limit_on(code, self.today)
