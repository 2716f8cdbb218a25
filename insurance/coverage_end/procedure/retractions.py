"""Lines that take a death back, until they are acknowledged."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure.facts import SYSTEM
from insurance.coverage_end.procedure.wire import told_by
from insurance.coverage_end.rules import LEG, RETRACTED
from portal.handovers import sets as messages
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Carrier, Letter, Word, carriers
from portal.handovers.models import Endpoint
from portal.pipeline.models import JournalEntry
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
            lines = ListedDeath.objects.filter(pk__in=heard).values("same_as")
            both = ListedDeath.objects.filter(Q(pk__in=heard) | Q(pk__in=lines))
            both.update(retraction_acknowledged_at=at)


carriers.register(Retractions())


def take_back(step_ids: Collection[int], *, at: datetime) -> set[str]:
    """Let a line follow that takes these deaths back; return the numbers of who is alive.

    As long as another dossier's registration of the same person stands, so does the line. The
    retraction belongs to the step that is taken back last.
    """
    lines = ListedDeath.lock_lines_of(step_ids)
    taken = _wholly_taken_back({line.pk for line in lines.values()})
    ended = {pk: line for pk, line in lines.items() if line.pk in taken}
    if not ended:
        return set()
    rows = {*ended, *(line.pk for line in ended.values())}
    ListedDeath.objects.filter(pk__in=rows).update(retracted_at=at)
    door, _made = Endpoint.objects.get_or_create(code=SYSTEM)
    messages.create(RETRACTED, [(LEG, pk, 1, door.pk) for pk in sorted(ended)])
    return {line.personal_number for line in ended.values()} - {""}


def _wholly_taken_back(lines: Collection[int]) -> set[int]:
    """Return the lines for which no registration stands any more: none of their own dossiers'."""
    doubles = ListedDeath.objects.filter(same_as__in=lines).values_list("pk", "same_as")
    filed = {pk: pk for pk in lines} | dict(doubles)
    entries = JournalEntry.objects.filter(
        dossier__steps__in=filed, step__in=filed, act=RETRACTED
    ).values_list("step", flat=True)
    stands = {line for pk, line in filed.items() if pk not in set(entries)}
    return set(lines) - stands
