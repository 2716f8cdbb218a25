"""A whole declaration as a family types it, plainly invented, and its way through the pages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from civil_registry.death.forms import PAGES, DeathPage, fill
from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure.declared import codes_in
from civil_registry.death.procedure.summary import summarise
from portal.accounts.models import Citizen, User
from portal.citizens.binding import StoredFiles, rows_of
from portal.pipeline.procedures import Case, Value
from portal.places.selectors import names_on

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09:00 in Hà Nội
COMMUNE = "00691"  # Phường Hà Giang 2, Tuyên Quang
OTHER = "00004"  # Phường Ba Đình, Hà Nội
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


def typed(**changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the whole declaration with some answers of some pages changed; None takes one away."""
    whole = {page: {**answers, **changes.get(page, {})} for page, answers in BASE.items()}
    return {
        page: {name: value for name, value in answers.items() if value is not None}
        for page, answers in whole.items()
    }


def page_of(code: str) -> type[DeathPage]:
    """Return a page by its code."""
    return next(page for page in PAGES if page.code == code)


def posted(
    code: str,
    declared: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    applicant: Citizen | None = None,
    today: date = TODAY,
) -> DeathPage:
    """Return a page as a browser posts it, its papers stored already."""
    body, files = QueryDict(mutable=True), MultiValueDict[str, Any]()
    for name, value in answers.items():
        if isinstance(value, list) and name in ("death_paper", "evidence"):
            files.setlist(name, value)
        else:
            body.setlist(name, value if isinstance(value, list) else [value])
    form = page_of(code)(body, files, declared=declared, applicant=applicant, today=today)
    for row in rows_of(form):
        form.fields[row.code] = StoredFiles(label=row.label, required=row.required)
    return form


def walk(answers: Mapping[str, Mapping[str, Any]], until: str = "", **options: Any) -> Any:
    """Fill in page after page; return the pages by code, and what they declared.

    Stops after the page `until`. A page that does not apply is not asked.
    """
    pages: dict[str, DeathPage] = {}
    declared: dict[str, dict[str, Any]] = {}
    for page in PAGES:
        if page.applies(declared):
            form = pages[page.code] = posted(page.code, declared, answers[page.code], **options)
            if form.is_valid():
                declared[page.key()] = form.cleaned_data
        if page.code == until:
            break
    return pages, declared


def declared_by(**changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the clean answers of a whole declaration; every page must be valid."""
    pages, declared = walk(typed(**changes))
    assert {code: dict(form.errors) for code, form in pages.items() if form.errors} == {}
    return declared


def declaration_of(declared: Mapping[str, Any]) -> DeathDeclaration:
    """Return what would be stored of clean answers."""
    return fill(DeathDeclaration(), declared)


def values_of(declared: Mapping[str, Any]) -> dict[str, Value]:
    """Return what people read of clean answers, by field code."""
    declaration = declaration_of(declared)
    names = names_on(codes_in(declaration), on=TODAY)
    case = Case(1, "LT-THU-NGHIEM", 1, COMMUNE, AT, 1)
    return {value.field: value for value in summarise(declaration, case, names).values}


def invented_citizen(number: str = "000196000001") -> Citizen:
    """Return a citizen nobody could take for a real one."""
    user = User.objects.create_user(username=f"citizen-{number}")
    return Citizen.objects.create(
        user=user,
        personal_number=number,
        full_name="Trần Thị Thử",
        born_on=date(1996, 1, 1),
        sex="female",
        residence_kind="permanent",
        commune_code=COMMUNE,
        address_line="Tổ 1",
        phone="0900000001",
    )
