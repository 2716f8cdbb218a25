"""When the family reads a certificate before it is written, and how a proof left open is closed."""

from collections.abc import Collection
from datetime import date, datetime

from portal.pipeline.models import Proof
from portal.pipeline.registry import registry
from portal.places.selectors import communes_by_code
from portal.statutes.selectors import switch_is_on

# The note of a step on the desk while its proof is with the family, and while the family's words
# about it lie unread before the official.
PROOF_OUT = "proof_out"
PROOF_DISPUTED = "proof_disputed"


def limit_of(procedure: str) -> str:
    """Return the code of the switch, and of the time limit, of a procedure's proofs."""
    return f"{registry[procedure].opens}.proof"


def is_offered(procedure: str, commune_code: str, *, on: date) -> bool:
    """Say whether proofs of a procedure are sent on a day; a province may decide for itself."""
    if not registry[procedure].has_proof:
        return False
    commune = communes_by_code([commune_code]).get(commune_code)
    return switch_is_on(limit_of(procedure), on, commune.province_id if commune else None)


def close_unread(step_ids: Collection[int], *, at: datetime) -> None:
    """Close the open proofs of steps that leave the desk they were sent from."""
    Proof.objects.filter(step_id__in=step_ids, answered_at__isnull=True).update(answered_at=at)
