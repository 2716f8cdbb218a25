"""What others do to a family's steps, as the pipeline would write it."""

from datetime import UTC, date, datetime
from typing import Any

import orjson

from portal.accounts.models import User
from portal.documents import services as documents
from portal.handovers.models import Handover
from portal.pipeline import services, transitions
from portal.pipeline.models import Attachment, Dossier, ReturnRequest, Step, Verification
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move

AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
UNTIL = date(2026, 12, 2)


def step_of(dossier: Dossier, procedure: str = "tested.birth") -> Step:
    """Return one leg, as it stands now."""
    return Step.objects.get(dossier=dossier, procedure=procedure)


def looked_at(dossier: Dossier) -> None:
    """Let an official open the birth."""
    official, _made = User.objects.get_or_create(username="official", is_staff=True)
    services.open_case(step=step_of(dossier), by=official, at=AT)


def moved(step: Step, to: StepStatus | None, act: str, **more: Any) -> None:
    """Move a step by the pipeline's own hand."""
    transitions.move([Move(step.pk, to, act, **more)], at=AT)


def sent_back(
    step: Step, *items: str, reason: str = "KS01", sentence: str = "Xin sửa tên."
) -> None:
    """Ask the family to mend fields."""
    ReturnRequest.objects.create(
        step=step,
        revision=step.revision,
        reason=reason,
        items=list(items),
        sentence=sentence,
        asked_at=AT,
        answer_by=UNTIL,
    )
    moved(step, StepStatus.RETURNED, "returned", details={"reason": reason, "items": list(items)})


def accepted(dossier: Dossier) -> None:
    """Let the desk accept the birth."""
    moved(step_of(dossier), StepStatus.IN_TRANSIT, "accepted")


def received(dossier: Dossier, procedure: str = "tested.birth", note: str = "") -> None:
    """Let the agency have a case that is on the way."""
    moved(step_of(dossier, procedure), StepStatus.WITH_AGENCY, "received", note=note)


def granted(dossier: Dossier, procedure: str = "tested.birth") -> Attachment:
    """Let the agency grant a case on the way, with a paper."""
    step = step_of(dossier, procedure)
    paper = documents.keep(b"%PDF-1.7 " + procedure.encode(), media_type="application/pdf")
    attachment = Attachment.objects.create(
        step=step, document=paper, kind=Attachment.Kind.RESULT, field="e_copy"
    )
    facts = orjson.dumps({"number": "1"}).decode()
    moved(step, StepStatus.GRANTED, "granted", facts=facts)
    return attachment


def stalled(step: Step) -> None:
    """Let the message of a step stall."""
    Handover.objects.filter(subject=step.pk).update(status="STALLED", settled_at=AT)


def verified_elsewhere(step: Step) -> None:
    """Let another office be asked."""
    Verification.objects.create(
        step=step,
        office="UBND xã Khác",
        question="?",
        asked_at=AT,
        previous_due_on=date(2026, 11, 24),
        new_due_on=UNTIL,
    )
