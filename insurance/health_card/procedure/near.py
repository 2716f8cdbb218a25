"""Places of first care near a home, asked of Social Insurance while a family waits."""

from functools import cache

from django.core.cache import cache as memory
from django.db.models.functions import Now

from insurance.health_card.procedure.facts import SYSTEM
from integrations.social_insurance import AT_A_DOOR, Facility, SocialInsurance
from portal.handovers.answers import NoAnswer
from portal.handovers.models import Endpoint
from portal.handovers.outside import reach

QUIET, QUIET_SECONDS = "insurance.health_card.quiet", 60


@cache
def door() -> SocialInsurance:
    """Return the client for whoever asks while a family waits for its page."""
    return SocialInsurance(**reach(SYSTEM), timeout=AT_A_DOOR)


def facilities_near(commune_code: str) -> tuple[Facility, ...] | None:
    """Return the places of first care near a commune, None while nobody can be asked.

    An open circuit, or a question that failed within the last minute, costs no family any time.
    """
    if memory.get(QUIET) or Endpoint.objects.filter(code=SYSTEM, open_until__gt=Now()).exists():
        return None
    found = door().first_care_facilities(commune_code)
    if isinstance(found, NoAnswer):
        memory.set(QUIET, True, QUIET_SECONDS)
        return None
    return found
