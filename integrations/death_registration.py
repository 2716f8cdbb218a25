"""A death in our words, as the client of the civil status register takes it."""

from dataclasses import dataclass
from datetime import datetime

from integrations.civil_status_parts import NOWHERE, Address, AttachedFile

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


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies; `relation` as people say it."""

    full_name: str
    relation: str
    personal_number: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class DeathRegistration:
    """Everything the register is told; `registration` is on_time, late or long_dead."""

    dossier_code: str
    revision: int
    filed_at: datetime
    unit_code: int
    registrar: str
    registration: str
    deceased: Deceased
    applicant: Applicant
    notice: DeathNotice = DeathNotice()
    hospital_number: str = ""
    hospital_issued_on: str = ""
    paper_copies: int = 0
    files: tuple[AttachedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class SentDeath:
    """What a letter told the register; `files` are digests, days and sex as in `Deceased`."""

    full_name: str
    sex: str
    born_on: str
    died_on: str
    personal_number: str
    files: tuple[str, ...]
