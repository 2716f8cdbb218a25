"""Which deaths turned out to be registered by mistake (D11), by the record alone."""

from collections.abc import Collection
from datetime import datetime

from portal.pipeline.models import JournalEntry

RETRACTED = "death_retracted"  # on every dossier concerned; each line names the death


def taken_back(death_steps: Collection[int]) -> set[int]:
    """Return those of these steps whose registered death was taken back; one query."""
    return {death for _dossier, death in _taken_back(dossier__steps__in=death_steps)} & set(
        death_steps
    )


def dossiers_taken_back(dossier_ids: Collection[int]) -> set[int]:
    """Return those of these dossiers whose own death was taken back; one query."""
    return {dossier_id for dossier_id, _death in _taken_back(dossier__in=dossier_ids)}


def taken_back_at(dossier_id: int) -> datetime | None:
    """Return when the death this dossier registered was taken back, None if it was not."""
    lines = JournalEntry.objects.filter(act=RETRACTED, dossier=dossier_id).order_by("sequence")
    told = lines.values_list("at", "step_id", "details__death")
    return next((at for at, step_id, death in told if step_id == death), None)


def _taken_back(**where: Collection[int]) -> set[tuple[int, int]]:
    """Return (dossier, death) of those lines that stand on the step of the death itself.

    Somebody else's mistaken death may have left its line in the same dossier, on any step.
    """
    lines = JournalEntry.objects.filter(act=RETRACTED, **where)
    told = lines.values_list("dossier_id", "step_id", "details__death").distinct()
    return {(dossier_id, death) for dossier_id, step_id, death in told if step_id == death}
