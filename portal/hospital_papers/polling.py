"""Draw papers from the gateway of Social Insurance: the cursor moves with the rows, or not at all.

A page that is lost, doubled, out of order, cut or no page at all moves nothing, and the next
poll asks for it again.
"""

import time
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from integrations.answers import NoAnswer, NoAnswerKind
from integrations.hospital_gateway import GatewayPacket, HospitalGateway, in_line
from portal.handovers.outside import reach
from portal.hospital_papers.checking import check
from portal.hospital_papers.intake import Origin, keep, keep_without_content
from portal.hospital_papers.packets import Channel, Cursor, Packet

SYSTEM = "hospital_gateway"
GONE, UNREADABLE = "gateway.gone", "gateway.unreadable"
_BUSY_FOR = 20.0  # seconds one poll goes on
_MOST_STUMBLES = 20  # polls that found the next packet to be another than its digest says


def poll(at: datetime) -> int:
    """Keep and check what lies at the gateway after our cursor; return how many packets.

    Stops at the first thing that did not come as promised. Two polls at once are harmless.
    """
    if not settings.OUTSIDE_SYSTEMS.get(SYSTEM):
        return 0
    gateway, ends_at, total = HospitalGateway(**reach(SYSTEM)), time.monotonic() + _BUSY_FOR, 0
    while True:
        taken, is_last = _draw_page(gateway, at, lambda: time.monotonic() < ends_at)
        total += taken
        if is_last or not taken:
            return total


def _draw_page(
    gateway: HospitalGateway, at: datetime, goes_on: Callable[[], bool]
) -> tuple[int, bool]:
    """Return how many packets of the next page were taken, and whether to stop."""
    position = _position()
    listed = gateway.list_after(position)
    if isinstance(listed, NoAnswer):
        return 0, True
    Cursor.objects.filter(pk=SYSTEM).update(read_at=at)
    taken = 0
    for packet in in_line(listed, position):
        if not goes_on() or not _draw(gateway, packet, at):
            return taken, True
        taken += 1
    return taken, False


def _draw(gateway: HospitalGateway, packet: GatewayPacket, at: datetime) -> bool:
    """Fetch one packet outside any transaction, then keep it; say whether the cursor moved."""
    content = gateway.fetch(packet)
    if isinstance(content, NoAnswer):
        return content.kind is NoAnswerKind.GARBLED and _stumble(packet, at)
    kept = _keep(packet, content, GONE, at)
    if kept is None:
        return False
    if content is not None:
        check(kept, content, at=at)
    return True


def _stumble(packet: GatewayPacket, at: datetime) -> bool:
    """Count that the next packet is not what the list says; pass over it when it never is.

    One broken file must not keep every other hospital's papers waiting for ever.
    """
    here = Cursor.objects.filter(pk=SYSTEM, position=packet.serial - 1)
    here.update(stumbles=F("stumbles") + 1)
    if not here.filter(stumbles__gte=_MOST_STUMBLES).exists():
        return False
    return _keep(packet, None, UNREADABLE, at) is not None


@transaction.atomic
def _keep(packet: GatewayPacket, content: bytes | None, why: str, at: datetime) -> Packet | None:
    """Keep the row and move the cursor in one transaction; None if another poll was first."""
    here = Cursor.objects.filter(pk=SYSTEM, position=packet.serial - 1)
    if not here.update(position=packet.serial, stumbles=0):
        return None
    origin = Origin(packet.facility_code, packet.kind, Channel.GATEWAY, str(packet.serial), at)
    if content is None:
        return keep_without_content(packet.sha256, origin, code=why)
    return keep(content, origin)[0]


def _position() -> int:
    return Cursor.objects.get_or_create(pk=SYSTEM)[0].position
