"""Which office a family goes to for a leg, and where it is."""

from collections.abc import Mapping

from portal.places.models import OfficeKind
from portal.places.selectors import offices

# Who sits at the counter of a leg, by the agency's folder; everywhere else the commune.
AT_THE_COUNTER = {
    "residence": OfficeKind.POLICE,
    "insurance": OfficeKind.SOCIAL_INSURANCE,
}


def office_for(commune: str, leg: str = "") -> Mapping[str, str]:
    """Return name, address, hours and telephone of the office in a commune that does this leg."""
    kind = AT_THE_COUNTER.get(leg.partition(".")[0], OfficeKind.PEOPLES_COMMITTEE)
    office = offices([commune], kind).get(commune)
    if office is None:
        return {"name": str(kind.label), "address": "", "hours": "", "phone": ""}
    return {
        "name": office.title,
        "address": office.address,
        "hours": office.hours,
        "phone": office.phone,
    }
