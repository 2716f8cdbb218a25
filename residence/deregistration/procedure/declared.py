"""What a family declared about the household of the person who died."""

from collections.abc import Sequence

from residence.deregistration.models import RELATION, DeregistrationDeclaration

COLUMNS = (
    "head_is",
    "head_name",
    "head_number",
    "relation_to_head",
    "new_head_name",
    "new_head_number",
)


def declarations_of(step_ids: Sequence[int]) -> list[DeregistrationDeclaration]:
    """Return the declarations of these steps, with their applicants; one query."""
    rows = DeregistrationDeclaration.objects.select_related("step__dossier__applicant")
    return list(rows.filter(pk__in=step_ids).order_by("pk"))


def relation_of(declaration: DeregistrationDeclaration) -> str:
    """Return what the person was to the head, in words; "" where it was not asked."""
    return str(dict(RELATION).get(declaration.relation_to_head, ""))
