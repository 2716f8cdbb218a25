"""Officials confirm sums the portal computed, and decide about those that later law changes."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.pipeline import scope, transitions
from portal.pipeline.actors import official
from portal.pipeline.cases import cases_of
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.models import Step
from portal.pipeline.procedures import BackClaim, Finding
from portal.pipeline.registry import registry
from portal.pipeline.services.desk import require_desk
from portal.pipeline.transitions import Locked, Move
from portal.statutes.cache import read_anew


class NotConfirmed(Exception):
    """What was computed for a case waits for an official's word, and may not go on without."""


class NoSuchOption(Exception):
    """The case has no such way of being decided."""


def finding_of(procedure: str, step_id: int) -> Finding | None:
    """Return what was computed for one case; None where its procedure computes nothing.

    By the law that `require_confirmed` will go by: what is asked for can be answered here.
    """
    if not registry[procedure].computes:
        return None
    with transaction.atomic(), read_anew():
        scope.widen_for_act()  # facts of steps in other communes
        found = registry[procedure].findings(list(cases_of([step_id]).values()))
    return found.get(step_id)


def require_confirmed(locked: Locked, step_ids: Sequence[int]) -> None:
    """Raise NotConfirmed if an official must still choose in one of these cases.

    By the law as it is at this moment: a rate entered a second ago counts.
    """
    by_procedure: dict[str, list[int]] = {}
    for pk in step_ids:
        by_procedure.setdefault(locked.steps[pk].procedure, []).append(pk)
    for code, ids in by_procedure.items():
        if not registry[code].computes:
            continue
        with read_anew():
            found = registry[code].findings(list(cases_of(ids).values()))
        if any(one.asks for one in found.values()):
            raise NotConfirmed


@transaction.atomic
def confirm_sum(*, step_id: int, option: str, cited: str, by: User, at: datetime) -> None:
    """Decide a case by an option, on this official's word and citation; who decides may change.

    Raises MoveNotAllowed if the case is not on the desk, NoSuchOption for an unknown option.
    """
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    step = locked.steps[step_id]
    try:
        with read_anew():
            agency = registry[step.procedure].confirm(
                step_id=step_id, option=option, cited=cited, by=by, at=at
            )
    except ValueError as unknown:
        raise NoSuchOption(option) from unknown
    confirmed = Move(step_id, None, "sum_confirmed", official(by), details={"option": option})
    transitions.move([confirmed], at=at, locked=locked)
    if agency is not None:
        changes: dict[str, Any] = {
            "agency_code": agency.code,
            "agency_title": agency.title,
            "endpoint_id": endpoint_ids({agency.endpoint})[agency.endpoint],
        }
        Step.objects.filter(pk=step_id).update(**changes)


def find_back_claims(*, at: datetime) -> int:
    """Look in every procedure for decided sums that the law in force now makes another."""
    return sum(one.find_back_claims(at=at) for one in registry if one.computes)


def back_claims(communes: Collection[str]) -> list[tuple[str, BackClaim]]:
    """Return (procedure, line) of what nobody in these communes has decided about yet."""
    return [
        (one.code, line) for one in registry if one.computes for line in one.back_claims(communes)
    ]


@transaction.atomic
def decide_back_claim(
    *,
    procedure: str,
    back_claim: int,
    step_id: int,
    pays: bool,
    reason: str,
    by: User,
    at: datetime,
) -> bool:
    """Keep what an official decided on one difference, and write it down; the grant stays.

    False if somebody decided before. Raises NoSuchBackClaim where the sum was computed anew since
    it was read.
    """
    locked = transitions.lock([step_id])
    kept = registry[procedure].decide_back_claim(
        back_claim=back_claim, step_id=step_id, pays=pays, reason=reason, by=by, at=at
    )
    if kept:
        details = {"back_claim": back_claim, "pays": pays}
        decided = Move(step_id, None, "back_claim_decided", official(by), details=details)
        transitions.move([decided], at=at, locked=locked)
    return kept
