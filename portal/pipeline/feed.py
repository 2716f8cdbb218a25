"""Reading the feed: complete, gap-free, in order, from any position a reader remembers."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from portal.pipeline.feed_tables import FeedEpoch, FeedHead

_CURSOR = re.compile(r"([0-9]{1,9})\.([0-9]{1,18})", re.ASCII)
_LINES = """
SELECT f.position, f.procedure, j.id, j.dossier_id, j.step_id, j.act, j."to", j.revision, j.at,
       j.hash, d.code
  FROM pipeline_feed f
  JOIN pipeline_journalentry j ON j.id = f.entry
  JOIN pipeline_dossier d ON d.id = j.dossier_id
"""
_DECIDED_BY = """ AND EXISTS (
    SELECT FROM pipeline_step s WHERE s.id = j.step_id
       AND (s.agency_code = ANY(%s) OR split_part(s.agency_code, '.', 1) = ANY(%s)))"""


@dataclass(frozen=True, slots=True, order=True)
class Cursor:
    """Where a reader stands: all positions up to this one of this epoch are known to it."""

    epoch: int
    position: int

    def __str__(self) -> str:
        return f"{self.epoch}.{self.position}"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the feed; `hash` is the journal's own, 64 hex digits."""

    cursor: Cursor
    procedure: str
    entry: int
    dossier_id: int
    step_id: int
    act: str
    to: str
    revision: int
    at: datetime
    hash: str
    dossier: str


class Unreadable(ValueError):
    """What came is no cursor."""


class Gone(Exception):
    """The cursor belongs to an earlier life of the database; read on from `resume`."""

    def __init__(self, resume: Cursor) -> None:
        super().__init__(f"read on from {resume}")
        self.resume = resume


def cursor_of(text: str) -> Cursor:
    """Return a cursor as it was given out; raises Unreadable, and Gone for one of a lost epoch.

    "" is the beginning. A position nobody has been given yet is of a life that was lost, too.
    """
    epochs = list(FeedEpoch.objects.order_by("number"))
    now = epochs[-1]
    if not text:
        return Cursor(now.number, 0)
    found = _CURSOR.fullmatch(text)
    if found is None:
        raise Unreadable
    cursor = Cursor(int(found[1]), int(found[2]))
    head = FeedHead.objects.values_list("position", flat=True).get(pk=1)
    if cursor.epoch == now.number and cursor.position <= head:
        return cursor
    lost = [one.began_after for one in epochs if one.number > cursor.epoch]
    raise Gone(Cursor(now.number, min([cursor.position, head, *lost])))


def place_of(text: str) -> Cursor:
    """Return where a line stands now whose cursor was given out in any epoch.

    What lies before every restore since then is the same line still; raises as `cursor_of` for
    what does not.
    """
    try:
        return cursor_of(text)
    except Gone as gone:
        asked = _CURSOR.fullmatch(text)
        if asked and int(asked[2]) == gone.resume.position:
            return gone.resume
        raise


def lines_after(
    cursor: Cursor,
    *,
    procedures: Collection[str],
    acts: Collection[str] = (),
    agencies: Collection[str] = (),
    limit: int,
) -> Sequence[Line]:
    """Return at most `limit` lines after a cursor, in order: one query.

    `acts` and `agencies` (who decides now, by code or by what stands before the dot) narrow them
    down; empty, they do not.
    """
    where = "WHERE f.procedure = ANY(%s) AND f.position > %s"
    parameters: list[Any] = [sorted(procedures), cursor.position]
    if agencies:
        where += _DECIDED_BY
        parameters += [sorted(agencies)] * 2
    if acts:
        where += " AND j.act = ANY(%s)"
        parameters.append(sorted(acts))
    parameters.append(limit)
    return _lines(f"{_LINES} {where} ORDER BY f.position LIMIT %s", parameters, cursor.epoch)


def line_at(cursor: Cursor) -> Line | None:
    """Return the line at a position, None if there is none."""
    found = _lines(f"{_LINES} WHERE f.position = %s", [cursor.position], cursor.epoch)
    return found[0] if found else None


@transaction.atomic
def begin_epoch(*, at: datetime) -> Cursor:
    """Begin a new epoch after a restore, and return where it begins.

    Whoever stands later in the earlier epoch is sent back to here.
    """
    head = FeedHead.objects.select_for_update().get(pk=1)
    last = FeedEpoch.objects.latest("number")
    FeedEpoch.objects.create(number=last.number + 1, began_after=head.position, began_at=at)
    return Cursor(last.number + 1, head.position)


def _lines(statement: str, parameters: Sequence[Any], epoch: int) -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return [_line(epoch, row) for row in cursor.fetchall()]


def _line(epoch: int, row: Sequence[Any]) -> Line:
    position, procedure, entry, dossier_id, step_id, act, to, revision, at, digest, code = row
    return Line(
        Cursor(epoch, position),
        procedure,
        entry,
        dossier_id,
        step_id,
        act,
        to,
        revision,
        at,
        bytes(digest).hex(),
        code,
    )
