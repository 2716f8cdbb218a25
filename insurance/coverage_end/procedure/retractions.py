"""Lines that take a death back, until they are acknowledged."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure.wire import told_by
from insurance.coverage_end.rules import LEG, RETRACTED
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Carrier, Letter, Word, carriers
from portal.pipeline.procedures import list_sender


class Retractions(Carrier):
    """Waits for retraction lines to be acknowledged; nothing is sent, the list is drawn."""

    channel = RETRACTED

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return which line is taken back."""
        return {letter.subject: f"step-{letter.subject}".encode() for letter in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Say at once that the line stands."""
        return {letter.subject: Accepted(letter.key) for letter in letters}

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Wait: the answer comes to our own door."""
        return {letter.subject: NoAnswer(NoAnswerKind.NOT_READY) for letter in letters}

    def reads(self, sender: str) -> bool:
        """Say whether this is an acknowledgement of a retraction line."""
        return sender == list_sender(LEG, RETRACTED)

    def read(self, sender: str, raw: bytes) -> Sequence[Word]:
        """Read an acknowledgement as the door kept it."""
        told = told_by(raw)
        return [Word(RETRACTED, told.step_id, 1, Granted(told.facts))]

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Keep when each retraction was acknowledged; one query."""
        heard = [letter.subject for letter, answer in answered if isinstance(answer, Granted)]
        if heard:
            ListedDeath.objects.filter(pk__in=heard).update(retraction_acknowledged_at=at)


carriers.register(Retractions())
