"""An invented procedure whose certificate the family reads first, and the law that lets it."""

from datetime import date

from portal.pipeline.models import Proof
from portal.statutes.models import Switch, TimeLimit
from tests.pipeline.invented import Desk

PROOF = "invented.proof"


class Proving(Desk):
    """An opening whose certificate the family reads before it is written."""

    has_proof = True


def switch_on(*, is_on: bool = True, province: str = "") -> None:
    """Let proofs of the invented life event be sent, or not, in one province or everywhere."""
    Switch.objects.create(
        code=PROOF, province=province, title="Xem trước", is_on=is_on,
        valid_from=date(2026, 1, 1), basis="Quy định giả định", certainty="V",
    )  # fmt: skip


def limit(days: int) -> None:
    """Give families so many working days to answer."""
    TimeLimit.objects.create(
        code=PROOF, value=days, unit="working_days",
        valid_from=date(2026, 1, 1), basis="Quy định giả định", certainty="V",
    )  # fmt: skip


def newest() -> Proof:
    """Return the last proof that was sent."""
    return Proof.objects.latest("pk")
