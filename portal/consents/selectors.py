"""Questions about consents; each is one query, whatever the number of steps."""

from collections.abc import Sequence

from django.db.models import QuerySet

from portal.consents.models import GIVEN, WAITING, Cause, Consent, ConsentStatus
from portal.consents.standing import Standing, standing_of


def standings(step_ids: Sequence[int]) -> dict[int, Standing]:
    """Return for every given step what its requests amount to."""
    rows = Consent.objects.filter(step_id__in=step_ids).values_list(
        "step_id", "alternative", "status"
    )
    found: dict[tuple[int, bool], list[str]] = {}
    for step_id, alternative, status in rows:
        found.setdefault((step_id, alternative), []).append(status)
    return {
        step_id: standing_of(found.get((step_id, False), ()), found.get((step_id, True), ()))
        for step_id in step_ids
    }


def steps_missing(step_ids: Sequence[int]) -> set[int]:
    """Return those of the given steps that may not go on yet: somebody has not agreed."""
    found = standings(step_ids)
    return {step_id for step_id, standing in found.items() if standing is not Standing.GIVEN}


def steps_refused(step_ids: Sequence[int]) -> set[int]:
    """Return those of the given steps to which somebody said no."""
    found = standings(step_ids)
    return {step_id for step_id, standing in found.items() if standing is Standing.REFUSED}


def of_step(step_id: int) -> QuerySet[Consent]:
    """Return the requests of a step that count, oldest first."""
    in_force = Consent.objects.filter(step_id=step_id).exclude(status=ConsentStatus.REPLACED)
    return in_force.order_by("id")


def waiting_for_person(personal_number: str) -> QuerySet[Consent]:
    """Return what a signed-in person is asked to agree to, the most urgent first."""
    waiting = Consent.objects.filter(personal_number=personal_number, status__in=WAITING)
    return waiting.order_by("expires_on", "id")


def cancelled_for_death(step_ids: Sequence[int], personal_number: str) -> bool:
    """Say whether these steps had this person to agree, who is registered dead."""
    asked = Consent.objects.filter(step_id__in=step_ids, personal_number=personal_number)
    return asked.filter(status=ConsentStatus.CANCELLED, cause=Cause.DEATH).exists()


def awaiting_code(consents: Sequence[Consent]) -> list[Consent]:
    """Return those whom nobody can ask: they must be given the code of their invitation."""
    return [
        one
        for one in consents
        if one.status in WAITING
        and not (one.personal_number or one.handle)
        and not _another_does(one, consents, GIVEN)
    ]


def unreached(consents: Sequence[Consent]) -> list[Consent]:
    """Return those whom VNeID could not ask, and in whose place nobody else may answer."""
    return [
        one
        for one in consents
        if (one.status, one.cause) == (ConsentStatus.CANCELLED, Cause.UNREACHABLE)
        and not _another_does(one, consents, GIVEN | WAITING)
    ]


def _another_does(
    one: Consent, consents: Sequence[Consent], statuses: frozenset[ConsentStatus]
) -> bool:
    """Whether it is enough that another of several owners stands so."""
    return one.alternative and any(
        other.alternative and other.status in statuses for other in consents
    )
