"""A birth in our words, as the client of the civil status register takes it."""

from dataclasses import dataclass

from integrations.civil_status_parts import (
    NOWHERE,
    Address,
    Applicant,
    AttachedFile,
    Registration,
)

__all__ = [
    "Address",
    "Applicant",
    "AttachedFile",
    "BirthRegistration",
    "Child",
    "Parent",
    "SentBirth",
]


@dataclass(frozen=True, slots=True)
class Parent:
    """A mother or father; `born_on` as known: dd.mm.yyyy, mm.yyyy or yyyy."""

    full_name: str
    born_on: str
    ethnicity: str
    nationality: str = "Việt Nam"
    personal_number: str = ""
    document_kind: str = ""
    document_number: str = ""
    residence_kind: str = ""
    residence: Address = NOWHERE


@dataclass(frozen=True, slots=True)
class Child:
    """The child to be registered; `sex` is male, female or undetermined."""

    full_name: str
    sex: str
    born_on: str
    born_on_in_words: str
    birth_place: Address
    hometown: Address
    ethnicity: str
    nationality: str = "Việt Nam"
    birth_place_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthRegistration(Registration):
    """A birth; `registration` is on_time or late, the applicant mother, father or guardian."""

    child: Child
    mother: Parent | None = None
    father: Parent | None = None
    birth_notice_number: str = ""
    birth_notice_issued_on: str = ""


@dataclass(frozen=True, slots=True)
class SentBirth:
    """What a letter told the register; `files` are digests, dates and sex as in `Child`."""

    full_name: str
    sex: str
    born_on: str
    files: tuple[str, ...]
