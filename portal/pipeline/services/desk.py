"""The acts of a commune official on steps that lie on the desk."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.consents import selectors as consent_selectors
from portal.consents import services as consents
from portal.consents.models import GIVEN
from portal.pipeline import deadlines, papers, proofs, transitions
from portal.pipeline.actors import official
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.issued_papers import issued_in
from portal.pipeline.models import (
    AccessLog,
    AskedOffice,
    Attachment,
    JournalEntry,
    Step,
    Verification,
)
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus
from portal.pipeline.telling import tell_new_date
from portal.pipeline.transitions import Move, MoveNotAllowed
from portal.statutes.models import Condition

LOOKED_UP = "looked_up"


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
def ask_verification(
    *,
    step_id: int,
    office: str,
    question: str,
    new_due_on: date,
    by: User,
    at: datetime,
    named: str = "",
    subject: str = Verification.Subject.ANOTHER,
) -> Verification:
    """Ask another office; the family gets a new date and an apology, and is asked for nothing.

    `office` is one of `AskedOffice`, whose label the family reads; `named` and `question` are the
    official's own words and stay at the desk. Raises AlreadyAsked while a question is open,
    MoveNotAllowed where nobody examines the step, ValueError for an office on no list.
    """
    label = AskedOffice(office).label
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    if step.status not in (StepStatus.AT_DESK, StepStatus.WITH_AGENCY):
        raise MoveNotAllowed(step_id, step.status, step.status)
    if Verification.objects.filter(step_id=step_id, answered_at__isnull=True).exists():
        raise AlreadyAsked(step_id)
    verification = Verification.objects.create(
        step_id=step_id,
        office=label,
        named=named,
        subject=Verification.Subject(subject),
        question=question,
        asked_at=at,
        previous_due_on=step.due_on,
        new_due_on=new_due_on,
    )
    asked = Move(
        step_id,
        None,
        "verification_asked",
        official(by),
        due_on=new_due_on,
        details={"subject": str(verification.subject)},
    )
    transitions.move([asked], at=at, locked=locked)
    tell_new_date(step, verification, at=at)
    return verification


@transaction.atomic
def answer_verification(
    *,
    step_id: int,
    answer: str,
    by: User,
    at: datetime,
    result: str = Verification.Result.UNCLEAR,
) -> None:
    """Record what the other office said, in its words and as a code.

    Raises Verification.DoesNotExist if no question is open.
    """
    locked = transitions.lock([step_id])
    verification = Verification.objects.get(step_id=step_id, answered_at__isnull=True)
    verification.answer, verification.answered_at = answer, at
    verification.result = Verification.Result(result)
    verification.save(update_fields=["answer", "answered_at", "result"])
    details = {"subject": verification.subject, "result": str(verification.result)}
    answered = Move(step_id, None, "verification_answered", official(by), details=details)
    transitions.move([answered], at=at, locked=locked)


@transaction.atomic
def record_look_up(*, step_id: int, subject: str, found: bool, by: User, at: datetime) -> None:
    """Record what an official found in a register when looking this case up there.

    The portal has no wire to such a register: the official looks, and answers for what is recorded.
    """
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    result = Verification.Result.FOUND if found else Verification.Result.NOT_FOUND
    details = {"subject": Verification.Subject(subject).value, "result": result.value}
    looked = Move(step_id, None, LOOKED_UP, official(by), details=details)
    transitions.move([looked], at=at, locked=locked)


@transaction.atomic
def take_agreement(
    *, step_id: int, consent_ids: Collection[int], note: str, by: User, at: datetime
) -> None:
    """Record that people agreed before this official; `note` says how, and stays with the requests.

    Raises MoveNotAllowed if nobody of them was still missing whose whole name is known.
    """
    locked = transitions.lock([step_id])
    missing = consent_selectors.of_step(step_id).exclude(status__in=GIVEN)
    missing = missing.exclude(~Q(handle=""), personal_number="")
    chosen = sorted(missing.filter(pk__in=consent_ids).values_list("pk", flat=True))
    status = locked.steps[step_id].status
    if not chosen or status in FINAL:
        raise MoveNotAllowed(step_id, status, status)
    seen = Move(
        step_id, None, "agreement_in_person", official(by), details={"consents": list(chosen)}
    )
    # The line comes before what follows from it: the step goes on in the same transaction.
    transitions.move([seen], at=at, locked=locked)
    consents.by_paper(step_id=step_id, consent_ids=chosen, note=note, at=at)


@transaction.atomic
def note_report_read(*, step_id: int, by: User, at: datetime) -> None:
    """Note that a supervisor read what this family reports of a demand."""
    locked = transitions.lock([step_id])
    transitions.move([Move(step_id, None, "report_read", official(by))], at=at, locked=locked)


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
    signed = papers.signed_for([step_id])
    holds = {(Condition.SIGNED_PAPER if signed else Condition.NO_SIGNED_PAPER).value}
    if _found_no_marriage(step_id):
        holds.add(Condition.NOTHING_FOUND.value)
    if Condition.NO_SIGNED_PAPER.value in holds and not _is_ours_to_issue(step_id):
        holds.add(Condition.NOT_OURS_TO_ISSUE.value)
    return holds


def _is_ours_to_issue(step_id: int) -> bool:
    """Whether a commune, and not the family, has to bring the paper this case lacks."""
    procedure = Step.objects.values_list("procedure", flat=True).get(pk=step_id)
    return bool(issued_in(procedure, [step_id]))


def _found_no_marriage(step_id: int) -> bool:
    """Whether the look-up and the office that was asked both found no marriage, when last asked."""
    marriage, not_found = Verification.Subject.MARRIAGE, Verification.Result.NOT_FOUND
    asked = Verification.objects.filter(step_id=step_id, subject=marriage)
    answers = asked.filter(answered_at__isnull=False).exclude(result="").order_by("-pk")
    if answers.values_list("result", flat=True).first() != not_found:
        return False
    looks = JournalEntry.objects.filter(
        dossier__steps=step_id, step_id=step_id, act=LOOKED_UP, details__subject=marriage
    )
    last = looks.order_by("-sequence").values_list("details", flat=True).first()
    return bool(last and last["result"] == not_found)


def require_desk(locked: transitions.Locked, step_ids: Sequence[int]) -> None:
    """Raise MoveNotAllowed unless all these steps lie on a desk."""
    for pk in step_ids:
        status = locked.steps[pk].status
        if status != StepStatus.AT_DESK:
            raise MoveNotAllowed(pk, status, StepStatus.AT_DESK)
