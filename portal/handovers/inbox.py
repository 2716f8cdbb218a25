"""What others push to us: stored raw and committed first, applied afterwards, in order."""

import time
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from django.contrib.postgres.functions import TransactionNow
from django.db import connection, transaction
from django.db.models import Q

from portal.handovers import sets
from portal.handovers.carriers import Carrier, CarrierRegistry, Word, carriers
from portal.handovers.doorbell import ring
from portal.handovers.isolating import alone
from portal.handovers.models import Delivery, DeliveryStatus
from portal.handovers.pace import Pace
from portal.handovers.verdicts import outcome_of

_ONE_AT_A_TIME = 0x1107  # advisory lock: order matters more than speed here
_BUSY_FOR = 20.0  # seconds one task goes on before it sends what is due
_LOOKS_AGAIN_AFTER = timedelta(seconds=30)
_WAITS_AT_MOST = timedelta(days=1)  # an answer to what was never sent


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
        if not created and not _says(kept, raw):
            raise MessageIdReused(message_id)
        ring()
    return created


def _says(kept: Delivery, raw: bytes) -> bool:
    if kept.raw is None:  # long ago
        return bytes(kept.raw_sha256 or b"") == sha256(raw).digest()
    return bytes(kept.raw) == raw


def apply(*, at: datetime, registry: CarrierRegistry = carriers) -> int:
    """Apply what came in, oldest first; return how many messages were looked at.

    Each in a transaction of its own: one that cannot be applied stalls alone, and no two dossiers
    are locked in the order in which others happened to write. Raises what a lost database raises.
    """
    began, total = time.monotonic(), 0
    while time.monotonic() - began < _BUSY_FOR and _apply_oldest(registry, at):
        total += 1
    return total


def apply_again(delivery_ids: Collection[int]) -> int:
    """Let stalled messages be applied once more; return how many of them were stalled."""
    stalled = Delivery.objects.filter(pk__in=delivery_ids, status=DeliveryStatus.STALLED)
    with transaction.atomic():
        ring()
        return stalled.update(status=DeliveryStatus.NEW, look_at=TransactionNow())


@transaction.atomic
def _apply_oldest(registry: CarrierRegistry, at: datetime) -> bool:
    delivery = _oldest() if _alone() else None
    if delivery is None:
        return False
    verdict, failure = alone(partial(_apply_one, delivery, registry, at), delivery=delivery.pk)
    delivery.status, delivery.outcome = verdict or (DeliveryStatus.STALLED, failure)
    delivery.save(update_fields=["status", "outcome"])
    if delivery.status == DeliveryStatus.NEW:
        later = TransactionNow() + _LOOKS_AGAIN_AFTER
        Delivery.objects.filter(pk=delivery.pk).update(look_at=later)
    return True


def _oldest() -> Delivery | None:
    new = Delivery.objects.filter(status=DeliveryStatus.NEW, look_at__lte=TransactionNow())
    too_old = Q(received_at__lt=TransactionNow() - _WAITS_AT_MOST)
    return new.annotate(too_old=too_old).order_by("id").first()


def _alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        return bool(cursor.fetchone()[0])


def _apply_one(delivery: Delivery, registry: CarrierRegistry, at: datetime) -> tuple[str, str]:
    """Return the status and the outcome of a delivery."""
    carrier = next((one for one in registry if one.reads(delivery.sender)), None)
    if carrier is None:
        return DeliveryStatus.IGNORED, "unknown sender"
    try:
        words = carrier.read(delivery.sender, bytes(delivery.raw or b""))
    except ValueError:
        return DeliveryStatus.IGNORED, "unreadable"
    heard, unsent = _hear(carrier, words, at)
    if unsent and not delivery.too_old:  # type: ignore[attr-defined]  # annotated by _oldest
        return DeliveryStatus.NEW, "waits"
    if heard:
        return DeliveryStatus.APPLIED, "applied"
    return DeliveryStatus.IGNORED, "never sent" if unsent else "nothing open"


def _hear(carrier: Carrier, words: Sequence[Word], at: datetime) -> tuple[bool, bool]:
    """Settle pushed answers whose message is still open; the others change nothing.

    Say whether there was any, and whether one of the others answers what was never sent.
    """
    keys = [(word.subject, word.revision) for word in words]
    said = {(word.subject, word.revision): word.answer for word in words}
    carrier.prepare(list(said.values()))
    locked = carrier.lock([word.subject for word in words])
    letters = sets.lock_subjects(carrier.channel, keys)
    pairs = [(letter, said[letter.subject, letter.revision]) for letter in letters]
    if pairs:
        pace = Pace.from_settings()
        sets.settle([outcome_of(one, answer, asking=True, pace=pace) for one, answer in pairs])
        carrier.settle(pairs, at=at, locked=locked)
    return bool(pairs), len(pairs) < len(said) and sets.any_unsent(carrier.channel, keys)
