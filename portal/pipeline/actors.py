"""How the journal names who acted: by kind and id, never by name."""

from portal.accounts.models import Citizen, User

MACHINE = "machine"


def citizen(who: Citizen) -> str:
    """Return the journal's word for a citizen."""
    return f"citizen:{who.pk}"


def official(who: User) -> str:
    """Return the journal's word for an official."""
    return f"official:{who.pk}"
