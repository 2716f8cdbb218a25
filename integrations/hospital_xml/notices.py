"""The papers in our own words, whatever layout they came in: BirthNotice and DeathNotice."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a paper names; empty text and None where it says nothing."""

    name: str
    born_on: date | None = None
    ethnicity_code: str = ""
    nationality_code: str = ""
    document_kind: str = ""
    document_number: str = ""
    document_issued_on: date | None = None
    document_issued_by: str = ""
    address: str = ""
    province_code: str = ""
    district_code: str = ""
    commune_code: str = ""
    insurance_number: str = ""
    health_card: str = ""


@dataclass(frozen=True, slots=True)
class BirthNotice:
    """Giấy chứng sinh: one child. Times are Vietnamese; `sex` is 1 male, 2 female, 3 unknown.

    `carer` is the mother or who cares for the child; `surrogate` is set only where a surrogate
    bore the child, and is nobody's to match or to show.
    """

    layout: str
    facility_code: str
    number: str
    book: str
    issued_on: date
    carer: Person
    father: Person | None
    surrogate: Person | None
    surrogate_husband: Person | None
    intended_name: str
    sex: str
    born_at: datetime
    birth_place: str
    weight_grams: int | None
    children_born: int | None
    birth_order: int | None
    children_living: int | None
    condition: str
    is_surgical: bool
    is_before_32_weeks: bool
    note: str
    attendant: str
    recorder: str
    signatory: str
    treatment_number: str


@dataclass(frozen=True, slots=True)
class DeathNotice:
    """Giấy báo tử: one person who died. Times are Vietnamese."""

    layout: str
    facility_code: str
    facility_address: str
    number: str
    book_number: str
    book: str
    first_book_number: str
    first_book: str
    issued_on: date
    deceased: Person
    sex: str
    current_address: str
    current_province_code: str
    current_commune_code: str
    admitted_at: datetime | None
    died_at: datetime
    died_on_the_way: bool
    cause: str
    disease_code: str
    disease_name: str
    relative: str
    recorder: str
    signatory: str


Notice = BirthNotice | DeathNotice
