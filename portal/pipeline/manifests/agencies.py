"""The agencies that decide what is filed, as far as several procedures have the same."""

from portal.pipeline.procedures import Agency
from portal.places.models import OfficeKind
from portal.places.selectors import communes_by_code, offices


def peoples_committee(commune_code: str, system: str) -> Agency:
    """Return the people's committee of a commune; its system has a door a province."""
    commune = communes_by_code([commune_code])[commune_code]
    door = f"{system}.{commune.province_id}"
    return Agency(f"peoples_committee.{commune_code}", commune.committee, door)


def police(commune_code: str, system: str) -> Agency:
    """Return the police of a commune; its system has one door for the whole country."""
    office = offices([commune_code], OfficeKind.POLICE).get(commune_code)
    return Agency(f"police.{commune_code}", office.title if office else "Công an xã", system)
