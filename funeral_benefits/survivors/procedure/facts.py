"""What a decision on survivors establishes, and the words of this leg."""

from dataclasses import dataclass

KIND = "survivors"
SYSTEM = "social_insurance"
PAYMENT = "survivors_payment"


@dataclass(frozen=True, slots=True)
class SurvivorsFacts:
    """What a decision on survivors establishes; the sum in dong, days in ISO.

    `regime` says monthly or lump_sum, as decided; `paid_on` is "" where nothing was paid with it.
    """

    decision_number: str
    regime: str
    amount: str
    decided_on: str
    paid_on: str
    decision_sha256: str
