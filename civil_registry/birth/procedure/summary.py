"""What the desk and the family read of a declared birth."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from civil_registry.birth.forms import CODE, PAGES, FitPage
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure.declared import is_late
from civil_registry.birth.procedure.facts import COMMUNE_COLUMNS, DESK_LABELS
from portal.people.ethnicities import Ethnicity
from portal.pipeline.manifests.values import labelled
from portal.pipeline.procedures import Case, Summary, Value

# What stands behind "as the father's": the surname, the ethnicity itself.
FOLLOWED: dict[str, Callable[[BirthDeclaration], str]] = {
    "surname_from": lambda declaration: declaration.child_surname,
    "ethnicity_from": lambda declaration: dict(Ethnicity.choices).get(declaration.ethnicity, ""),
}


def summarise(declaration: BirthDeclaration, case: Case, names: Mapping[str, str]) -> Summary:
    """Return the labelled values of one declaration; what was left blank is left out."""
    late = _("Quá hạn") if is_late(declaration, case) else _("Đúng hạn")
    values = [Value(f"{CODE}.registration", str(_("Loại đăng ký")), str(late))]
    if declaration.notice_number:
        signed = _("Bệnh viện đã ký đúng.")
        values.append(Value(f"{CODE}.paper.signed", str(_("Giấy chứng sinh")), str(signed)))
    values += labelled(
        declaration,
        PAGES,
        names=names,
        communes=COMMUNE_COLUMNS,
        desk_labels=DESK_LABELS,
        is_told=is_told,
        followed=FOLLOWED,
    )
    return Summary(declaration.full_name, tuple(values))


def is_told(page: Any, field: str, kept: Any) -> bool:
    """Leave out what everybody answers to the first questions."""
    return page is not FitPage or kept != page.base_fields[field].initial
