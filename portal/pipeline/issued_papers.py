"""Papers that a commune issues itself inside a dossier, before it can accept it."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from portal.pipeline import scope
from portal.pipeline.cases import cases_of
from portal.pipeline.procedures import IssuedPaper, StepId
from portal.pipeline.registry import registry


def issued_in(procedure: str, step_ids: Sequence[StepId]) -> Mapping[StepId, IssuedPaper]:
    """Return what must be, or was, issued in these steps of one procedure; constant queries."""
    if not registry[procedure].issues_papers:
        return {}
    with transaction.atomic():
        scope.widen_for_act()  # facts of steps in other communes
        return registry[procedure].issued_papers(list(cases_of(step_ids).values()))
