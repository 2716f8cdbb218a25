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


def receive(
    content: bytes, *, sender_code: str, kind: str, channel: str, message_id: str, at: datetime
) -> Receipt:
    """Keep a packet for good, then check it; the same one again is answered as the first time.

    The row is committed before the check begins, so what is answered survives any crash: the
    sweep checks what was left. Must not be called inside a transaction. Raises OSError where the
    disk is full, and what a lost database raises; nothing was received then.
    """
    packet, is_new = keep(
        content,
        sender_code=sender_code,
        kind=kind,
        channel=channel,
        message_id=message_id,
        at=at,
    )
    if is_new:
        packet = check(packet, content, at=at)
    return Receipt(packet.transaction, RECEIVED, packet.code, packet.gate, packet.received_at)


@transaction.atomic
def keep(
    content: bytes, *, sender_code: str, kind: str, channel: str, message_id: str, at: datetime
) -> tuple[Packet, bool]:
    """Keep a packet raw and return its row and whether it is new; the bytes reach the disk first.

    A repeated packet changes nothing.
    """
    digest = sha256(content).hexdigest()
    same = {
        "channel": channel,
        "sender_code": sender_code,
        "message_id": message_id,
        "sha256": digest,
    }
    # Against the sweep that lets go of the same bytes, and another who brings them too.
    documents.lock(digest)
    known = Packet.objects.filter(**same).first()
    if known is not None:
        return known, False
    documents.keep_many([content], media_type=MEDIA_TYPE)
    made = Packet.objects.create(
        **same,
        kind=kind,
        document_id=digest,
        transaction=_new_transaction(),
        received_at=at,
        attempts=1,
        check_at=begins_again(at),
    )
    return made, True


def keep_without_content(
    digest: str,
    *,
    code: str,
    sender_code: str,
    kind: str,
    channel: str,
    message_id: str,
    at: datetime,
) -> Packet:
    """Keep only the row of a packet whose bytes cannot be had; `code` says why."""
    return Packet.objects.get_or_create(
        channel=channel,
        sender_code=sender_code,
        message_id=message_id,
        sha256=digest,
        defaults={
            "kind": kind,
            "transaction": _new_transaction(),
            "received_at": at,
            "checked_at": at,
            "code": code,
        },
    )[0]


def _new_transaction() -> str:
    return "".join(secrets.choice(_LETTERS) for _unused in range(_LENGTH))
