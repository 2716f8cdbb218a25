"""What the pages about a birth share: how they are put together, and what was said before."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

from civil_registry.birth import rules
from civil_registry.birth.models import Situation
from portal.people.pages import Declared, PageMixin, Text, radio
from portal.pipeline.manifests.counters import counter
from portal.pipeline.procedures import Counter, DeclarationPage
from portal.statutes.selectors import time_limit

CODE = "civil_registry.birth"

__all__ = [
    "CODE",
    "BirthPage",
    "Declared",
    "Text",
    "has_father",
    "has_parents",
    "lives_at",
    "radio",
    "said",
]


def said(declared: Declared, page: str, field: str) -> Any:
    """Return what another page of this declaration said, None if it was not asked."""
    return declared.get(f"{CODE}.{page}", {}).get(field)


def has_parents(declared: Declared) -> bool:
    """Tell whether anything is known of the child's parents."""
    return said(declared, "fit", "situation") != Situation.FOUND


def has_father(declared: Declared) -> bool:
    """Tell whether the father is declared."""
    answers = (said(declared, "parents_married", name) or "" for name in ("married", "father_part"))
    return has_parents(declared) and rules.names_father(*answers)


def lives_at(declared: Declared, parent: str) -> str:
    """Return the commune where a declared parent lives, "" of one who has died."""
    gone = parent == "father" and not has_father(declared)
    if gone or said(declared, parent, "deceased"):
        return ""
    return said(declared, parent, "residence_commune") or ""


class BirthPage(PageMixin, DeclarationPage):
    """A page about a birth; what it keeps and what it demands is said in `PageMixin`.

    Pages with `per_child` are asked once a child.
    """

    today: date
    procedure: ClassVar[str] = CODE
    per_child: ClassVar[bool] = False

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Return what is wrong between the children of one birth: {position: {field: sentence}}."""
        return {}

    def limit(self, code: str) -> int | None:
        """Return a limit of the law as of today, None where none is recorded."""
        row = time_limit(code, self.today)
        return row.value if row else None

    def if_too_old(self) -> Counter | None:
        """Return B29 if the child, by this page's answer, is beyond the age of this group."""
        years, born_on = self.limit("group.child_age"), self.answer("born_on").earliest
        if years is None or rules.is_in_group(born_on, self.today, years):
            return None
        return counter(rules.SIX_OR_OLDER)
