"""A paper is used by one dossier at a time: held when it is filed, free again when that ends."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.models import QuerySet

from portal.hospital_papers.facts import NoticeFacts, thawed
from portal.hospital_papers.packets import Hold


class AlreadyHeld(Exception):
    """Another dossier uses this paper."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that a paper is the hospital's: the file it came in, and what was found of it.

    `code` is the verdict's (`integrations.hospital_xml.codes.Code`); it tells what was known of
    revocation. `signed_at` is None in a layout that states no time.
    """

    sha256: str
    code: str
    received_at: datetime
    checked_at: datetime | None
    signed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Held:
    """The paper a step holds, in its current version."""

    number: str
    child: int
    notice: NoticeFacts
    proof: Proof


_TAKE = """
INSERT INTO hospital_papers_hold (number, child, subject, held_at)
VALUES (%s, %s, %s, %s)
ON CONFLICT (number, child) WHERE released_at IS NULL DO NOTHING
"""
_HELD = """
SELECT hold.subject, notice.number, notice.child, notice.facts, coalesce(facility.name, ''),
       packet.sha256, packet.code, packet.received_at, packet.checked_at, notice.signed_at,
       notice.version
  FROM hospital_papers_hold hold
  JOIN hospital_papers_notice notice
    ON notice.number = hold.number AND notice.child = hold.child AND notice.superseded_at IS NULL
  JOIN hospital_papers_packet packet ON packet.id = notice.packet_id
  LEFT JOIN hospital_papers_facility facility ON facility.code = notice.facility_code
 WHERE hold.released_at IS NULL AND hold.subject = ANY(%s)
"""


@transaction.atomic
def hold(*, number: str, child: int, subject: int, at: datetime) -> None:
    """Let one dossier's opening step use a paper; raises AlreadyHeld while another does.

    Of two at once the database lets one through; the other waits for it and is refused. Holding
    again what one holds changes nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [number, child, subject, at])
        taken = bool(cursor.rowcount)
    if not taken and not _open(number, child).filter(subject=subject).exists():
        raise AlreadyHeld(f"step {subject}")


def release(subjects: Sequence[int], at: datetime) -> int:
    """Let papers of these steps be used again, in one statement; return how many there were."""
    held = Hold.objects.filter(subject__in=subjects, released_at__isnull=True)
    return held.update(released_at=at)


def held_by(subjects: Sequence[int]) -> Mapping[int, Held]:
    """Return the paper each of these steps holds, by step, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_HELD, [list(subjects)])
        return {
            subject: Held(
                number, child, thawed(json.loads(facts), facility_name=facility), Proof(*proof)
            )
            for subject, number, child, facts, facility, *proof in cursor.fetchall()
        }


def _open(number: str, child: int) -> QuerySet[Hold]:
    return Hold.objects.filter(number=number, child=child, released_at__isnull=True)
