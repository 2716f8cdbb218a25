"""The one way a consent changes: locked in order, written, its message closed, the step told."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.consents.hearing import on_answer
from portal.consents.models import WAITING, Consent
from portal.consents.posting import stop
from portal.consents.selectors import standings

_WRITTEN = (
    "personal_number",
    "full_name",
    "status",
    "cause",
    "answered_at",
    "reason",
    "paper",
)


@dataclass(frozen=True, slots=True)
class Locked:
    """Consents under lock as they stand now, and what the listener locked before them."""

    consents: dict[int, Consent]
    token: Any


def lock(consent_ids: Collection[int]) -> Locked:
    """Lock what belongs to the listener, then these consents by id, in the running transaction."""
    steps = Consent.objects.filter(pk__in=consent_ids).values_list("step_id", flat=True)
    token = on_answer.lock(sorted(set(steps)))
    rows = Consent.objects.select_for_update().filter(pk__in=consent_ids).order_by("pk")
    return Locked({row.pk: row for row in rows}, token)


def write(
    changed: Sequence[Consent], *, at: datetime, locked: Locked, known_there: bool = False
) -> None:
    """Write locked consents that were changed, and tell the listener how their steps stand.

    `known_there` says that the change came from VNeID.
    """
    if not changed:
        return
    save(changed, known_there=known_there)
    steps = sorted({consent.step_id for consent in changed})
    on_answer.answered(standings(steps), at=at, locked=locked.token)


def save(changed: Sequence[Consent], *, known_there: bool = False) -> None:
    """Write consents and stop the messages of those that wait no more; tells nobody above."""
    Consent.objects.bulk_update(changed, _WRITTEN)
    ended = [consent.pk for consent in changed if consent.status not in WAITING]
    if ended:
        stop(ended, known_there=known_there)
