"""Between the pages and the columns: answers become a declaration, and a declaration answers."""

from typing import Any

from civil_registry.death.forms.notice import NoticePage
from civil_registry.death.forms.pages import PAGES
from civil_registry.death.models import DeathDeclaration
from portal.people.pages import Declared


def fill(declaration: DeathDeclaration, answers: Declared) -> DeathDeclaration:
    """Write clean answers, of all pages or of some, into a declaration and return it."""
    for page in PAGES:
        given = answers.get(page.key(), {})
        for field, column in page.stored().items():
            if field in given:
                setattr(declaration, column, given[field])
    rests = answers.get(NoticePage.key(), {})
    if "signed" in rests:
        signed = rests["signed"] or {"number": "", "child": None}
        declaration.signed_number, declaration.signed_child = signed["number"], signed["child"]
    return declaration


def declared_in(declaration: DeathDeclaration) -> dict[str, dict[str, Any]]:
    """Return the answers a declaration keeps, by `procedure.page`, as the pages cleaned them."""
    return {
        page.key(): {field: getattr(declaration, column) for field, column in page.stored().items()}
        for page in PAGES
    }
