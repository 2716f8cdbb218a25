"""A demand the law forbids by itself: asked of a supervisor, who answers for it on the record."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.officials.models import DemandRequest
from portal.pipeline import services
from portal.pipeline.models import ReturnRequest, Step


class AlreadyDecided(Exception):
    """A supervisor has answered this already."""


class AlreadyBeforeSupervisor(Exception):
    """A request about this step waits for its answer."""


def ask(
    *, step: Step, paper: str, why: str, request: Mapping[str, Any], by: User, at: datetime
) -> DemandRequest:
    """Put a demand before the supervisor; nothing is sent to the family, the clock goes on.

    `request` is what `services.return_to_family` would take: reason, items, blanks, note. Raises
    AlreadyBeforeSupervisor.
    """
    try:
        with transaction.atomic():
            return DemandRequest.objects.create(
                step=step, asked_by=by, asked_at=at, paper=paper, why=why, request=dict(request)
            )
    except IntegrityError as twice:
        raise AlreadyBeforeSupervisor(step.pk) from twice


@transaction.atomic
def decide(*, demand_id: int, allowed: bool, by: User, at: datetime) -> ReturnRequest | None:
    """Answer a request; one that is allowed goes to the family as the supervisor's own act.

    Raises AlreadyDecided, and what `services.return_to_family` raises.
    """
    demand = DemandRequest.objects.select_for_update().get(pk=demand_id)
    if demand.decided_at is not None:
        raise AlreadyDecided(demand_id)
    demand.decided_by, demand.decided_at, demand.allowed = by, at, allowed
    demand.save(update_fields=["decided_by", "decided_at", "allowed"])
    if not allowed:
        return None
    return services.return_to_family(
        step_id=demand.step_id, by=by, at=at, said_no_demand=True, **demand.request
    )
