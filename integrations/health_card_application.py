"""An application for a child's health card as Social Insurance wants it written."""

from dataclasses import asdict, dataclass

import orjson

ELECTRONIC, TO_HOME, TO_CONTACT_OFFICER = "electronic", "home", "contact_officer"


@dataclass(frozen=True, slots=True)
class InsuredChild:
    """The child, word for word as in the birth certificate; dates are ISO."""

    full_name: str
    sex: str
    born_on: str
    personal_number: str
    ethnicity: str = ""


@dataclass(frozen=True, slots=True)
class HealthCardApplication:
    """Everything Social Insurance is told.

    `facility_code` empty lets Social Insurance choose; `insurance_number` and `temporary_card` are
    what a look-up found, so that the child keeps its one number; `delivery` is electronic, home or
    contact_officer.
    """

    dossier: str
    revision: int
    child: InsuredChild
    commune_code: str
    address_line: str
    guardian_full_name: str
    guardian_relation: str
    facility_code: str = ""
    insurance_number: str = ""
    temporary_card: str = ""
    delivery: str = ELECTRONIC
    delivery_address: str = ""
    phone: str = ""
    birth_registered_on: str = ""
    birth_e_copy_sha256: str = ""
    procedure: str = "insurance.health_card"


def compose_application(application: HealthCardApplication) -> bytes:
    """Return the body, byte for byte the same for the same application."""
    return orjson.dumps(asdict(application), option=orjson.OPT_SORT_KEYS)
