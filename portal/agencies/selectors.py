"""What an agency may read: the steps of its own procedures, each list in one query."""

import zlib
from collections.abc import Sequence

from portal.accounts.access import Act, may, visitor_from
from portal.accounts.models import AgencyClient
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Step
from portal.pipeline.procedures import Summary
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus

_UNREADABLE = (StepStatus.WAITING, StepStatus.SKIPPED)  # not the agency's business (yet)


def step_of(client: AgencyClient, step_id: int) -> Step | None:
    """Return one step of the client's own, or None whatever the reason."""
    step = Step.objects.select_related("dossier").filter(pk=step_id).first()
    if step is None or step.status in _UNREADABLE:
        return None
    return step if may(visitor_from(client), Act.POLL, step) else None


def steps_after(client: AgencyClient, after: int, limit: int, status: str = "") -> Sequence[Step]:
    """Return the client's steps with a greater id, in id order.

    No filter finds what is not the agency's business.
    """
    steps = Step.objects.select_related("dossier").filter(
        procedure__in=client.procedures, pk__gt=after
    )
    steps = steps.exclude(status__in=_UNREADABLE)
    if status:
        steps = steps.filter(status=status)
    return list(steps.order_by("pk")[:limit])


def summary_of(step: Step) -> Summary | None:
    """Return the labelled values of a step."""
    return registry[step.procedure].summary(list(cases_of([step.pk]).values())).get(step.pk)


def version_of(step: Step) -> str:
    """Return what changes whenever anything the answer shows does.

    Every act writes a line of the record, so the length of the record tells of all of them; it
    lies on the dossier's row, which is read anyway. What the row shows stands beside it.
    """
    told = (
        step.dossier.journal_count,
        step.revision,
        step.status,
        step.commune_code,
        step.reference,
        step.note,
        step.due_on,
    )
    return f'"{step.pk}.{zlib.crc32(repr(told).encode()):08x}.{step.dossier.journal_count}"'
