"""A registration of residence as the residence register wants it written."""

from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True, slots=True)
class Resident:
    """Who moves in; dates are ISO, `sex` is male or female."""

    full_name: str
    sex: str
    born_on: str
    personal_number: str
    ethnicity: str = ""
    relation_to_head: str = ""


@dataclass(frozen=True, slots=True)
class BirthEntry:
    """Where the birth stands in the civil status register."""

    number: str
    book: str
    registered_on: str
    e_copy_sha256: str


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """Somebody's agreement: role, time (ISO, with zone) and the digest of what was agreed to."""

    role: str
    agreed_at: str
    text_sha256: str
    by_paper: bool = False


@dataclass(frozen=True, slots=True)
class AttachedPaper:
    """A paper that goes along; its bytes travel by themselves, under their hash."""

    kind: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ResidenceRegistration:
    """Everything the residence register is told; `residence_kind` is permanent or temporary."""

    dossier: str
    revision: int
    commune_code: str
    address_line: str
    resident: Resident
    head_full_name: str
    head_personal_number: str
    applicant_full_name: str
    applicant_personal_number: str
    birth: BirthEntry | None = None
    residence_kind: str = "permanent"
    consents: tuple[GivenConsent, ...] = ()
    papers: tuple[AttachedPaper, ...] = ()
    procedure: str = "residence.registration"


def compose_registration(registration: ResidenceRegistration) -> bytes:
    """Return the body, byte for byte the same for the same registration."""
    return orjson.dumps(asdict(registration), option=orjson.OPT_SORT_KEYS)
