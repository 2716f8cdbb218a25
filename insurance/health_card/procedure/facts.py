"""What an issued card establishes, and the words of this leg."""

from dataclasses import dataclass

SYSTEM = "social_insurance"
POST = "card_post"
MISMATCH = "card_mismatch"


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What an issued card establishes; plain texts, days in ISO as Social Insurance answered."""

    card_number: str
    insurance_number: str
    valid_from: str
    valid_to: str
    facility_code: str
    facility_name: str
    card_sha256: str
