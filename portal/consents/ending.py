"""How requests end that nobody needs to answer any more, and how their words are erased."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction

from portal.consents import changing
from portal.consents.models import WAITING, Cause, Consent, ConsentStatus


def cancel_for(*, step_ids: Sequence[int]) -> None:
    """Take back what is still asked about steps that are not done any more.

    The caller holds the dossiers; the listener is not told.
    """
    rows = Consent.objects.select_for_update().filter(step_id__in=step_ids, status__in=WAITING)
    waiting = list(rows.order_by("pk"))
    for consent in waiting:
        consent.status, consent.cause = ConsentStatus.CANCELLED, Cause.WITHDRAWN
    if waiting:
        changing.save(waiting)


def cancel_asked_of(asked: Sequence[Consent], *, dead: Collection[str]) -> list[Consent]:
    """Take back what was just asked of people registered dead; return what the others are asked.

    The caller holds the dossiers, whose steps have not had their turn; the listener is not told.
    """
    in_vain = [one for one in asked if one.personal_number in dead and one.status in WAITING]
    for consent in in_vain:
        consent.status, consent.cause = ConsentStatus.CANCELLED, Cause.DEATH
    if in_vain:
        changing.save(in_vain)
    return [one for one in asked if one not in in_vain]


@transaction.atomic
def cancel_for_person(*, personal_number: str, at: datetime) -> list[int]:
    """Take back what a person registered dead is asked, and return the steps it concerns.

    Locks other families' dossiers: to be called in a transaction of its own, never inside the one
    that registers the death. What the person agreed to while alive stands.
    """
    if not personal_number:
        return []
    asked = Consent.objects.filter(personal_number=personal_number, status__in=WAITING)
    locked = changing.lock(list(asked.values_list("pk", flat=True)))
    waiting = [one for one in locked.consents.values() if one.status in WAITING]
    for consent in waiting:
        consent.status, consent.cause = ConsentStatus.CANCELLED, Cause.DEATH
    changing.write(waiting, at=at, locked=locked)
    return sorted({consent.step_id for consent in waiting})


def erase(*, step_ids: Sequence[int]) -> int:
    """Empty the words of ended requests and return how many; what remains are codes and hashes."""
    ended = Consent.objects.filter(step_id__in=step_ids).exclude(status__in=WAITING)
    words = dict.fromkeys(("personal_number", "handle", "full_name", "asked_by", "text"), "")
    return ended.update(**words, reason="")
