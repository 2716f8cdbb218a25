"""The chain of journal lines: how a line is hashed, and how a changed one is found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import orjson

from portal.pipeline.models import Dossier, JournalEntry
from portal.pipeline.sets import Chain, Line

GENESIS = bytes(32)


def moment_of(at: datetime) -> str:
    """Return how a line writes its moment: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def canonical(
    *,
    dossier_id: int,
    sequence: int,
    step_id: int | None,
    act: str,
    actor: str,
    origin: str,
    to: str,
    revision: int,
    moment: str,
    details: Any,
) -> bytes:
    """Return the one byte form of a line; `moment` is as `moment_of` writes it."""
    return orjson.dumps(
        [
            dossier_id,
            sequence,
            step_id,
            act,
            actor,
            origin,
            to,
            revision,
            moment,
            details,
        ],
        option=orjson.OPT_SORT_KEYS,
    )


def append(
    chain: Chain,
    *,
    dossier_id: int,
    step_id: int | None,
    act: str,
    actor: str,
    origin: str,
    to: str,
    revision: int,
    moment: str,
    details: Any,
) -> Line:
    """Make the next line of a locked dossier and move the chain's head to it."""
    sequence = chain.count + 1
    form = canonical(
        dossier_id=dossier_id,
        sequence=sequence,
        step_id=step_id,
        act=act,
        actor=actor,
        origin=origin,
        to=to,
        revision=revision,
        moment=moment,
        details=details,
    )
    chain.head = sha256(chain.head + form).digest()
    chain.count = sequence
    return Line(
        dossier_id,
        sequence,
        step_id,
        act,
        actor,
        origin,
        to,
        revision,
        orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode(),
        chain.head,
    )


def faults() -> Iterator[tuple[int, int, str]]:
    """Yield (dossier id, sequence, what is wrong) for every break in any chain."""
    heads = {
        pk: (bytes(head), count)
        for pk, head, count in Dossier.objects.values_list(
            "pk", "journal_head", "journal_count"
        ).iterator(chunk_size=5000)
    }
    seen: dict[int, tuple[bytes, int]] = {}
    entries = JournalEntry.objects.order_by("dossier_id", "sequence").iterator(chunk_size=5000)
    for entry in entries:
        head, count = seen.get(entry.dossier_id, (GENESIS, 0))
        if entry.sequence != count + 1:
            yield entry.dossier_id, entry.sequence, "gap"
        expected = sha256(head + _form(entry)).digest()
        if expected != bytes(entry.hash):
            yield entry.dossier_id, entry.sequence, "changed"
        seen[entry.dossier_id] = (bytes(entry.hash), entry.sequence)
    for dossier_id, recorded in heads.items():
        if seen.get(dossier_id, (GENESIS, 0)) != recorded:
            yield dossier_id, recorded[1], "head"


def _form(entry: JournalEntry) -> bytes:
    return canonical(
        dossier_id=entry.dossier_id,
        sequence=entry.sequence,
        step_id=entry.step_id,
        act=entry.act,
        actor=entry.actor,
        origin=entry.origin,
        to=entry.to,
        revision=entry.revision,
        moment=moment_of(entry.at),
        details=entry.details,
    )
