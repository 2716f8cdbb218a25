"""Who claims the allowance of a death, how it was computed, and what was decided and paid."""

from funeral_benefits.allowance.models.back_payments import BackPayment, Owed
from funeral_benefits.allowance.models.choices import PAY_BY, PAYEE_IS, REGIMES
from funeral_benefits.allowance.models.claims import AllowanceClaim, AllowanceOption

__all__ = [
    "PAYEE_IS",
    "PAY_BY",
    "REGIMES",
    "AllowanceClaim",
    "AllowanceOption",
    "BackPayment",
    "Owed",
]
