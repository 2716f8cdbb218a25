"""The family reads the draft of a certificate before it is written; silence agrees."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from portal.accounts.models import Citizen, User
from portal.pipeline import deadlines, proofs, transitions
from portal.pipeline.actors import MACHINE, citizen, official
from portal.pipeline.models import Proof, Step
from portal.pipeline.services.desk import require_desk
from portal.pipeline.telling import tell_proof
from portal.pipeline.transitions import Locked, Move

MOST_WORDS = 1000
A_ROUND = 500


class ProofNotOffered(Exception):
    """No proof is sent of this procedure, in this province, on this day."""


class ProofOpen(Exception):
    """The family still reads the proof of these steps and has not answered."""

    def __init__(self, step_ids: Sequence[int], answer_by: datetime) -> None:
        super().__init__(f"the proofs of steps {list(step_ids)} are out")
        self.step_ids, self.answer_by = tuple(step_ids), answer_by


class ProofDisputed(Exception):
    """The family found the proof of these steps wrong, and no official has read its words yet."""

    def __init__(self, step_ids: Sequence[int]) -> None:
        super().__init__(f"the words about the proofs of steps {list(step_ids)} are unread")
        self.step_ids = tuple(step_ids)


class NoProofOpen(Exception):
    """There is nothing to answer (any more)."""


@transaction.atomic
def send_proof(*, step_id: int, by: User, at: datetime) -> Proof:
    """Send the family what will be written; until it answers, the case cannot be accepted.

    Raises MoveNotAllowed off the desk, ProofNotOffered, or ProofOpen while one is out.
    """
    locked = transitions.lock([step_id])
    require_desk(locked, [step_id])
    step = locked.steps[step_id]
    on = timezone.localdate(at)
    if not proofs.is_offered(step.procedure, step.commune_code, on=on):
        raise ProofNotOffered(step_id)
    _require_none_out([step_id])
    limit = proofs.limit_of(step.procedure)
    proof = Proof.objects.create(
        step_id=step_id,
        revision=step.revision,
        sent_at=at,
        answer_by=deadlines.hour_after(limit, at, place=step.commune_code),
    )
    # What the family reads must not change under its eyes: its own editing ends here.
    Step.objects.filter(pk=step_id, opened_at__isnull=True).update(opened_at=at)
    sent = Move(step_id, None, "proof_sent", official(by), note=proofs.PROOF_OUT)
    transitions.move([sent], at=at, locked=locked)
    tell_proof(step, proof, at=at)
    return proof


@transaction.atomic
def answer_proof(
    *, step_id: int, applicant: Citizen, is_right: bool, words: str, at: datetime
) -> None:
    """Record what the family says; if not right, its words lie before the official.

    Raises NoProofOpen when it was answered, lapsed or overtaken before.
    """
    locked = transitions.lock([step_id])
    proof = Proof.objects.filter(step_id=step_id, answered_at__isnull=True).first()
    if proof is None:
        raise NoProofOpen(step_id)
    proof.is_right, proof.answered_at = is_right, at
    proof.words = "" if is_right else words.strip()[:MOST_WORDS]
    proof.save(update_fields=["is_right", "answered_at", "words"])
    act, note = ("proof_agreed", "") if is_right else ("proof_disputed", proofs.PROOF_DISPUTED)
    back = _back(proof, locked, act, citizen(applicant), at)
    transitions.move([replace(back, note=note)], at=at, locked=locked)


@transaction.atomic
def lapse_proofs(*, at: datetime) -> int:
    """Take silence for agreement where the limit to answer has ended; return how many."""
    late = Proof.objects.filter(answered_at__isnull=True, answer_by__lte=at).order_by("pk")
    step_ids = list(late.values_list("step_id", flat=True)[:A_ROUND])
    if not step_ids:
        return 0
    locked = transitions.lock(step_ids)
    moves = _lapse(late.filter(step_id__in=step_ids), locked, at)  # asked again under the lock
    if moves:
        transitions.move(moves, at=at, locked=locked)
    return len(moves)


def lapsed_before(step_ids: Sequence[int], locked: Locked, *, at: datetime) -> list[Move]:
    """Return the acts that close proofs whose limit has ended, without waiting for the calendar.

    Raises ProofOpen if one has not ended, ProofDisputed where words of a family lie unread.
    """
    unread = [pk for pk in step_ids if locked.steps[pk].note == proofs.PROOF_DISPUTED]
    if unread:
        raise ProofDisputed(unread)
    noted = [pk for pk in step_ids if locked.steps[pk].note == proofs.PROOF_OUT]
    if not noted:
        return []
    out = Proof.objects.filter(step_id__in=noted, answered_at__isnull=True)
    _require_none_out(noted, after=at)
    return _lapse(out, locked, at)


def _require_none_out(step_ids: Sequence[int], *, after: datetime | None = None) -> None:
    out = Proof.objects.filter(step_id__in=step_ids, answered_at__isnull=True)
    if after is not None:
        out = out.filter(answer_by__gt=after)
    found = list(out.order_by("answer_by").values_list("step_id", "answer_by"))
    if found:
        raise ProofOpen([step_id for step_id, _ in found], found[-1][1])


def _lapse(late: QuerySet[Proof], locked: Locked, at: datetime) -> list[Move]:
    found = list(late)
    Proof.objects.filter(pk__in=[one.pk for one in found]).update(answered_at=at)
    return [_back(one, locked, "proof_lapsed", MACHINE, at) for one in found]


def _back(proof: Proof, locked: Locked, act: str, actor: str, at: datetime) -> Move:
    """Return the act that lays a case before the official again, its clock set going."""
    step = locked.steps[proof.step_id]
    # The family's time is not the office's: the limit goes on where it stopped.
    resumed = deadlines.resumed(
        step.due_on,
        stopped_at=proof.sent_at,
        at=min(at, proof.answer_by),
        place=step.commune_code,
    )
    return Move(proof.step_id, None, act, actor, note="", due_on=resumed)
