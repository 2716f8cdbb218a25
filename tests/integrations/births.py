"""Births nobody had, for the tests of the civil status register."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from typing import Any

from integrations.birth_body import compose_birth
from integrations.birth_registration import (
    Address,
    Applicant,
    BirthRegistration,
    Child,
    Parent,
)

PLACE = Address("01", "00004", "Số 0 ngõ Thử Nghiệm")
_codes = count(1)


def new_code() -> str:
    """Return a dossier code no other test has."""
    return f"G22.99.08-20261121-{next(_codes):07}"


def birth(code: str, revision: int = 1, **changes: Any) -> bytes:
    """Return the body for a birth; `changes` are the child's fields."""
    child = Child(
        full_name="Nguyễn Thử Sao",
        sex="female",
        born_on="05.11.2026",
        born_on_in_words="Ngày năm tháng mười một năm hai nghìn không trăm hai mươi sáu",
        birth_place=PLACE,
        hometown=PLACE,
        ethnicity="Kinh",
    )
    mother = Parent(
        "Nguyễn Thử Mẹ", "1996", "Kinh", personal_number="000196000001", residence=PLACE
    )
    return compose_birth(
        BirthRegistration(
            dossier_code=code,
            revision=revision,
            filed_at=datetime(2026, 11, 21, 2, 0, tzinfo=UTC),
            unit_code=1,
            registrar="UBND phường Thử Nghiệm",
            registration="on_time",
            child=replace(child, **changes),
            applicant=Applicant("Nguyễn Thử Mẹ", "mother", "000196000001"),
            mother=mother,
        )
    )
