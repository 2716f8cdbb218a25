"""Between the pages and the columns: answers become a declaration, and a declaration answers."""

from datetime import date
from typing import Any

from civil_registry.birth.forms.base import CODE, Declared
from civil_registry.birth.forms.child import ChildPage
from civil_registry.birth.forms.differences import DifferencesPage
from civil_registry.birth.forms.fit import FitPage
from civil_registry.birth.forms.pages import PAGES
from civil_registry.birth.forms.paper import PaperPage
from civil_registry.birth.models import BirthDeclaration
from portal.people.partial_dates import PartialDate

BLANK = BirthDeclaration()


def fill(declaration: BirthDeclaration, answers: Declared) -> BirthDeclaration:
    """Write clean answers, of all pages or of some, into a declaration and return it.

    What no longer applies after them is emptied, so that no part of a father stays behind.
    """
    for page in PAGES:
        given = answers.get(page.key(), {})
        for field, column in page.stored().items():
            if field in given:
                setattr(declaration, column, _as_stored(given[field], column))
    _rest_on(declaration, answers)
    _empty_what_is_not_asked(declaration, answers)
    declaration.father_lives_with_mother &= bool(declaration.mother_residence_commune)
    if declaration.father_lives_with_mother:
        for part in ("residence_kind", "residence_commune", "residence_line"):
            setattr(declaration, f"father_{part}", getattr(declaration, f"mother_{part}"))
    return declaration


def _rest_on(declaration: BirthDeclaration, answers: Declared) -> None:
    """Keep which signed paper the page about it found, or that there is none."""
    given = answers.get(PaperPage.key(), {})
    if "notice" in given:
        notice = given["notice"] or {"number": "", "child": None}
        declaration.notice_number, declaration.notice_child = notice["number"], notice["child"]


def _empty_what_is_not_asked(declaration: BirthDeclaration, answers: Declared) -> None:
    offered = f"{CODE}.offered"
    declared = {**declared_in(declaration), offered: answers.get(offered, {})}
    for page in PAGES:
        if page is DifferencesPage and offered not in answers:
            continue  # a part of the answers tells nothing of the hospital's paper
        if not page.applies(declared):
            for column in page.stored().values():
                setattr(declaration, column, getattr(BLANK, column))


def declared_in(declaration: BirthDeclaration) -> dict[str, dict[str, Any]]:
    """Return the answers a declaration keeps, by `procedure.page`, as the pages cleaned them."""
    declared = {
        page.key(): {
            field: _as_cleaned(getattr(declaration, column))
            for field, column in page.stored().items()
        }
        for page in PAGES
    }
    if declaration.notice_number:
        notice = {"number": declaration.notice_number, "child": declaration.notice_child}
        declared[PaperPage.key()]["notice"] = notice
    declared[FitPage.key()]["born_on"] = declared[ChildPage.key()]["born_on"]
    return declared


def _as_stored(value: Any, column: str) -> Any:
    if isinstance(value, PartialDate) and column == "born_on":
        return value.earliest
    return value


def _as_cleaned(value: Any) -> Any:
    return PartialDate.from_date(value) if isinstance(value, date) else value
