"""Lead kept packets through the gates: at once when they come, or later by the sweep."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction
from django.db.models import F

from integrations.hospital_xml.claims import claims_of
from integrations.hospital_xml.codes import Code, Gate
from integrations.xml_signatures import Verdict, verify
from portal.documents import services as documents
from portal.handovers.isolating import alone
from portal.hospital_papers.belief import current_trust
from portal.hospital_papers.packets import Packet, UnprovenNotice
from portal.hospital_papers.retention import let_go
from portal.hospital_papers.versions import keep_papers

MOST_ATTEMPTS = 5
BATCH = 50
_BEGUN_AGAIN_AFTER = timedelta(minutes=1)


def check(packet: Packet, content: bytes, *, at: datetime) -> Packet:
    """Judge one packet and return its row; checking twice changes nothing.

    It is judged at the time it came, outside any transaction; what is found is written in one.
    What raises leaves it unchecked for the sweep, and is logged by id.
    """
    verdict, _raised = alone(
        partial(verify, content, trust=current_trust(), at=packet.received_at), packet=packet.pk
    )
    if verdict is None:
        return packet
    written, _raised = alone(partial(_write, packet.pk, content, verdict, at), packet=packet.pk)
    if written is not None and verdict.code is Code.ACCEPTED_WITHOUT_NOTICE:
        alone(partial(let_go, written), packet=packet.pk)
    return written or packet


def check_again(*, at: datetime) -> int:
    """Check what a crash left unchecked; return how many packets were looked at.

    A packet that was begun too often waits for a person: `attempts` says so.
    """
    claimed = _claim(at)
    for packet in claimed:
        content, _raised = alone(partial(_content_of, packet), packet=packet.pk)
        if content is not None:
            check(packet, content, at=at)
    return len(claimed)


def begins_again(at: datetime) -> datetime:
    """Return from when on the sweep may take up a check that begins now."""
    return at + _BEGUN_AGAIN_AFTER


@transaction.atomic
def _claim(at: datetime) -> Sequence[Packet]:
    waiting = Packet.objects.select_for_update(skip_locked=True).filter(
        checked_at__isnull=True, check_at__lte=at, attempts__lt=MOST_ATTEMPTS
    )
    claimed = list(waiting.order_by("check_at")[:BATCH])
    Packet.objects.filter(pk__in=[one.pk for one in claimed]).update(
        attempts=F("attempts") + 1, check_at=begins_again(at)
    )
    return claimed


def _content_of(packet: Packet) -> bytes:
    return documents.content_of(packet.document_id or "")


@transaction.atomic
def _write(packet_id: int, content: bytes, verdict: Verdict, at: datetime) -> Packet:
    packet = Packet.objects.select_for_update().get(pk=packet_id)
    if packet.checked_at is not None:
        return packet
    packet.checked_at = at
    packet.code, packet.layout = verdict.code.value, verdict.layout
    packet.gate = verdict.gate.value if verdict.gate else ""
    packet.facility_code, packet.signed_at = verdict.facility, verdict.signed_at
    packet.notice_count = len(verdict.notices)
    if verdict.ok:
        keep_papers(packet, verdict.notices, at=at)
    elif verdict.gate is not Gate.BYTES:
        _note_claims(packet, content)
    packet.save()
    return packet


def _note_claims(packet: Packet, content: bytes) -> None:
    UnprovenNotice.objects.bulk_create(
        UnprovenNotice(
            packet=packet,
            event=claim.event,
            number=claim.number,
            person_number=claim.person_number,
            event_on=claim.event_on,
        )
        for claim in claims_of(content)
    )
