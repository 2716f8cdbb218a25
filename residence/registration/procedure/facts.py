"""What a registered residence establishes, and the systems and keys it goes by."""

from dataclasses import dataclass

REGISTER = "residence_register"
HOUSEHOLDS = "vneid"
CHANNEL = "step"


@dataclass(frozen=True, slots=True)
class ResidenceFacts:
    """What a registered residence establishes; plain texts, days in ISO."""

    notice_number: str
    registered_on: str
    residence_kind: str
    commune_code: str
    address_line: str
    relation_to_head: str
    notice_sha256: str
