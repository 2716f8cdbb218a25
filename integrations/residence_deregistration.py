"""A removal of somebody who died as the residence register wants it written."""

from dataclasses import asdict, dataclass

import orjson


@dataclass(frozen=True, slots=True)
class RemovedResident:
    """Who is removed; `born_on` is ISO or a part of it, `personal_number` may be ""."""

    full_name: str
    sex: str
    born_on: str
    personal_number: str


@dataclass(frozen=True, slots=True)
class Head:
    """Who headed the household: deceased, applicant, other or alone (then nobody is left).

    Names and numbers may be "": the register knows them.
    """

    whose: str
    full_name: str = ""
    personal_number: str = ""
    relation_to_head: str = ""
    new_full_name: str = ""
    new_personal_number: str = ""


@dataclass(frozen=True, slots=True)
class DeathEntry:
    """Where the death stands in the civil status register."""

    number: str
    book: str
    registered_on: str
    died_on: str
    e_copy_sha256: str


@dataclass(frozen=True, slots=True)
class ResidenceDeregistration:
    """Everything the residence register is told of a removal."""

    dossier: str
    revision: int
    commune_code: str
    address_line: str
    resident: RemovedResident
    head: Head
    applicant_full_name: str
    applicant_personal_number: str
    death: DeathEntry
    procedure: str = "residence.deregistration"


def compose_deregistration(removal: ResidenceDeregistration) -> bytes:
    """Return the body, byte for byte the same for the same removal."""
    told = asdict(removal)
    told["head"]["is"] = told["head"].pop("whose")
    return orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
