"""What a stored declaration says beside its columns: its places, its kind, who applies."""

from django.utils import timezone

from civil_registry.death.forms import registration_of
from civil_registry.death.models import DeathDeclaration, Relation
from civil_registry.death.procedure.facts import COMMUNE_COLUMNS
from portal.pipeline.procedures import Case


def codes_in(declaration: DeathDeclaration) -> list[str]:
    """Return the codes of all communes a declaration names."""
    return [code for column in COMMUNE_COLUMNS if (code := getattr(declaration, column))]


def registered_as(declaration: DeathDeclaration, case: Case) -> str:
    """Return the kind of registration, by the limits in force on the day of filing."""
    filed_on = timezone.localdate(case.filed_at)
    return registration_of(declaration.day_of_death, declaration.notice_kind, filed_on)


def relation_told(declaration: DeathDeclaration) -> str:
    """Return what the applicant is to the deceased, in their own words if no relative."""
    return declaration.relation_other or str(Relation(declaration.relation).label)
