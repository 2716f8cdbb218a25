"""What a stored declaration says beside its columns: its places, and whether it is late."""

from django.utils import timezone

from civil_registry.birth import rules
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure.facts import COMMUNE_COLUMNS
from portal.pipeline.procedures import Case
from portal.statutes.selectors import time_limit


def codes_in(declaration: BirthDeclaration) -> list[str]:
    """Return the codes of all communes a declaration names."""
    return [code for column in COMMUNE_COLUMNS if (code := getattr(declaration, column))]


def is_late(declaration: BirthDeclaration, case: Case) -> bool:
    """Tell whether the birth was filed after the limit in force that day."""
    filed_on = timezone.localdate(case.filed_at)
    limit = time_limit("duty.birth", filed_on)
    return limit is not None and rules.is_late(declaration.born_on, filed_on, limit.value)
