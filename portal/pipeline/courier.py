"""The carrier that puts steps on the way and turns their answers into moves."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    Refused,
    Returned,
)
from portal.handovers.carriers import Carrier, Letter, Word
from portal.pipeline import outcomes, transitions, undoing
from portal.pipeline.cases import cases_of
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL, Locked, Move

_ON_THE_WAY = (StepStatus.IN_TRANSIT, StepStatus.WITH_AGENCY)


class NothingWritten(Exception):
    """A procedure wrote no body for a step that waits for its sending."""


class StepCourier(Carrier):
    """Carries steps to the agencies that decide them."""

    channel = CHANNEL

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Let each procedure write its bodies; a step that has moved on has nothing to send.

        Raises NothingWritten for a step that is on its way and gets no body: it must not be
        closed as if it had nothing to say.
        """
        cases = cases_of([letter.subject for letter in letters])
        current = {
            letter.subject
            for letter in letters
            if (case := cases.get(letter.subject)) is not None
            and case.revision == letter.revision
            and case.status in _ON_THE_WAY
        }
        bodies: dict[int, bytes] = {}
        for topic in {letter.topic for letter in letters}:
            mine = [
                cases[letter.subject]
                for letter in letters
                if letter.topic == topic and letter.subject in current
            ]
            if mine:
                bodies |= registry[topic].compose(mine)
        if any(not bodies.get(step_id) for step_id in current):
            raise NothingWritten
        return bodies

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Hand letters of one procedure to its agency."""
        return self._procedure(letters).send(letters)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask the agency of one procedure for its answers."""
        return self._procedure(letters).collect(letters)

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return what the procedure's wire takes."""
        procedure = registry[topic]
        return procedure.codes_per_question if asking else procedure.letters_per_call

    def lock(self, subjects: Sequence[int]) -> Locked:
        """Lock the dossiers of these steps, by id, before any message is touched."""
        return transitions.lock(subjects)

    def prepare(self, answers: Sequence[Answer]) -> None:
        """Store the documents that came."""
        outcomes.store_documents(answers)

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Locked
    ) -> None:
        """Move every step by its answer; an answer to a revision no longer open moves nothing."""
        moves, heard = [], []
        for letter, answer in answered:
            step = locked.steps.get(letter.subject)
            open_still = (
                step is not None and step.revision == letter.revision and step.status in _ON_THE_WAY
            )
            if step is None or not open_still:
                continue
            heard.append((letter, answer))
            move = _move_for(letter, answer, step)
            if move is not None:
                moves.append(move)
        moved = {one.step_id: locked.steps[one.step_id].commune_code for one in moves}
        withheld = outcomes.keep(answered, moved, at=at)
        if moves:
            transitions.move(moves, at=at, locked=locked)
            granted = [locked.steps[one.step_id] for one in moves if one.facts is not None]
            undoing.follow_grants(granted, at=at, locked=locked)
        if withheld:  # an official talks to the agency; the family has given what it must
            back = [Move(pk, StepStatus.AT_DESK, "demand_withheld") for pk in withheld]
            transitions.move(back, at=at, locked=locked)
        for topic in {letter.topic for letter, _ in heard}:
            mine = [pair for pair in heard if pair[0].topic == topic]
            registry[topic].settled(mine, at=at)

    def reads(self, sender: str) -> bool:
        """Say whether some procedure takes answers from this sender."""
        return any(sender in procedure.pushed_by for procedure in registry)

    def read(self, sender: str, raw: bytes) -> Sequence[Word]:
        """Read pushed answers with the procedure the sender belongs to."""
        for procedure in registry:
            if sender in procedure.pushed_by:
                return [Word(CHANNEL, *word) for word in procedure.read(raw)]
        return []

    @staticmethod
    def _procedure(letters: Sequence[Letter]) -> Procedure:
        return registry[letters[0].topic]


def _move_for(letter: Letter, answer: Answer, step: Any) -> Move | None:
    if isinstance(answer, NoAnswer):
        return None
    if isinstance(answer, Accepted):
        return _accepted(letter, answer, step)
    topic, step_id = letter.topic, letter.subject
    if isinstance(answer, Granted):
        kept = registry[topic].kept_facts(answer.facts)
        facts = orjson.dumps(dict(kept), default=str).decode()
        digests = {"documents": [one.sha256 for one in answer.documents]}
        return Move(step_id, StepStatus.GRANTED, "granted", topic, facts=facts, details=digests)
    if isinstance(answer, Returned):
        asked = {"reason": answer.reason, "items": list(answer.items)}
        return Move(step_id, StepStatus.RETURNED, "returned", topic, details=asked)
    if isinstance(answer, Refused):
        why = {"reason": answer.reason}
        return Move(step_id, StepStatus.REFUSED, "refused", topic, details=why)
    raise TypeError(type(answer).__name__)


def _accepted(letter: Letter, answer: Accepted, step: Any) -> Move | None:
    first = step.status == StepStatus.IN_TRANSIT
    if not first and answer.note == step.note:
        return None  # nothing new: the same sub-state again
    return Move(
        letter.subject,
        StepStatus.WITH_AGENCY if first else None,
        "received" if first else answer.note or "noted",
        letter.topic,
        reference=answer.reference[:100],
        note=answer.note[:40],
        due_on=answer.due_on,
    )
