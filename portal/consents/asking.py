"""How people are asked, and how others are asked in their place when the needs have changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from portal.consents import changing, requests
from portal.consents.models import Consent, ConsentStatus
from portal.consents.posting import put_on_the_way
from portal.consents.requests import Asker, Need, Request


def ask(
    needs: Sequence[tuple[int, Need]],
    *,
    at: datetime,
    askers: Mapping[int, Asker] | None = None,
    papers: Mapping[int, str] | None = None,
) -> list[Consent]:
    """Ask everybody a step needs, and return the requests that are new.

    `needs` names all that a step needs: requests of an earlier asking that do not fit any more are
    replaced, those that fit are left alone, so that asking twice is harmless. By step id, `askers`
    names who files (the filing is that person's own agreement) and `papers` the hash of a signed
    CT01 that speaks for everybody. The caller holds the dossiers; the listener is not told.
    """
    wanted = requests.merged(needs, at=at)
    earlier = _in_force({request.step_id for request in wanted})
    fresh, old = _compared(wanted, earlier)
    if old:  # before the new ones: the database refuses two open requests to one person
        for consent in old:
            consent.status = ConsentStatus.REPLACED
        changing.save(old)
    known = {one.step_id: Asker(one.dossier_code, one.asked_by, "") for one in earlier}
    new = requests.rows(fresh, at=at, askers=known | dict(askers or {}), papers=papers or {})
    Consent.objects.bulk_create(new)
    put_on_the_way(new)
    return new


def _compared(
    wanted: Sequence[Request], earlier: Sequence[Consent]
) -> tuple[list[Request], list[Consent]]:
    """Return what is to be asked, and what is asked in vain; one request for one request."""
    fresh: list[Request] = []
    old = list(earlier)
    for request in wanted:
        fitting = next((one for one in old if request.fits(one)), None)
        if fitting is None:
            fresh.append(request)
        else:
            old.remove(fitting)
    return fresh, old


def _in_force(step_ids: set[int]) -> list[Consent]:
    rows = Consent.objects.select_for_update().filter(step_id__in=step_ids)
    return list(rows.exclude(status=ConsentStatus.REPLACED).order_by("pk"))
