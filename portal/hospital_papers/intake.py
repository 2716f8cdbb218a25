"""Take in what hospitals send: kept raw and committed first, judged afterwards."""

import secrets
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from portal.documents import services as documents
from portal.hospital_papers.checking import begins_again, check
from portal.hospital_papers.packets import Packet

MEDIA_TYPE = "application/xml"
RECEIVED = "200"
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: read out over the telephone
_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a sender is told; `verdict_code` and `gate` are empty while nothing was judged yet."""

    transaction: str
    result_code: str
    verdict_code: str
    gate: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Origin:
    """Whence a packet came: who said to send it and as what, which way, under which id, when."""

    sender_code: str
    kind: str
    channel: str
    message_id: str
    at: datetime


def receive(
    content: bytes, *, sender_code: str, kind: str, channel: str, message_id: str, at: datetime
) -> Receipt:
    """Keep a packet for good, then check it; the same one again is answered as the first time.

    The row is committed before the check begins, so what is answered survives any crash: the
    sweep checks what was left. Must not be called inside a transaction. Raises OSError where the
    disk is full, and what a lost database raises; nothing was received then.
    """
    packet, is_new = keep(content, Origin(sender_code, kind, channel, message_id, at))
    if is_new:
        packet = check(packet, content, at=at)
    return Receipt(packet.transaction, RECEIVED, packet.code, packet.gate, packet.received_at)


@transaction.atomic
def keep(content: bytes, origin: Origin) -> tuple[Packet, bool]:
    """Keep a packet raw and return its row and whether it is new; the bytes reach the disk first.

    A repeated packet changes nothing.
    """
    digest = sha256(content).hexdigest()
    # Against the sweep that lets go of the same bytes, and another who brings them too.
    documents.lock(digest)
    known = _known(digest, origin)
    if known is not None:
        return known, False
    documents.keep_many([content], media_type=MEDIA_TYPE)
    packet = _row(digest, origin)
    packet.document_id, packet.attempts = digest, 1
    packet.check_at = begins_again(origin.at)
    packet.save(force_insert=True)
    return packet, True


@transaction.atomic
def keep_without_content(digest: str, origin: Origin, *, code: str) -> Packet:
    """Keep only the row of a packet whose bytes cannot be had; `code` says why."""
    documents.lock(digest)
    packet = _known(digest, origin)
    if packet is None:
        packet = _row(digest, origin)
        packet.code, packet.checked_at = code, origin.at
        packet.save(force_insert=True)
    return packet


def _known(digest: str, origin: Origin) -> Packet | None:
    return Packet.objects.filter(
        channel=origin.channel,
        sender_code=origin.sender_code,
        message_id=origin.message_id,
        sha256=digest,
    ).first()


def _row(digest: str, origin: Origin) -> Packet:
    return Packet(
        channel=origin.channel,
        sender_code=origin.sender_code,
        kind=origin.kind,
        message_id=origin.message_id,
        sha256=digest,
        transaction="".join(secrets.choice(_LETTERS) for _unused in range(_LENGTH)),
        received_at=origin.at,
    )
