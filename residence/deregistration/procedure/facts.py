"""What a removed residence establishes, and the system it goes by."""

from dataclasses import dataclass

REGISTER = "residence_register"


@dataclass(frozen=True, slots=True)
class DeregistrationFacts:
    """What a removed residence establishes; plain texts, days in ISO."""

    notice_number: str
    removed_on: str
    commune_code: str
    head_is: str
    notice_sha256: str
