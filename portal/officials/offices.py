"""How offices are called in what the desk writes."""

from portal.places.models import Commune


def own_office(commune: Commune | None) -> str:
    """Return the people's committee of a commune as people call it."""
    return commune.committee if commune else ""
