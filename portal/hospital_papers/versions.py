"""Which version of a paper counts: the newest issue, however the packets came in."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from hashlib import sha256

from django.db import connection

from integrations.hospital_xml.layouts import CLAIMS
from integrations.hospital_xml.notices import Notice as Paper
from portal.hospital_papers.facts import NoticeFacts, digest_of, facts_of
from portal.hospital_papers.packets import Notice, Packet

_PERSON = re.compile(r"[0-9]{12}", re.ASCII)
_LOCK = "SELECT pg_advisory_xact_lock(%s)"


def keep_papers(packet: Packet, papers: Sequence[Paper], *, at: datetime) -> int:
    """Keep each verified paper as a version and return how many are new; needs a transaction.

    Whoever keeps papers of the same numbers waits here, in one order for all. What says the same
    as a version that is there adds none; what is older than the current one is kept beneath it.
    """
    seen: Counter[str] = Counter()
    made = []
    for paper in papers:
        number = key_of(paper)
        seen[number] += 1
        made.append((facts_of(paper, number=number, child=seen[number]), digest_of(paper)))
    _lock(sorted(seen))
    return sum(_keep(packet, facts, digest, at) for facts, digest in made)


def key_of(paper: Paper) -> str:
    """Return what names a paper in the whole country.

    Table 9 has no number of 18 characters (see ADR 13): its serial number is unique in a book of
    a facility only, so these stand beside it.
    """
    if paper.layout != CLAIMS.root:
        return paper.number
    return f"{paper.number}/{paper.book}.XML9.{paper.facility_code}.{paper.issued_on:%y}"


def _lock(numbers: Sequence[str]) -> None:
    keys = sorted(int.from_bytes(sha256(one.encode()).digest()[:8], signed=True) for one in numbers)
    with connection.cursor() as cursor:
        for key in keys:
            cursor.execute(_LOCK, [key])


def _keep(packet: Packet, facts: NoticeFacts, digest: str, at: datetime) -> bool:
    versions = list(
        Notice.objects.filter(number=facts.number, child=facts.child).order_by("version")
    )
    current = next((one for one in versions if one.superseded_at is None), None)
    made = _row(packet, facts, digest)
    made.version = versions[-1].version + 1 if versions else 1
    if current is not None:
        if current.content_sha256 == digest and current.facts:  # {} is what is forgotten
            return False
        if _is_newer(made, current):
            current.superseded_at = at
            current.save(update_fields=["superseded_at"])
        elif any(one.content_sha256 == digest for one in versions):
            return False
        else:
            made.superseded_at = at
    made.save()
    return True


def _is_newer(made: Notice, current: Notice) -> bool:
    """Compare by signing time where both state one, else by day of issue, else by arrival."""
    if made.signed_at and current.signed_at and made.signed_at != current.signed_at:
        return made.signed_at > current.signed_at
    if made.issued_on != current.issued_on:
        return made.issued_on > current.issued_on
    return (made.received_at, made.packet_id) > (current.received_at, current.packet_id)


def _row(packet: Packet, facts: NoticeFacts, digest: str) -> Notice:
    number = facts.person.document_number
    return Notice(
        event=facts.event,
        number=facts.number,
        child=facts.child,
        printed_number=facts.printed_number,
        facility_code=facts.facility_code,
        person_number=number if _PERSON.fullmatch(number) else "",
        person_name=facts.person.name[:255],
        person_born_on=facts.person.born_on,
        event_at=facts.event_at,
        event_on=facts.event_on,
        sex=facts.sex,
        place=facts.place,
        intended_name=facts.intended_name,
        issued_on=facts.issued_on,
        signed_at=packet.signed_at,
        received_at=packet.received_at,
        is_surrogacy=facts.is_surrogacy,
        facts=asdict(facts),
        content_sha256=digest,
        packet=packet,
    )
