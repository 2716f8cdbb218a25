"""The agencies that decide what is filed, as far as several procedures have the same."""

from portal.pipeline.procedures import Agency
from portal.places.selectors import communes_by_code


def peoples_committee(commune_code: str, system: str) -> Agency:
    """Return the people's committee of a commune; its system has a door a province."""
    commune = communes_by_code([commune_code])[commune_code]
    door = f"{system}.{commune.province_id}"
    return Agency(f"peoples_committee.{commune_code}", commune.committee, door)
