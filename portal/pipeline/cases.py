"""Steps as procedures see them: the case, and the facts that earlier steps established."""

from collections.abc import Sequence
from typing import Any

from portal.pipeline.models import Step
from portal.pipeline.procedures import Case
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus


def cases_of(step_ids: Sequence[int]) -> dict[int, Case]:
    """Return cases by step id, in two queries whatever their number."""
    steps = list(Step.objects.select_related("dossier").filter(pk__in=step_ids))
    granted: dict[int, dict[str, Any]] = {}
    opening: dict[int, int] = {}
    siblings = Step.objects.filter(
        dossier__in={step.dossier_id for step in steps}
    ).values_list("dossier_id", "procedure", "status", "facts", "pk")
    for dossier_id, procedure, status, facts, pk in siblings:
        if procedure not in registry:
            continue
        if registry[procedure].opens:
            opening[dossier_id] = pk
        if status == StepStatus.GRANTED:
            made = registry[procedure].facts(**facts)
            granted.setdefault(dossier_id, {})[procedure] = made
    return {
        step.pk: Case(
            step_id=step.pk,
            dossier_code=step.dossier.code,
            revision=step.revision,
            commune_code=step.commune_code,
            filed_at=step.dossier.filed_at,
            applicant_id=step.dossier.applicant_id,
            reference=step.reference,
            granted=granted.get(step.dossier_id, {}),
            opening_step_id=opening.get(step.dossier_id, 0),
        )
        for step in steps
    }
