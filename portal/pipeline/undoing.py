"""A grant that rests on a death registered by mistake is undone by the agency that granted it.

It rides the runner as a message of its own, made in the transaction that takes the death back, or
in the one that brings the grant afterwards. A no stalls the message: a supervisor sees to it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone

from portal.handovers import sets as messages
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from portal.handovers.carriers import Carrier, Letter
from portal.handovers.doorbell import ring
from portal.handovers.models import Handover, HandoverStatus
from portal.pipeline import deaths, outcomes, transitions
from portal.pipeline.cases import cases_of
from portal.pipeline.mistakes import dossiers_taken_back
from portal.pipeline.models import JournalEntry, Step
from portal.pipeline.procedures import Undoing
from portal.pipeline.registry import registry
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.telling import tell_undone
from portal.pipeline.transitions import UNDO_CHANNEL, Locked, Move

ASKED, DONE = "undoing_asked", "undone"


class UndoingCourier(Carrier):
    """Carries to agencies that what they granted is to be undone."""

    channel = UNDO_CHANNEL

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Let each procedure write what it wishes undone."""
        cases = cases_of([letter.subject for letter in letters])
        bodies: dict[int, bytes] = {}
        for topic in {letter.topic for letter in letters}:
            mine = [cases[one.subject] for one in letters if one.topic == topic]
            bodies |= registry[topic].compose_undoing(mine)
        return bodies

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Hand wishes of one procedure to its agency."""
        procedure = registry[letters[0].topic]
        return {one.subject: _yes_or_a_human(procedure.undo_one(one)) for one in letters}

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask the agency of one procedure for its answers."""
        told = registry[letters[0].topic].collect_undone(letters)
        return {subject: _yes_or_a_human(answer) for subject, answer in told.items()}

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return what the procedure's wire takes."""
        return registry[topic].codes_per_question if asking else 1

    def lock(self, subjects: Sequence[int]) -> Locked:
        """Lock the dossiers of these steps, by id, before any message is touched."""
        return transitions.lock(subjects)

    def prepare(self, answers: Sequence[Answer]) -> None:
        """Store the documents that came."""
        outcomes.store_documents(answers)

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Locked
    ) -> None:
        """Note that a grant is undone, keep the paper in the former one's place, tell the family.

        The step stays what it became: that it was granted once is not unsaid.
        """
        undone = [(letter, one) for letter, one in answered if isinstance(one, Granted)]
        if not undone:
            return
        outcomes.replace_documents(undone, at=at)
        moves = [
            Move(one.subject, None, DONE, one.topic, details={"on": str(said.facts["done_on"])})
            for one, said in undone
        ]
        transitions.move(moves, at=at, locked=locked)
        for letter, _answer in undone:
            tell_undone(locked.steps[letter.subject], at=at)


def _yes_or_a_human(answer: Answer) -> Answer:
    """Return an answer, or for a no what stalls its message: nobody asks the family of it."""
    if isinstance(answer, (Refused, Returned)):
        said = f"{answer.reason} {answer.note}".strip()
        return NoAnswer(NoAnswerKind.REJECTED, raw=said.encode())
    return answer


def wish_undone(steps: Iterable[StepRow], *, at: datetime, locked: Locked) -> None:
    """Ask agencies to undo what they granted of these steps; again changes nothing."""
    granted = [
        one
        for one in steps
        if one.status == StepStatus.GRANTED and registry[one.procedure].undoing is not None
    ]
    asked = _asked_before(granted) if granted else set()
    granted = [one for one in granted if one.id not in asked]
    if not granted:
        return
    transitions.move([Move(one.id, None, ASKED) for one in granted], at=at, locked=locked)
    rows = [(one.procedure, one.id, one.revision, one.endpoint_id) for one in granted]
    messages.create(UNDO_CHANNEL, rows)
    ring()


def follow_grants(steps: Sequence[StepRow], *, at: datetime, locked: Locked) -> None:
    """Ask to undo what was granted just now of deaths that were taken back before.

    Where another dossier registers the same person's death nothing is undone as long as it stands.
    """
    undoable = {one.dossier_id for one in steps if registry[one.procedure].undoing is not None}
    if not undoable:
        return
    mistaken = dossiers_taken_back(undoable)
    mistaken -= deaths.registered_elsewhere(mistaken) if mistaken else set()
    wish_undone([one for one in steps if one.dossier_id in mistaken], at=at, locked=locked)


def _asked_before(steps: Sequence[StepRow]) -> set[int]:
    """Return which of these steps have been asked for; by the dossier, as the record's index."""
    lines = JournalEntry.objects.filter(
        dossier__in={one.dossier_id for one in steps}, step__in=[one.id for one in steps], act=ASKED
    )
    return set(lines.values_list("step_id", flat=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the undoing of one grant is, in words; `is_done` once the agency has said so."""

    said: str
    is_done: bool


def standing_in(procedure: str, lines: Iterable[JournalEntry]) -> Standing | None:
    """Return how far the undoing of a step is by its lines in their order; None where none is."""
    words = registry[procedure].undoing if procedure in registry else None
    told = [line for line in lines if line.act in (ASKED, DONE)] if words else []
    return _standing(words, told[-1]) if words and told else None


def standings(steps: Mapping[int, str]) -> dict[int, Standing]:
    """Return how far the undoing of these steps (id and procedure) of one dossier is; one query."""
    undoable = {pk: code for pk, code in steps.items() if code in registry}
    undoable = {pk: code for pk, code in undoable.items() if registry[code].undoing}
    if not undoable:
        return {}
    # By the dossier too: the record has an index on that, and none on steps.
    dossiers = Step.objects.filter(pk__in=undoable).values("dossier")
    lines = JournalEntry.objects.filter(dossier__in=dossiers, step__in=undoable)
    in_order = list(lines.order_by("sequence"))
    found = {
        pk: standing_in(code, [one for one in in_order if one.step_id == pk])
        for pk, code in undoable.items()
    }
    return {pk: standing for pk, standing in found.items() if standing}


def _standing(words: Undoing, line: JournalEntry) -> Standing:
    is_done = line.act == DONE
    on = date.fromisoformat(line.details["on"]) if is_done else timezone.localdate(line.at)
    sentence = words.done if is_done else words.asked
    return Standing(str(sentence) % {"on": f"{on:%d/%m/%Y}"}, is_done)


def waited_for() -> QuerySet[Handover, int]:
    """Return, as a query, the steps whose agency has not said yet that it undid its grant."""
    # As the partial indexes of the table have it: what is done is most of it.
    waiting = (status for status in HandoverStatus.values if status != HandoverStatus.DONE)
    open_ones = Handover.objects.filter(channel=UNDO_CHANNEL, status__in=list(waiting))
    return open_ones.values_list("subject", flat=True)
