"""Nationalities: Việt Nam first, then every country by its two ISO 3166-1 letters."""

import csv
from functools import cache
from pathlib import Path

VIETNAM = "VN"
_FILE = Path(__file__).parent / "data" / "countries.csv"


@cache
def country_names() -> dict[str, str]:
    """Return the Vietnamese name of each country by code; not to be changed by the caller."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


def country_choices() -> list[tuple[str, str]]:
    """Return the choices of a form field: Việt Nam, then the others by name."""
    names = country_names()
    others = sorted((name, code) for code, name in names.items() if code != VIETNAM)
    return [(VIETNAM, names[VIETNAM]), *((code, name) for name, code in others)]
