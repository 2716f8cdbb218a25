"""Which moves families are told about, and with what: codes, dates and counts only."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from portal.notifications.kinds import Kind
from portal.notifications.services import Recipient, tell
from portal.pipeline import sets
from portal.pipeline.models import Proof, ReturnRequest
from portal.pipeline.registry import registry
from portal.pipeline.sets import Contact, StepRow
from portal.pipeline.statuses import StepStatus


def tell_moved(moved: Sequence[StepRow], *, at: datetime) -> None:
    """Tell families of results and of what they must correct; those without contact are not."""
    notable = [one for one in moved if one.status in (StepStatus.GRANTED, StepStatus.RETURNED)]
    if not notable:
        return
    contacts = sets.contacts_of(list({one.dossier_id for one in notable}))
    notable = [one for one in notable if one.dossier_id in contacts]
    _tell_results([one for one in notable if one.status == StepStatus.GRANTED], contacts, at)
    _tell_returns([one for one in notable if one.status == StepStatus.RETURNED], contacts, at)


def tell_filed(dossier_id: int, promised_on: date, *, at: datetime) -> None:
    """Tell a family that its dossier was received, and what is promised."""
    for contact in sets.contacts_of([dossier_id]).values():
        tell(Kind.FILED, [_recipient(contact, {"promised_on": promised_on})], at=at)


def tell_proof(step: StepRow, proof: Proof, *, at: datetime) -> None:
    """Ask a family to read what will be written; each proof is told once, also of one revision."""
    for contact in sets.contacts_of([step.dossier_id]).values():
        recipient = _recipient(contact, {"answer_by": proof.answer_by}, step=step)
        tell(Kind.PROOF_OUT, [replace(recipient, occasion=f"proof.{proof.pk}")], at=at)


def tell_recalled(step: StepRow, *, at: datetime) -> None:
    """Tell a family that it need not correct anything after all."""
    for contact in sets.contacts_of([step.dossier_id]).values():
        tell(Kind.RECALLED, [_recipient(contact, {}, step=step)], at=at)


def _tell_results(steps: Sequence[StepRow], contacts: Mapping[int, Contact], at: datetime) -> None:
    recipients = [
        _recipient(
            contacts[step.dossier_id],
            {"paper": str(registry[step.procedure].result_title)},
            step=step,
        )
        for step in steps
        if registry[step.procedure].result_title
    ]
    if recipients:
        tell(Kind.RESULT, recipients, at=at)


def _tell_returns(steps: Sequence[StepRow], contacts: Mapping[int, Contact], at: datetime) -> None:
    asked = ReturnRequest.objects.filter(
        step_id__in=[step.id for step in steps], answered_at__isnull=True
    ).values_list("step_id", "items", "answer_by")
    requests = {pk: (len(items), answer_by) for pk, items, answer_by in asked if answer_by}
    recipients = [
        _recipient(
            contacts[step.dossier_id],
            {"places": requests[step.id][0], "answer_by": requests[step.id][1]},
            step=step,
        )
        for step in steps
        if step.id in requests
    ]
    if recipients:
        tell(Kind.CORRECT, recipients, at=at)


def _recipient(
    contact: Contact, blanks: Mapping[str, str | int | date], step: StepRow | None = None
) -> Recipient:
    return Recipient(
        dossier_id=contact.dossier_id,
        dossier_code=contact.code,
        step_id=step.id if step else None,
        phone=contact.phone,
        email=contact.email,
        blanks=blanks,
        occasion=f"{step.id}.{step.revision}" if step else "",
    )
