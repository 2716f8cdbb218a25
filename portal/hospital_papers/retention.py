"""What no notice needs is not kept: packets' bytes, and what refused ones claimed."""

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from integrations.hospital_xml.codes import Code
from portal.documents import services as documents
from portal.hospital_papers.packets import Hold, Notice, Packet, UnprovenNotice
from portal.hospital_papers.standing import LOOKED_BACK

BATCH = 500
_NO_WORDS: dict[str, Any] = {
    "facts": {},
    "person_number": "",
    "person_name": "",
    "person_born_on": None,
    "place": "",
    "intended_name": "",
}


def kept() -> timedelta:
    """Return for how long a packet keeps its bytes after it came."""
    return timedelta(days=settings.PACKETS_KEPT_DAYS)


def forget(*, at: datetime) -> int:
    """Let go of what nobody needs; return how many packets lost their bytes.

    A paper in use keeps all it has as long as that: its bytes carry the signature. A current
    paper nobody used keeps all for the year in which families find it, and its words go then.
    Rows stay, with digest and verdict. Unchecked packets keep everything. What was never to be
    kept goes now, if a crash left it.
    """
    UnprovenNotice.objects.filter(packet__received_at__lt=at - kept()).delete()
    _unneeded(at).exclude(facts={}).update(**_NO_WORDS)
    total = 0
    while emptied := _empty(_over(at)):
        total += emptied
    return total


@transaction.atomic
def let_go(packet: Packet) -> None:
    """Part a packet from its bytes, which go away with the last packet that has them.

    The bytes go before the row says so: after a crash between the two it is done again.
    """
    digest = packet.document_id
    if digest is None:
        return
    documents.lock(digest)
    if not Packet.objects.filter(document=digest).exclude(pk=packet.pk).exists():
        documents.discard(digest)
    packet.document = None
    packet.save(update_fields=["document"])


def _unneeded(at: datetime) -> QuerySet[Notice]:
    """Return versions that are replaced or were not used in their year."""
    in_use = Hold.objects.filter(
        number=OuterRef("number"), child=OuterRef("child"), released_at__isnull=True
    )
    over = Q(superseded_at__lt=at - kept()) | Q(received_at__lt=at - LOOKED_BACK)
    return Notice.objects.filter(over).exclude(Exists(in_use), superseded_at__isnull=True)


def _over(at: datetime) -> QuerySet[Packet]:
    needed = Notice.objects.filter(packet=OuterRef("pk")).exclude(facts={})
    over = Q(received_at__lt=at - kept()) | Q(code=Code.ACCEPTED_WITHOUT_NOTICE.value)
    with_bytes = Packet.objects.filter(document__isnull=False, checked_at__isnull=False)
    return with_bytes.filter(over).exclude(Exists(needed)).order_by("document_id")


@transaction.atomic
def _empty(packets: QuerySet[Packet]) -> int:
    found = list(packets.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    for packet in found:
        let_go(packet)
    return len(found)
