"""A whole declaration as a family types it, plainly invented, and its way through the pages."""

from collections.abc import Mapping
from typing import Any

from civil_registry.death.forms import PAGES, fill
from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure.declared import codes_in
from civil_registry.death.procedure.summary import summarise
from tests.civil_registry.declaring import (
    AT,
    COMMUNE,
    OTHER,
    TODAY,
    Declaring,
    invented_citizen,
)

__all__ = [
    "AT",
    "AT_HOME",
    "BASE",
    "COMMUNE",
    "LONG_AGO",
    "OTHER",
    "PHOTO",
    "TODAY",
    "counter_on",
    "counters",
    "declaration_of",
    "declared_by",
    "invented_citizen",
    "page_of",
    "posted",
    "typed",
    "values_of",
    "walk",
    "words",
]

PHOTO = "ab" * 32
BASE: dict[str, dict[str, Any]] = {
    "fit": {"nationality": "VN", "death_country": "VN", "situation": "ordinary"},
    "applicant": {"relation": "child"},
    "deceased": {
        "surname": "Trần",
        "middle_name": "Văn",
        "given_name": "Mẫu",
        "born_on": "02/03/1946",
        "sex": "male",
        "personal_number": "000046000001",
        "ethnicity": "01",
    },
    "residence": {
        "residence_kind": "permanent",
        "residence_commune": COMMUNE,
        "residence_line": "Tổ 1",
    },
    "event": {
        "died_on": "15/11/2026",
        "died_time": "14:30",
        "place_kind": "facility",
        "place_commune": OTHER,
        "place_line": "Bệnh viện Thử Nghiệm",
        "sudden": "no",
        "cause": "Bệnh già",
    },
    "notice": {
        "kind": "death_notice",
        "number": "00001.GBT.99999.26",
        "issued_on": "15/11/2026",
        "facility": "Bệnh viện Thử Nghiệm",
        "death_paper": [PHOTO],
    },
    "legs": {},
    "office": {"commune": COMMUNE},
    "results": {"phone": "0900000001", "copies": "0"},
}
AT_HOME = {
    "event": {"place_kind": "home", "place_commune": "", "place_line": ""},
    "notice": {"kind": "none", "death_paper": []},
}
LONG_AGO = {"event": {"died_on": "1998", "died_time": ""}}


def declaration_of(declared: Mapping[str, Any]) -> DeathDeclaration:
    """Return what would be stored of clean answers."""
    return fill(DeathDeclaration(), declared)


_DECLARING = Declaring(
    PAGES, BASE, declaration_of, codes_in, summarise, papers=("death_paper", "evidence")
)
typed, page_of, posted, walk = (
    _DECLARING.typed,
    _DECLARING.page_of,
    _DECLARING.posted,
    _DECLARING.walk,
)
declared_by, values_of = _DECLARING.declared_by, _DECLARING.values_of
counters, counter_on, words = _DECLARING.counters, _DECLARING.counter_on, _DECLARING.words
