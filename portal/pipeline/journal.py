"""The chain of journal lines: how a line is hashed, and how a changed one is found."""

from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import Any

import orjson

from portal.pipeline.models import Dossier
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
    """Yield (dossier id, sequence, what is wrong) for every break in any chain.

    Heads and lines come by one statement, and so by one snapshot: a portal at work has no fault.
    """
    rows = (
        Dossier.objects.order_by("pk", "journal__sequence")
        .values_list("pk", "journal_head", "journal_count", *_COLUMNS, named=True)
        .iterator(chunk_size=5000)
    )
    for dossier_id, lines in groupby(rows, key=attrgetter("pk")):
        head, count = GENESIS, 0
        recorded = (GENESIS, 0)
        for line in lines:
            recorded = (bytes(line.journal_head), line.journal_count)
            if line.journal__sequence is None:  # no line at all
                continue
            if line.journal__sequence != count + 1:
                yield dossier_id, line.journal__sequence, "gap"
            if sha256(head + _form(line)).digest() != bytes(line.journal__hash):
                yield dossier_id, line.journal__sequence, "changed"
            head, count = bytes(line.journal__hash), line.journal__sequence
        if (head, count) != recorded:
            yield dossier_id, recorded[1], "head"


_COLUMNS = [
    f"journal__{name}"
    for name in (
        "sequence", "step", "act", "actor", "origin", "to", "revision", "at", "details", "hash",
    )
]  # fmt: skip


def _form(line: Any) -> bytes:
    return canonical(
        dossier_id=line.pk,
        sequence=line.journal__sequence,
        step_id=line.journal__step,
        act=line.journal__act,
        actor=line.journal__actor,
        origin=line.journal__origin,
        to=line.journal__to,
        revision=line.journal__revision,
        moment=moment_of(line.journal__at),
        details=line.journal__details,
    )
