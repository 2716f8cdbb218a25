"""Which moves families are told about, and with what: codes, dates and counts only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils import timezone

from portal.accounts.models import Citizen
from portal.consents.models import WAITING, Consent
from portal.notifications.blanks import TITLE_LENGTH, initials_of
from portal.notifications.kinds import Kind
from portal.notifications.services import Recipient, tell
from portal.pipeline import sets
from portal.pipeline.models import Proof, ReturnRequest, Step, Verification
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


def tell_filed(dossier_id: int, promised_on: date, *, at: datetime, quietly: bool = False) -> None:
    """Tell a family that its dossier was received, and what is promised; after a death quietly."""
    kind = Kind.FILED_QUIETLY if quietly else Kind.FILED
    for contact in sets.contacts_of([dossier_id]).values():
        tell(kind, [_recipient(contact, {"promised_on": promised_on})], at=at)


def tell_proof(step: StepRow, proof: Proof, *, at: datetime) -> None:
    """Ask a family to read what will be written; each proof is told once, also of one revision."""
    for contact in sets.contacts_of([step.dossier_id]).values():
        recipient = _recipient(contact, {"answer_by": proof.answer_by}, step=step)
        tell(Kind.PROOF_OUT, [replace(recipient, occasion=f"proof.{proof.pk}")], at=at)


def tell_recalled(step: StepRow, *, at: datetime) -> None:
    """Tell a family that it need not correct anything after all."""
    for contact in sets.contacts_of([step.dossier_id]).values():
        tell(Kind.RECALLED, [_recipient(contact, {}, step=step)], at=at)


def tell_undone(step: StepRow, *, at: datetime) -> None:
    """Tell a family that an agency has undone what it granted, and has given a paper of it."""
    undoing = registry[step.procedure].undoing
    if undoing is None:
        return
    for contact in sets.contacts_of([step.dossier_id]).values():
        recipient = _recipient(contact, {"paper": str(undoing.paper)}, step=step)
        tell(Kind.RESULT, [replace(recipient, occasion=f"undone.{step.id}")], at=at)


def tell_mistaken(step: StepRow, *, at: datetime) -> None:
    """Tell a family that the death this step registered is taken back; each death once."""
    for contact in sets.contacts_of([step.dossier_id]).values():
        recipient = _recipient(contact, {"mistaken_on": timezone.localdate(at)}, step=step)
        tell(Kind.RECALLED, [replace(recipient, occasion=f"mistaken.{step.id}")], at=at)


def tell_new_date(step: StepRow, verification: Verification, *, at: datetime) -> None:
    """Apologise to a family for a later date, and say why; an earlier one needs no notice."""
    before, new_on = verification.previous_due_on, verification.new_due_on
    if before is not None and new_on <= before:
        return
    for contact in sets.contacts_of([step.dossier_id]).values():
        office = Step.objects.values_list("agency_title", flat=True).get(pk=step.id)
        blanks: dict[str, str | int | date] = {
            "reason": f"phải hỏi {verification.office}"[:TITLE_LENGTH],
            "office": office[:TITLE_LENGTH] or "cơ quan giải quyết",
            "new_on": new_on,
        }
        recipient = _recipient(contact, blanks, step=step)
        told = replace(recipient, occasion=f"verification.{verification.pk}")
        tell(Kind.NEW_DATE, [told], at=at)


def tell_asked(asked: Sequence[Consent], *, at: datetime) -> None:
    """Tell those who are asked to agree, as far as the portal knows how to reach them.

    VNeID asks and reminds everybody; this comes beside it. Two queries however many are asked.
    """
    waiting = {one.personal_number: one for one in asked if one.status in WAITING and one.asked_by}
    known = Citizen.objects.filter(personal_number__in=waiting.keys() - {""})
    recipients = [
        Recipient(
            phone=citizen.phone,
            email=citizen.email,
            blanks={"asked_by": initials, "expires_on": one.expires_on},
            occasion=f"consent.{one.pk}",
        )
        for citizen in known
        if (citizen.phone or citizen.email)
        and (initials := initials_of((one := waiting[citizen.personal_number]).asked_by))
    ]
    if recipients:
        tell(Kind.CONSENT_ASKED, recipients, at=at)


@dataclass(frozen=True, slots=True)
class Duty:
    """A family's duty that runs: its last day, how many days are left, and the stage reached."""

    step_id: int
    dossier_id: int
    last_on: date
    days_left: int
    stage: int


def tell_duties(duties: Sequence[Duty], *, at: datetime) -> None:
    """Remind families of duties, each once a stage; those without contact read it in the portal."""
    contacts = sets.contacts_of(list({one.dossier_id for one in duties}))
    by_kind: dict[Kind, list[Recipient]] = {}
    for one in duties:
        contact = contacts.get(one.dossier_id, Contact(one.dossier_id, "", "", ""))
        is_last = one.days_left == 0
        kind = Kind.RESIDENCE_LAST_DAY if is_last else Kind.RESIDENCE_DUE
        blanks: dict[str, int | date] = {"last_on": one.last_on}
        recipient = Recipient(
            dossier_id=one.dossier_id,
            dossier_code=contact.code,
            step_id=one.step_id,
            phone=contact.phone,
            email=contact.email,
            blanks=blanks if is_last else blanks | {"days": one.days_left},
            occasion=f"duty.{one.stage}",
        )
        by_kind.setdefault(kind, []).append(recipient)
    for kind, recipients in by_kind.items():
        tell(kind, recipients, at=at)


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
