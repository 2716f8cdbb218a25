"""Questions about notices."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from portal.notifications import rendering
from portal.notifications.models import Notice, Silence


@dataclass(frozen=True, slots=True)
class Told:
    """One line of what a family was told, in the language that is active."""

    kind: str
    step_id: int | None
    at: datetime
    sentence: str


def of_dossier(dossier_id: int) -> list[Told]:
    """Return what was told about a dossier, the newest first, once however many were told."""
    notices = Notice.objects.filter(dossier_id=dossier_id).order_by("-created_at", "-pk")
    once = {(one.kind, one.step_id, one.occasion): one for one in reversed(notices)}
    return [
        Told(one.kind, one.step_id, one.created_at, rendering.sentence(one))
        for one in sorted(once.values(), key=lambda one: (one.created_at, one.pk), reverse=True)
    ]


def silenced(dossier_ids: Collection[int]) -> set[int]:
    """Return those of the given dossiers whose families are written to no more."""
    rows = Silence.objects.filter(dossier_id__in=dossier_ids)
    return set(rows.values_list("dossier_id", flat=True))
