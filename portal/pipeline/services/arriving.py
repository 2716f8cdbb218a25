"""A hospital's paper that comes after filing: nobody is asked for it any more, by itself."""

from datetime import datetime

from django.db import transaction

from portal.hospital_papers import services as hospital_papers
from portal.pipeline import deadlines, papers, transitions
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.procedures import Paper, Procedure
from portal.pipeline.registry import registry
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.telling import tell_recalled
from portal.pipeline.transitions import Locked, Move

ARRIVED = "paper_arrived"
A_ROUND = 200
_WAITING = (StepStatus.AT_DESK, StepStatus.RETURNED)


def papers_arrived(*, at: datetime) -> int:
    """Give every step on a desk, or returned, the paper that came since; return how many got one.

    A step that was returned for that paper alone goes on, and its family is told.
    """
    total = 0
    for procedure in registry:
        if procedure.paper_page:
            waiting = Step.objects.filter(procedure=procedure.code, status__in=_WAITING)
            found = procedure.papers_come(waiting=waiting, most=A_ROUND)
            total += sum(_take(procedure, pk, paper, at) for pk, paper in found.items())
    return total


@transaction.atomic
def _take(procedure: Procedure, step_id: int, paper: Paper, at: datetime) -> bool:
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    # Asked again under the lock: the family, or an official, may have been faster.
    if step.status not in _WAITING or papers.signed_for([step_id]):
        return False
    try:
        hospital_papers.hold(number=paper.number, child=paper.child, subject=step_id, at=at)
    except hospital_papers.AlreadyHeld:
        return False
    procedure.take_paper(step_id=step_id, paper=paper)
    _go_on(step, locked, at)
    return True


def _go_on(step: StepRow, locked: Locked, at: datetime) -> None:
    request = ReturnRequest.objects.filter(step_id=step.id, answered_at__isnull=True).first()
    if step.status != StepStatus.RETURNED or request is None or not _asks_that_alone(step, request):
        transitions.move([Move(step.id, None, ARRIVED)], at=at, locked=locked)
        return
    request.recalled_at = at
    request.save(update_fields=["recalled_at"])
    onward = Move(
        step.id,
        StepStatus.IN_TRANSIT if request.by_agency else StepStatus.AT_DESK,
        ARRIVED,
        due_on=deadlines.resumed(step.due_on, stopped_at=request.asked_at, at=at),
        new_revision=True,
        details={"reason": request.reason},
    )
    transitions.move([onward], at=at, locked=locked)
    tell_recalled(step, at=at)


def _asks_that_alone(step: StepRow, request: ReturnRequest) -> bool:
    items = request.items
    return bool(items) and all(papers.asks_for_paper(step.procedure, item) for item in items)
