"""A whole declaration as a family types it, plainly invented, and its way through the pages."""

from collections.abc import Mapping
from typing import Any

from civil_registry.birth.forms import PAGES, fill
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure.declared import codes_in
from civil_registry.birth.procedure.summary import summarise
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
    "BASE",
    "COMMUNE",
    "OTHER",
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


BASE: dict[str, dict[str, Any]] = {
    "fit": {
        "situation": "ordinary",
        "born_on": "05/11/2026",
        "birth_country": "VN",
        "children": "1",
    },
    "applicant": {"relation": "mother", "nationality": "vietnamese", "mother_number": "yes"},
    "parents_married": {"married": "yes", "married_in": "VN"},
    "guardian": {},
    "paper": {
        "kind": "birth_notice",
        "number": "00001.GCS.99999.26",
        "issued_on": "06/11/2026",
        "facility": "Bệnh viện Thử Nghiệm",
    },
    "child": {
        "middle_name": "Thử",
        "given_name": "Nghiệm",
        "born_on": "05/11/2026",
        "sex": "female",
        "birth_place_commune": COMMUNE,
        "birth_place_line": "Bệnh viện Thử Nghiệm",
    },
    "mother": {
        "surname": "Trần",
        "middle_name": "Thị",
        "given_name": "Mẫu",
        "born_on": "1996",
        "personal_number": "000196000001",
        "ethnicity": "02",
        "residence_kind": "permanent",
        "residence_commune": COMMUNE,
        "residence_line": "Tổ 1",
    },
    "father": {
        "surname": "Nguyễn",
        "middle_name": "Văn",
        "given_name": "Mẫu",
        "born_on": "03/1995",
        "personal_number": "000095000001",
        "ethnicity": "01",
        "residence_kind": "permanent",
        "residence_commune": OTHER,
        "residence_line": "Số 1 phố Mẫu",
    },
    "differences": {"explanation": "Giấy ghi nhầm ngày sinh của mẹ."},
    "marriage": {},
    "origin": {
        "surname": "father",
        "ethnicity": "mother",
        "hometown": "father",
        "hometown_commune": OTHER,
    },
    "office": {"place_from": "mother"},
    "results": {"phone": "0900000001", "copies": "0"},
}


def declaration_of(declared: Mapping[str, Any]) -> BirthDeclaration:
    """Return what would be stored of clean answers."""
    return fill(BirthDeclaration(), declared)


_DECLARING = Declaring(PAGES, BASE, declaration_of, codes_in, summarise)
typed, page_of, posted, walk = (
    _DECLARING.typed,
    _DECLARING.page_of,
    _DECLARING.posted,
    _DECLARING.walk,
)
declared_by, values_of = _DECLARING.declared_by, _DECLARING.values_of
counters, counter_on, words = _DECLARING.counters, _DECLARING.counter_on, _DECLARING.words
