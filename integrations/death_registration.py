"""A death in our words, as the client of the civil status register takes it."""

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
    "DeathNotice",
    "DeathRegistration",
    "Deceased",
    "SentDeath",
]


@dataclass(frozen=True, slots=True)
class Deceased:
    """Who died; days as known: dd.mm.yyyy, mm.yyyy or yyyy; `died_time` is HH:MM or ""."""

    full_name: str
    sex: str
    born_on: str
    died_on: str
    died_on_in_words: str
    ethnicity: str = ""
    nationality: str = "Việt Nam"
    personal_number: str = ""
    document_kind: str = ""
    document_number: str = ""
    residence_kind: str = ""
    residence: Address = NOWHERE
    died_time: str = ""
    place: Address = NOWHERE
    place_name: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class DeathNotice:
    """The death notice, or what stands for it; empty texts where there is none."""

    kind: str = ""
    number: str = ""
    issued_on: str = ""
    issued_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeathRegistration(Registration):
    """A death; `registration` is on_time, late or long_dead."""

    deceased: Deceased
    notice: DeathNotice = DeathNotice()
    hospital_number: str = ""
    hospital_issued_on: str = ""


@dataclass(frozen=True, slots=True)
class SentDeath:
    """What a letter told the register; `files` are digests, days and sex as in `Deceased`."""

    full_name: str
    sex: str
    born_on: str
    died_on: str
    personal_number: str
    files: tuple[str, ...]
