"""What a declaration of death says of who died, read in one place by the procedures after it."""

from collections.abc import Mapping
from typing import Any

from portal.people.names import name_key
from portal.people.partial_dates import PartialDate

DEATH = "civil_registry.death"
_LONGEST_KEY = 250


def deceased_name(declared: Mapping[str, Any]) -> str:
    """Return the whole name of the person who died, as declared."""
    parts = ("surname", "middle_name", "given_name")
    return " ".join(filter(None, (_page(declared, "deceased").get(part) or "" for part in parts)))


def deceased_number(declared: Mapping[str, Any]) -> str:
    """Return the personal number of the person who died, "" where the family does not know it."""
    return str(_page(declared, "deceased").get("personal_number") or "")


def died_on(declared: Mapping[str, Any]) -> PartialDate | None:
    """Return the day of death as declared."""
    return partial(_page(declared, "event").get("died_on"))


def home_of(declared: Mapping[str, Any]) -> str:
    """Return the commune of the last residence, else the one that registers the death."""
    home = _page(declared, "residence").get("residence_commune")
    return str(home or _page(declared, "office").get("commune") or "")


def death_key(declared: Mapping[str, Any]) -> str:
    """Return what tells one death from another: the number, else the name and the days."""
    number = deceased_number(declared)
    if number:
        return number
    born_on = partial(_page(declared, "deceased").get("born_on"))
    days = "|".join(one.iso if one else "" for one in (born_on, died_on(declared)))
    return f"{name_key(deceased_name(declared))}|{days}"[:_LONGEST_KEY]


def partial(value: Any) -> PartialDate | None:
    """Return a date that may be partial, whether kept as text or as a date; None for none."""
    if not value:
        return None
    return value if isinstance(value, PartialDate) else PartialDate.parse(str(value))


def as_written(day: str) -> str:
    """Return an ISO day of a register, which may be partial, as people write it."""
    found = partial(day)
    return str(found) if found else ""


def _page(declared: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    return declared.get(f"{DEATH}.{code}") or {}
