"""An official asks a family to correct something, takes that back, or ends a step with a reason."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import models, transaction
from django.utils import timezone

from portal.accounts.access import Act, may, visitor_of
from portal.accounts.models import User
from portal.pipeline import deadlines, transitions
from portal.pipeline.actors import official
from portal.pipeline.consenting import CONSENT
from portal.pipeline.models import JournalEntry, ReturnRequest
from portal.pipeline.services import return_gate
from portal.pipeline.services.desk import conditions_of, require_desk
from portal.pipeline.services.return_gate import ForbiddenPaper, ReturnNotAllowed, Wanted
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.telling import tell_recalled
from portal.pipeline.transitions import Locked, Move, MoveNotAllowed

REFUSED_DEMAND = "demand_refused"


class WhyAgain(models.TextChoices):
    """Why a supervisor asks a family a second time for what could be seen the first time."""

    NEW_ANSWER = "new_answer", "Nơi khác mới trả lời sau lần đề nghị trước"
    OVERLOOKED = "overlooked", "Lần trước bỏ sót; gia đình sẽ bị thiệt nếu không sửa"
    ASKED_BY_AGENCY = "asked_by_agency", "Cơ quan giải quyết yêu cầu sửa trước khi nhận"


class SecondReturn(ReturnNotAllowed):
    """The family was asked once already, and this could be seen then: a supervisor decides."""

    def __init__(self, items: Sequence[str]) -> None:
        super().__init__(
            "second-return",
            "Gia đình đã được đề nghị sửa một lần, và chỗ này lúc ấy đã thấy được. "
            "Chỉ người phụ trách được đề nghị lần nữa, có ghi lý do.",
        )
        self.items = tuple(items)


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
    answers_for_it: bool = False,
    again: str = "",
) -> ReturnRequest:
    """Ask the family to correct named fields for a coded reason; the clock stops.

    `said_no_demand` ("Đây không phải yêu cầu nộp giấy") is believed only of words that were refused
    on this step before; `answers_for_it` is a supervisor's decision. `again` is why a supervisor
    asks a second time (`WhyAgain`). Raises ForbiddenPaper, which is journalled, SecondReturn or
    ReturnNotAllowed when the law forbids the request, MoveNotAllowed off the desk.
    """
    try:
        with transaction.atomic():
            locked = transitions.lock([step_id])
            require_desk(locked, [step_id])
            step = locked.steps[step_id]
            wanted = Wanted(step.procedure, reason, blanks, note, items)
            _require_first(step, wanted, by, again, at)
            believed = answers_for_it or (said_no_demand and _was_refused(step_id, wanted))
            passed = _passed(wanted, step_id, believed, at)
            return _ask(locked, step, wanted, passed, by, at, again)
    except ForbiddenPaper as refusal:
        _note_refused(step_id, reason, blanks, note, refusal, by, at)
        raise


def check_return(*, step_id: int, wanted: Wanted, at: datetime) -> str:
    """Return the sentence a supervisor would send in somebody's stead; raises ReturnNotAllowed."""
    return _passed(wanted, step_id, True, at).sentence


def _passed(wanted: Wanted, step_id: int, believed: bool, at: datetime) -> return_gate.Passed:
    return return_gate.return_for(
        wanted,
        on=timezone.localdate(at),
        conditions=conditions_of(step_id),
        is_no_demand=believed,
    )


def _ask(
    locked: Locked,
    step: StepRow,
    wanted: Wanted,
    passed: return_gate.Passed,
    by: User,
    at: datetime,
    again: str,
) -> ReturnRequest:
    request = ReturnRequest.objects.create(
        step_id=step.id,
        revision=step.revision,
        reason=wanted.reason,
        items=list(wanted.items),
        sentence=passed.sentence,
        paper=passed.paper,
        asked_at=at,
        answer_by=deadlines.supplement_by(at, place=step.commune_code),
    )
    details = {"reason": wanted.reason, "items": list(wanted.items), "override": bool(passed.paper)}
    if again:
        details["again"] = again
    asked = Move(step.id, StepStatus.RETURNED, "returned", official(by), details=details)
    transitions.move([asked], at=at, locked=locked)
    return request


