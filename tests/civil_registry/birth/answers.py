"""A whole declaration as a family types it, plainly invented, and its way through the pages."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from django.http import QueryDict

from civil_registry.birth.forms import PAGES, BirthPage, fill
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure.declared import codes_in
from civil_registry.birth.procedure.summary import summarise
from portal.accounts.models import Citizen, User
from portal.pipeline.procedures import Case, Value
from portal.places.selectors import names_on

TODAY = date(2026, 11, 20)
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # 09:00 in Hà Nội
COMMUNE = "00691"  # Phường Hà Giang 2, Tuyên Quang
OTHER = "00004"  # Phường Ba Đình, Hà Nội
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


def typed(**changes: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the whole declaration with some answers of some pages changed; None takes one away."""
    whole = {page: {**answers, **changes.get(page, {})} for page, answers in BASE.items()}
    return {
        page: {name: value for name, value in answers.items() if value is not None}
        for page, answers in whole.items()
    }


def page_of(code: str) -> type[BirthPage]:
    """Return a page by its code."""
    return next(page for page in PAGES if page.code == code)


def posted(
    code: str,
    declared: Mapping[str, Any],
    answers: Mapping[str, Any],
    *,
    applicant: Citizen | None = None,
    today: date = TODAY,
) -> BirthPage:
    """Return a page as a browser posts it."""
    body = QueryDict(mutable=True)
    body.update(answers)
    return page_of(code)(body, declared=declared, applicant=applicant, today=today)


def walk(answers: Mapping[str, Mapping[str, Any]], until: str = "", **options: Any) -> Any:
    """Fill in page after page; return the pages by code, and what they declared.

    Stops after the page `until`. A page that does not apply is not asked.
    """
    pages: dict[str, BirthPage] = {}
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


def declaration_of(declared: Mapping[str, Any]) -> BirthDeclaration:
    """Return what would be stored of clean answers."""
    return fill(BirthDeclaration(), declared)


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
        full_name="Trần Thị Mẫu",
        born_on=date(1996, 1, 1),
        sex="female",
        residence_kind="permanent",
        commune_code=COMMUNE,
        address_line="Tổ 1",
        phone="0900000001",
    )
