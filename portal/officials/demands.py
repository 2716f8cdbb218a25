"""What no official may send alone: asked of a supervisor, who answers for it on the record."""

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


class OwnRequest(Exception):
    """Nobody decides what they asked for themselves."""


class SentenceChanged(Exception):
    """The law or the case changed since: the family would read another sentence than was asked."""


def ask(
    *, step: Step, paper: str, why: str, request: Mapping[str, Any], by: User, at: datetime
) -> DemandRequest:
    """Put a return before the supervisor; nothing is sent to the family, the clock goes on.

    `request` is what `services.return_to_family` would take: reason, items, blanks, note. Raises
    services.ReturnNotAllowed if it is not whole, AlreadyBeforeSupervisor.
    """
    wanted = services.Wanted(
        step.procedure, request["reason"], request["blanks"], request["note"], request["items"]
    )
    sentence = services.check_return(step_id=step.pk, wanted=wanted, at=at)
    try:
        with transaction.atomic():
            return DemandRequest.objects.create(
                step=step,
                asked_by=by,
                asked_at=at,
                paper=paper,
                why=why,
                request=dict(request),
                sentence=sentence,
            )
    except IntegrityError as twice:
        raise AlreadyBeforeSupervisor(step.pk) from twice


@transaction.atomic
def decide(
    *, demand_id: int, allowed: bool, by: User, at: datetime, again: str = ""
) -> ReturnRequest | None:
    """Answer a request; one that is allowed goes to the family as the supervisor's own act.

    `again` is why a family is asked a second time (`services.WhyAgain`). Raises AlreadyDecided,
    OwnRequest, SentenceChanged, and what `services.return_to_family` raises.
    """
    demand = DemandRequest.objects.select_for_update().get(pk=demand_id)
    if demand.decided_at is not None:
        raise AlreadyDecided(demand_id)
    if demand.asked_by_id == by.pk:
        raise OwnRequest(demand_id)
    demand.decided_by, demand.decided_at, demand.allowed = by, at, allowed
    demand.save(update_fields=["decided_by", "decided_at", "allowed"])
    if not allowed:
        return None
    sent = services.return_to_family(
        step_id=demand.step_id, by=by, at=at, answers_for_it=True, again=again, **demand.request
    )
    if sent.sentence != demand.sentence:
        raise SentenceChanged(demand_id)
    return sent