def refuse(
    *,
    step_id: int,
    reason: str,
    blanks: Mapping[str, str],
    note: str,
    by: User,
    at: datetime,
    said_no_demand: bool = False,
) -> None:
    """End a step at the desk for a coded reason that names its article; raises as a return."""
    try:
        with transaction.atomic():
            locked = transitions.lock([step_id])
            require_desk(locked, [step_id])
            step = locked.steps[step_id]
            wanted = Wanted(step.procedure, reason, blanks, note)
            passed = return_gate.refusal_for(
                wanted,
                on=timezone.localdate(at),
                conditions=conditions_of(step_id),
                is_no_demand=said_no_demand and _was_refused(step_id, wanted),
            )
            _end(locked, step, wanted, passed, by, at)
    except ForbiddenPaper as refusal:
        _note_refused(step_id, reason, blanks, note, refusal, by, at)
        raise


def _end(
    locked: Locked,
    step: StepRow,
    wanted: Wanted,
    passed: return_gate.Passed,
    by: User,
    at: datetime,
) -> None:
    ReturnRequest.objects.create(
        step_id=step.id,
        revision=step.revision,
        reason=wanted.reason,
        sentence=passed.sentence,
        paper=passed.paper,
        asked_at=at,
        answered_at=at,
    )
    details: dict[str, object] = {"reason": wanted.reason}
    if passed.paper:
        details["override"] = True
    refused = Move(step.id, StepStatus.REFUSED, "refused", official(by), details=details)
    transitions.move([refused], at=at, locked=locked)


@transaction.atomic
def recall_return(*, step_id: int, by: User, at: datetime) -> None:
    """Take a request back that the family has not answered; its clock goes on, it is told.

    Raises MoveNotAllowed when the family, its limit or an agency was faster.
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    open_requests = ReturnRequest.objects.filter(step_id=step_id, answered_at__isnull=True)
    request = open_requests.exclude(reason=CONSENT).filter(by_agency=False).first()
    if step.status != StepStatus.RETURNED or request is None:
        raise MoveNotAllowed(step_id, step.status, StepStatus.AT_DESK)
    request.recalled_at = at
    request.save(update_fields=["recalled_at"])
    recalled = Move(
        step_id,
        StepStatus.AT_DESK,
        "return_recalled",
        official(by),
        due_on=deadlines.resumed(step.due_on, stopped_at=request.asked_at, at=at),
        new_revision=True,
        details={"reason": request.reason},
    )
    transitions.move([recalled], at=at, locked=locked)
    tell_recalled(step, at=at)


@transaction.atomic
def review_words(*, request: ReturnRequest, by: User, at: datetime) -> None:
    """Note that a supervisor has read words that name a forbidden paper; once."""
    locked = transitions.lock([request.step_id])
    unread = ReturnRequest.objects.filter(pk=request.pk, reviewed_at__isnull=True).exclude(paper="")
    if unread.update(reviewed_at=at, reviewed_by=by):
        seen = Move(request.step_id, None, "words_reviewed", official(by))
        transitions.move([seen], at=at, locked=locked)


def asked_before(step_id: int) -> set[str]:
    """Return every field the desk has asked this family to correct, in requests that stood."""
    earlier = ReturnRequest.objects.filter(
        step_id=step_id, by_agency=False, recalled_at__isnull=True
    ).exclude(reason=CONSENT)
    return {item for items in earlier.values_list("items", flat=True) for item in items}


def _require_first(step: StepRow, wanted: Wanted, by: User, again: str, at: datetime) -> None:
    """Raise unless this is the first request, is about what was mended since, or is signed for."""
    named = asked_before(step.id)
    if not named or named.issuperset(wanted.items):
        return
    if return_gate.is_new_knowledge(wanted.reason, timezone.localdate(at)):
        return
    if not may(visitor_of(by), Act.RETURN_AGAIN, step):
        raise SecondReturn([item for item in wanted.items if item not in named])
    if again not in WhyAgain.values:
        text = "Gia đình đã được đề nghị sửa một lần. Xin chọn vì sao đề nghị lần nữa."
        raise ReturnNotAllowed("second-return-unexplained", text)


def _was_refused(step_id: int, wanted: Wanted) -> bool:
    lines = JournalEntry.objects.filter(dossier__steps=step_id, step_id=step_id, act=REFUSED_DEMAND)
    return lines.filter(details__text=wanted.fingerprint).exists()


@transaction.atomic
def _note_refused(
    step_id: int,
    reason: str,
    blanks: Mapping[str, str],
    note: str,
    refusal: ForbiddenPaper,
    by: User,
    at: datetime,
) -> None:
    locked = transitions.lock([step_id])
    wanted = Wanted(locked.steps[step_id].procedure, reason, blanks, note)
    details = {"reason": reason, "paper": refusal.paper.code, "text": wanted.fingerprint}
    line = Move(step_id, None, REFUSED_DEMAND, official(by), details=details)
    transitions.move([line], at=at, locked=locked)
