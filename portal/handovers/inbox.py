"""What others push to us: stored raw and committed first, applied afterwards, in order."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction

from portal.handovers import sets
from portal.handovers.carriers import Carrier, CarrierRegistry, Word, carriers
from portal.handovers.doorbell import ring
from portal.handovers.models import Delivery, DeliveryStatus
from portal.handovers.pace import Pace
from portal.handovers.verdicts import outcome_of

_ONE_AT_A_TIME = 0x1107  # advisory lock: order matters more than speed here
_BATCH = 200


class MessageIdReused(Exception):
    """The sender used one message id for two different messages: the second is not taken."""


def receive(*, sender: str, message_id: str, raw: bytes) -> bool:
    """Store a message for good and return whether it was new; only then may it be acknowledged.

    Raises MessageIdReused if another message of this id is kept already: thanking for it would
    lose it.
    """
    with transaction.atomic():
        kept, created = Delivery.objects.get_or_create(
            sender=sender, message_id=message_id, defaults={"raw": raw}
        )
        if not created and bytes(kept.raw) != raw:
            raise MessageIdReused(message_id)
        ring()
    return created


def apply(*, at: datetime, registry: CarrierRegistry = carriers) -> int:
    """Apply what came in, oldest first; return how many messages were looked at."""
    total = 0
    while True:
        with transaction.atomic():
            if not _alone():
                return total
            batch = list(Delivery.objects.filter(status=DeliveryStatus.NEW).order_by("id")[:_BATCH])
            if not batch:
                return total
            for delivery in batch:
                delivery.outcome = _apply_one(delivery, registry, at)
                applied = delivery.outcome == "applied"
                delivery.status = DeliveryStatus.APPLIED if applied else DeliveryStatus.IGNORED
            Delivery.objects.bulk_update(batch, ["status", "outcome"])
            total += len(batch)
            ring()


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        return bool(cursor.fetchone()[0])


def _apply_one(delivery: Delivery, registry: CarrierRegistry, at: datetime) -> str:
    carrier = next((one for one in registry if one.reads(delivery.sender)), None)
    if carrier is None:
        return "unknown sender"
    try:
        words = carrier.read(delivery.sender, bytes(delivery.raw))
    except ValueError:
        return "unreadable"
    return "applied" if _hear(carrier, words, at) else "nothing open"


def _hear(carrier: Carrier, words: Sequence[Word], at: datetime) -> bool:
    """Settle pushed answers whose message is still open; the others change nothing."""
    locked = carrier.lock([word.subject for word in words])
    letters = sets.lock_subjects(carrier.channel, [(word.subject, word.revision) for word in words])
    said = {(word.subject, word.revision): word.answer for word in words}
    pairs = [(letter, said[letter.subject, letter.revision]) for letter in letters]
    if not pairs:
        return False
    pace = Pace.from_settings()
    sets.settle([outcome_of(one, answer, asking=True, pace=pace) for one, answer in pairs])
    carrier.settle(pairs, at=at, locked=locked)
    return True
