"""What the desk and the family read of a declared death."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from civil_registry.death.forms import CODE, PAGES
from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure.declared import registered_as
from civil_registry.death.procedure.facts import COMMUNE_COLUMNS, DESK_LABELS, REGISTRATIONS, UNTOLD
from portal.pipeline.manifests.values import labelled
from portal.pipeline.procedures import Case, Summary, Value


def summarise(declaration: DeathDeclaration, case: Case, names: Mapping[str, str]) -> Summary:
    """Return the labelled values of one declaration; what was left blank is left out."""
    kind = str(REGISTRATIONS[registered_as(declaration, case)])
    values = [Value(f"{CODE}.registration", str(_("Loại đăng ký")), kind)]
    values += labelled(
        declaration,
        PAGES,
        names=names,
        communes=COMMUNE_COLUMNS,
        desk_labels=DESK_LABELS,
        is_told=is_told,
    )
    if declaration.signed_number:
        signed = str(_("Giấy báo tử: bệnh viện đã ký số"))
        values.append(Value(f"{CODE}.notice.signed", signed, str(_("Có"))))
    if declaration.issued_number:
        values.append(_issued(declaration))
    return Summary(declaration.full_name, tuple(values))


def is_told(page: Any, field: str, _kept: Any) -> bool:
    """Leave out what is always the same in what was filed."""
    return f"{page.code}.{field}" not in UNTOLD


def _issued(declaration: DeathDeclaration) -> Value:
    text = f"{declaration.issued_number}, {declaration.issued_on:%d/%m/%Y}"
    label = str(_("Giấy báo tử do UBND cấp"))
    return Value(f"{CODE}.notice.issued", label, f"{text}, {declaration.issued_by}")
