"""The acts of a commune official on steps that lie on the desk."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import User
from portal.pipeline import deadlines, proofs, transitions
from portal.pipeline.actors import official
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.models import AccessLog, Attachment, ReturnRequest, Step, Verification
from portal.pipeline.registry import registry
from portal.pipeline.services import return_gate
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move, MoveNotAllowed
from portal.statutes.models import Condition


class AlreadyAsked(Exception):
    """Another office is being asked already and has not answered."""


@transaction.atomic
def open_case(*, step: Step, by: User, at: datetime) -> None:
    """Note that an official reads a dossier; the first look ends the family's own editing.

    What the family wrote about a proof counts as read from now on.
    """
    AccessLog.objects.create(user=by, dossier_id=step.dossier_id, act="read", at=at)
    is_disputed = step.note == proofs.PROOF_DISPUTED
    if step.status != StepStatus.AT_DESK or (step.opened_at is not None and not is_disputed):
        return
    locked = transitions.lock([step.pk])
    looks = []
    if Step.objects.filter(pk=step.pk, opened_at__isnull=True).update(opened_at=at):
        looks.append(Move(step.pk, None, "opened", official(by)))
    if locked.steps[step.pk].note == proofs.PROOF_DISPUTED:
        looks.append(Move(step.pk, None, "proof_words_read", official(by), note=""))
    if looks:
        transitions.move(looks, at=at, locked=locked)


def open_attachment(*, attachment: Attachment, by: User, at: datetime) -> None:
    """Note that an official looks at a file of a dossier."""
    AccessLog.objects.create(user=by, dossier_id=attachment.step.dossier_id, act="file", at=at)


@transaction.atomic
def return_to_family(
    *,
    step_id: int,
    reason: str,
    items: Sequence[str],
    blanks: Mapping[str, str],
    note: str,
    by: User,
    at: datetime,
    said_no_demand: bool = False,
) -> ReturnRequest:
    """Ask the family to correct named fields for a coded reason; the clock stops.

    Raises ForbiddenPaper or ReturnNotAllowed when the law forbids the request, MoveNotAllowed
    when the step is not on the desk.
    """
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    step = locked.steps[step_id]
    procedure = registry[step.procedure]
    sentence = return_gate.sentence_for(
        procedure=procedure.code,
        reason=reason,
        items=items,
        blanks=blanks,
        note=note,
        on=timezone.localtime(at).date(),
        said_no_demand=said_no_demand,
        conditions=conditions_of(step_id),
    )
    request = ReturnRequest.objects.create(
        step_id=step_id,
        revision=step.revision,
        reason=reason,
        items=list(items),
        sentence=sentence,
        asked_at=at,
        answer_by=deadlines.supplement_by(at, place=step.commune_code),
    )
    details = {"reason": reason, "items": list(items), "override": said_no_demand}
    asked = Move(step_id, StepStatus.RETURNED, "returned", official(by), details=details)
    transitions.move([asked], at=at, locked=locked)
    return request


@transaction.atomic
def refuse(
    *,
    step_id: int,
    reason: str,
    blanks: Mapping[str, str],
    note: str,
    by: User,
    at: datetime,
) -> None:
    """End a step at the desk for a coded reason that names its article."""
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    procedure = locked.steps[step_id].procedure
    sentence = return_gate.refusal_for(
        procedure=procedure,
        reason=reason,
        blanks=blanks,
        note=note,
        on=timezone.localtime(at).date(),
    )
    ReturnRequest.objects.create(
        step_id=step_id,
        revision=locked.steps[step_id].revision,
        reason=reason,
        sentence=sentence,
        asked_at=at,
        answered_at=at,
    )
    refused = Move(step_id, StepStatus.REFUSED, "refused", official(by), details={"reason": reason})
    transitions.move([refused], at=at, locked=locked)


@transaction.atomic
def ask_verification(
    *,
    step_id: int,
    office: str,
    question: str,
    new_due_on: date,
    by: User,
    at: datetime,
) -> Verification:
    """Ask another office; the family gets a new date and an apology, and is asked for nothing.

    Raises AlreadyAsked while a question is open, MoveNotAllowed where nobody examines the step.
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    if step.status not in (StepStatus.AT_DESK, StepStatus.WITH_AGENCY):
        raise MoveNotAllowed(step_id, step.status, step.status)
    if Verification.objects.filter(step_id=step_id, answered_at__isnull=True).exists():
        raise AlreadyAsked(step_id)
    verification = Verification.objects.create(
        step_id=step_id,
        office=office,
        question=question,
        asked_at=at,
        previous_due_on=step.due_on,
        new_due_on=new_due_on,
    )
    asked = Move(step_id, None, "verification_asked", official(by), due_on=new_due_on)
    transitions.move([asked], at=at, locked=locked)
    return verification


@transaction.atomic
def answer_verification(*, step_id: int, answer: str, by: User, at: datetime) -> None:
    """Record what the other office said; raises Verification.DoesNotExist if none is open."""
    locked = transitions.lock([step_id])
    verification = Verification.objects.get(step_id=step_id, answered_at__isnull=True)
    verification.answer, verification.answered_at = answer, at
    verification.save(update_fields=["answer", "answered_at"])
    answered = Move(step_id, None, "verification_answered", official(by))
    transitions.move([answered], at=at, locked=locked)


@transaction.atomic
def transfer(*, step_id: int, commune_code: str, by: User, at: datetime) -> None:
    """Pass a step on to the right commune, where its clock starts anew; never a return."""
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    step = locked.steps[step_id]
    before = step.commune_code
    limit = registry[step.procedure].time_limit
    due_on = deadlines.due_on(limit, at, place=commune_code) if limit else None
    proofs.close_unread([step_id], at=at)  # what the new commune writes, it shows itself
    passed = Move(
        step_id,
        None,
        "transferred",
        official(by),
        note="",
        due_on=due_on,
        details={"from": before, "to": commune_code},
    )
    transitions.move([passed], at=at, locked=locked)
    changes: dict[str, Any] = {"commune_code": commune_code, "opened_at": None}
    agency = registry[step.procedure].agency_in(commune_code)
    if agency is not None:
        changes |= {
            "agency_code": agency.code,
            "agency_title": agency.title,
            "endpoint_id": endpoint_ids({agency.endpoint})[agency.endpoint],
        }
    Step.objects.filter(pk=step_id).update(**changes)


def conditions_of(step_id: int) -> set[str]:
    """Return which conditions of return reasons hold for a step, as the portal itself knows."""
    holds = {Condition.NO_SIGNED_PAPER.value}  # until hospitals' signed papers reach the portal
    if Verification.objects.filter(step_id=step_id, answered_at__isnull=False).exists():
        holds.add(Condition.NOTHING_FOUND.value)
    return holds


def require_desk(locked: transitions.Locked, step_ids: Sequence[int]) -> None:
    """Raise MoveNotAllowed unless all these steps lie on a desk."""
    for pk in step_ids:
        status = locked.steps[pk].status
        if status != StepStatus.AT_DESK:
            raise MoveNotAllowed(pk, status, StepStatus.AT_DESK)
