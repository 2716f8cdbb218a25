"""Nationalities: Việt Nam first, then every country by its two ISO 3166-1 letters."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

VIETNAM = "VN"
OFTEN = ("LA", "KH", "CN", "KR", "JP", "US")  # neighbours, and where most families have somebody
_FILE = Path(__file__).parent / "data" / "countries.csv"


@cache
def country_names() -> dict[str, str]:
    """Return the Vietnamese name of each country by code; not to be changed by the caller."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return {row["code"]: row["name"] for row in csv.DictReader(lines)}


@cache
def country_choices() -> tuple[tuple[str, str], ...]:
    """Return the choices of a form field: Việt Nam, a few met often, then the others by name.

    Sorted as people look for them, without marks: "Ấn Độ" and "Đức" stand under A and D.
    """
    names = country_names()
    first = (VIETNAM, *OFTEN)
    others = sorted(names.keys() - set(first), key=lambda code: _plain(names[code]))
    return tuple((code, names[code]) for code in (*first, *others))


def _plain(name: str) -> str:
    """Return a name without marks, in small letters, to sort by."""
    parts = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    return "".join(sign for sign in parts if not unicodedata.combining(sign))
