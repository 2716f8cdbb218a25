"""Whether the machine moves: what waited at the last fault, and what stands in line now."""

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Now
from django.utils import timezone

from portal.embedded.replay.trouble import last_fault
from portal.handovers.models import Endpoint, Handover, HandoverStatus
from portal.pipeline.models import Dossier, Step

OPEN = (HandoverStatus.DUE, HandoverStatus.SENDING, HandoverStatus.OWED)
# Longer than any lease, retry or question of a replay's pace: what a dead worker held is in it.
HORIZON_SECONDS = 30.0

Mark = tuple[int, str, datetime]


class Recovery:
    """How long after the last fault it took until everything moved again.

    Everything: each message that was due when the fault ended, or in the hands of a worker, or
    would become due within half a minute. Moves: it was claimed or settled since, and no circuit
    is open. The end of the harm counts as the last fault.
    """

    def __init__(self, folder: Path) -> None:
        self.seconds: float | None = None
        self.messages = 0
        self._folder, self._fault = folder, 0.0
        self._unmoved: dict[int, Mark] = {}

    @property
    def is_known(self) -> bool:
        """Say whether there is nothing to wait for: no fault, or all of it made good."""
        return not self._fault or self.seconds is not None

    def look(self) -> None:
        """Look once; the figure is as fine as the looks are frequent."""
        fault = last_fault(self._folder)
        if fault != self._fault:
            self._begin(fault)
        if not fault or self.seconds is not None:
            return
        now = _marks(Handover.objects.filter(pk__in=self._unmoved))
        self._unmoved = {pk: mark for pk, mark in self._unmoved.items() if now.get(pk) == mark}
        shut = Endpoint.objects.filter(open_until__gt=Now()).exists()
        if not self._unmoved and not shut:
            self.seconds = round(time.time() - fault, 1)

    def _begin(self, fault: float) -> None:
        self._fault, self.seconds = fault, None
        until = datetime.fromtimestamp(fault + HORIZON_SECONDS, UTC)
        self._unmoved = _marks(Handover.objects.filter(next_at__lte=until))
        self.messages = len(self._unmoved)


def _marks(messages: "QuerySet[Handover]") -> dict[int, Mark]:
    """Return what changes of an open message whenever a worker claims or settles it."""
    rows = messages.filter(status__in=OPEN).values_list("pk", "fence", "status", "next_at")
    return {pk: (fence, status, next_at) for pk, fence, status, next_at in rows}


def moves() -> int:
    """Return how many moves all dossiers have made together: it grows while anything moves."""
    total: int = Dossier.objects.aggregate(lines=Sum("journal_count"))["lines"] or 0
    return total


def draining(*, seconds: float) -> set[int]:
    """Return the dossiers that moved lately, or wait for their first turn at a door that did."""
    lately = timezone.now() - timedelta(seconds=seconds)
    doors = Handover.objects.filter(settled_at__gt=lately).values("endpoint")
    in_line = Handover.objects.filter(
        channel="step", status=HandoverStatus.DUE, attempts=0, endpoint__in=doors
    )
    moving = Q(since__gt=lately) | Q(pk__in=in_line.values("subject"))
    return set(Step.objects.filter(moving).values_list("dossier_id", flat=True))
