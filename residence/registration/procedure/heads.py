"""Whom the residence data name as head of the applicant's own household (R12)."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.cache import cache as memory
from django.db.models.functions import Now

from integrations.vneid import AT_A_DOOR, VNeID
from integrations.vneid import Household as RegisteredHousehold
from portal.accounts.models import Citizen
from portal.consents.models import Cause, Consent
from portal.handovers.models import Endpoint
from portal.handovers.outside import reach
from portal.pipeline.models import Step
from residence.registration.procedure.facts import HOUSEHOLDS
from residence.registration.rules.names import half_masked
from residence.registration.rules.terms import LEG

QUIET, QUIET_SECONDS = "residence.registration.quiet", 60


@cache
def door() -> VNeID:
    """Return VNeID's client for whoever asks while a family waits for its page."""
    return VNeID(**reach(HOUSEHOLDS), timeout=AT_A_DOOR)


def household_registered(personal_number: str) -> Mapping[str, Any] | None:
    """Return a household's head and commune, {} if there is none, None while nobody can be asked.

    An open circuit, or a question that failed within the last minute, costs no family any time.
    """
    is_away = Endpoint.objects.filter(code=HOUSEHOLDS, open_until__gt=Now())
    if memory.get(QUIET) or is_away.exists():
        return None
    found = door().find_household(personal_number)
    if found is None:
        return {}
    if not isinstance(found, RegisteredHousehold):
        memory.set(QUIET, True, QUIET_SECONDS)
        return None
    return {
        "commune_code": found.commune_code,
        "masked_name": half_masked(found.head.masked_name),
        "handle": found.head.handle,
        "state": found.head.state,
        "is_applicant": found.head.is_the_asked,
    }


def is_unreachable(household: Mapping[str, Any], applicant: Citizen) -> bool:
    """Say whether VNeID could not reach this head when the applicant's family had them asked."""
    if not household.get("handle"):
        return False
    steps = Step.objects.filter(dossier__applicant=applicant, procedure=LEG)
    asked = Consent.objects.filter(step_id__in=steps.values("pk"), cause=Cause.UNREACHABLE)
    return asked.filter(handle=household["handle"]).exists()
