"""How people are asked, and how another person is asked in their place."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from portal.consents import changing, requests
from portal.consents.models import GIVEN, WAITING, Consent, ConsentStatus
from portal.consents.posting import put_on_the_way
from portal.consents.requests import Asker, Need, Request, begun


class AlreadyGiven(Exception):
    """The person has agreed already: there is nobody to replace."""


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


@transaction.atomic
def replace(*, consent_id: int, step_id: int, need: Need, at: datetime) -> Consent:
    """Ask another person in place of one who has not agreed, and return the new request.

    The new person stands in all capacities of the old one; who is asked already gets one new
    request for everything. Raises Consent.DoesNotExist if this is no request of the step that
    counts, AlreadyGiven if it was agreed to.
    """
    locked = changing.lock([consent_id, *_open_ids(step_id, need.personal_number)])
    old = locked.consents.pop(consent_id, None)
    if old is None or old.step_id != step_id or old.status == ConsentStatus.REPLACED:
        raise Consent.DoesNotExist
    if old.status in GIVEN:
        raise AlreadyGiven(consent_id)
    request = begun(step_id, need)
    request.alternative = old.alternative
    for role in old.roles:
        request.add(role, need.text)
    gone = [old]
    for other in locked.consents.values():
        if other.status in WAITING:
            gone.append(other)
            request.alternative = False  # needed for more than one of several owners
            for role in other.roles:
                request.add(role, other.text)
    return _put_in_place(gone, request, locked, at)


def _put_in_place(
    gone: Sequence[Consent], request: Request, locked: changing.Locked, at: datetime
) -> Consent:
    for one in gone:
        one.status = ConsentStatus.REPLACED
    changing.save(gone)
    asker = Asker(gone[0].dossier_code, gone[0].asked_by, "")
    new = request.consent(at=at, asker=asker)
    new.save()
    for one in gone:
        one.replaced_by = new
    put_on_the_way([new])
    changing.write(gone, at=at, locked=locked)
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


def _open_ids(step_id: int, personal_number: str) -> list[int]:
    if not personal_number:
        return []
    rows = Consent.objects.filter(step_id=step_id, personal_number=personal_number)
    return list(rows.filter(status__in=WAITING).values_list("pk", flat=True))


def _in_force(step_ids: set[int]) -> list[Consent]:
    rows = Consent.objects.select_for_update().filter(step_id__in=step_ids)
    return list(rows.exclude(status=ConsentStatus.REPLACED).order_by("pk"))
