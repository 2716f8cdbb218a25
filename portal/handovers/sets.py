"""Every statement on messages that must be fast: one for a whole batch, on PostgreSQL's clock.

`id = ANY(…)` stands beside each join with `unnest`: it keeps the plan on the primary key whatever
the statistics of a table that grew a minute ago say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from portal.handovers.arrays import blobs, numbers, texts
from portal.handovers.carriers import Letter

OPENS_AT = 5  # failures in a row that open an endpoint's circuit

_CLAIM = """
SELECT h.id, h.channel, h.topic, h.subject, h.revision, e.code, h.body, h.fence, h.attempts,
       h.reference, h.forgiven
  FROM (SELECT * FROM handovers_endpoint
         WHERE open_until IS NULL OR open_until <= now() ORDER BY random()) e
 CROSS JOIN LATERAL (
       SELECT * FROM handovers_handover
        WHERE endpoint_id = e.id AND status IN ({statuses}) AND next_at <= now()
        ORDER BY next_at
        LIMIT (CASE WHEN e.failures >= %(opens_at)s THEN 1
                   ELSE greatest(1, least(%(batch)s, %(window_ms)s * %(lanes)s / e.latency_ms))
              END)::bigint
          FOR UPDATE SKIP LOCKED) h
 LIMIT %(batch)s
"""
_STATUSES = {False: "'DUE', 'SENDING'", True: "'OWED'"}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of one message: `wait` is in seconds from now, None leaves `next_at`."""

    letter: Letter
    status: str
    wait: float | None = None
    reference: str = ""
    kind: str = ""
    raw: bytes | None = None


def _rows(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def lock_ready(*, asking: bool, batch: int, window: float, lanes: int) -> list[Letter]:
    """Lock what may be sent (or asked) now: no more of each endpoint than `window` lets through.

    `window` is in seconds, `lanes` is how many calls run at once. Endpoints take turns at random,
    so that none with a long queue holds up the others. Rows another worker holds are skipped; the
    locks last until the caller's transaction ends.
    """
    statement = _CLAIM.format(statuses=_STATUSES[asking])
    parameters = {
        "batch": batch,
        "window_ms": window * 1000,
        "lanes": lanes,
        "opens_at": OPENS_AT,
    }
    return [
        Letter(
            handover=row[0],
            channel=row[1],
            topic=row[2],
            subject=row[3],
            revision=row[4],
            endpoint=row[5],
            body=bytes(row[6] or b""),
            fence=row[7] + 1,
            attempt=row[8] + (not asking),
            reference=row[9],
            forgiven=row[10],
        )
        for row in _rows(statement, parameters)
    ]


def take(
    letters: Sequence[Letter], hashes: Sequence[bytes | None], *, asking: bool, lease: float
) -> None:
    """Write the claim: fence raised, lease begun, and for a first send the frozen body.

    A letter without a body is claimed and not counted as sent. A row that is asked about loses
    its `last_kind`: nobody is to think that it only waits.
    """
    if asking:
        _run(
            """UPDATE handovers_handover h
                  SET fence = h.fence + 1, next_at = now() + %s * interval '1 second',
                      last_kind = ''
                WHERE h.id = ANY(%s::bigint[])""",
            (lease, numbers([letter.handover for letter in letters])),
        )
        return
    _run(
        """UPDATE handovers_handover h
              SET status = 'SENDING', fence = h.fence + 1,
                  attempts = h.attempts + (v.body IS NOT NULL)::int,
                  next_at = now() + %s * interval '1 second',
                  body = coalesce(h.body, v.body), body_sha256 = coalesce(h.body_sha256, v.hash)
             FROM unnest(%s::bigint[], %s::bytea[], %s::bytea[]) AS v(id, body, hash)
            WHERE h.id = v.id AND h.id = ANY(%s::bigint[])""",
        (
            lease,
            numbers(ids := [letter.handover for letter in letters]),
            blobs([letter.body or None for letter in letters]),
            blobs(hashes),
            numbers(ids),
        ),
    )


def renew(letters: Sequence[Letter], *, lease: float) -> None:
    """Prolong the lease of claims that are still ours."""
    _run(
        """UPDATE handovers_handover h SET next_at = now() + %s * interval '1 second'
             FROM unnest(%s::bigint[], %s::int[]) AS v(id, fence)
            WHERE h.id = v.id AND h.fence = v.fence AND h.status IN ('SENDING', 'OWED')""",
        (lease, *_claims(letters)),
    )


def release(letters: Sequence[Letter], *, asking: bool) -> None:
    """Give back claims whose call never began: due at once, no attempt burnt."""
    _run(
        """UPDATE handovers_handover h
              SET status = CASE WHEN %s THEN h.status ELSE 'DUE' END, next_at = now(),
                  attempts = h.attempts - %s
             FROM unnest(%s::bigint[], %s::int[]) AS v(id, fence)
            WHERE h.id = v.id AND h.fence = v.fence AND h.status IN ('SENDING', 'OWED')""",
        (asking, 0 if asking else 1, *_claims(letters)),
    )


def settle(outcomes: Sequence[Outcome]) -> set[int]:
    """Write what became of each message and return the ids whose claim was still ours.

    To be told to come back later is no failure: such an attempt to send is forgiven.
    """
    rows = _rows(
        """UPDATE handovers_handover h
              SET status = v.status, settled_at = now(), last_kind = v.kind,
                  forgiven = h.forgiven + (v.kind = 'throttled' AND v.status = 'DUE')::int,
                  last_exchange = coalesce(v.raw, h.last_exchange),
                  next_at = coalesce(now() + v.wait * interval '1 second', h.next_at),
                  reference = CASE WHEN v.reference = '' THEN h.reference ELSE v.reference END
             FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::float8[], %s::text[], %s::text[],
                         %s::bytea[]) AS v(id, fence, status, wait, reference, kind, raw)
            WHERE h.id = v.id AND h.fence = v.fence AND h.id = ANY(%s::bigint[])
        RETURNING h.id""",
        (
            *_claims([outcome.letter for outcome in outcomes]),
            texts([outcome.status for outcome in outcomes]),
            numbers([outcome.wait for outcome in outcomes]),
            texts([outcome.reference for outcome in outcomes]),
            texts([outcome.kind for outcome in outcomes]),
            blobs([outcome.raw for outcome in outcomes]),
            numbers([outcome.letter.handover for outcome in outcomes]),
        ),
    )
    return {row[0] for row in rows}


def lock_subjects(channel: str, keys: Sequence[tuple[int, int]]) -> list[Letter]:
    """Lock the sent messages of (subject, revision) pairs, whoever holds their lease, fence raised.

    This is how an answer that somebody pushed to us takes a message over, also one that stalled or
    waits for its next attempt: the partner must have it.
    """
    rows = _rows(
        """UPDATE handovers_handover h SET fence = h.fence + 1
             FROM unnest(%s::bigint[], %s::int[]) AS v(subject, revision),
                  handovers_endpoint e
            WHERE h.channel = %s AND h.subject = v.subject AND h.revision = v.revision
              AND h.status <> 'DONE' AND h.attempts > 0 AND e.id = h.endpoint_id
        RETURNING h.id, h.topic, h.subject, h.revision, e.code, h.fence, h.attempts, h.reference""",
        ([key[0] for key in keys], [key[1] for key in keys], channel),
    )
    return [
        Letter(row[0], channel, row[1], row[2], row[3], row[4], b"", row[5], row[6], row[7])
        for row in rows
    ]


def any_unsent(channel: str, keys: Sequence[tuple[int, int]]) -> bool:
    """Say whether a message of these (subject, revision) pairs is still to be sent first."""
    rows = _rows(
        """SELECT 1 FROM unnest(%s::bigint[], %s::int[]) AS v(subject, revision)
             JOIN handovers_handover h USING (subject, revision)
            WHERE h.channel = %s AND h.status <> 'DONE' AND h.attempts = 0 LIMIT 1""",
        ([key[0] for key in keys], [key[1] for key in keys], channel),
    )
    return bool(rows)


def create(channel: str, rows: Sequence[tuple[str, int, int, int]], *, delay: float = 0.0) -> None:
    """Put (topic, subject, revision, endpoint id) rows on the way; a row already there is kept."""
    _run(
        """INSERT INTO handovers_handover (channel, topic, subject, revision, endpoint_id, next_at)
           SELECT %s, v.topic, v.subject, v.revision, v.endpoint,
                  now() + %s * interval '1 second'
             FROM unnest(%s::text[], %s::bigint[], %s::int[], %s::bigint[])
                  AS v(topic, subject, revision, endpoint)
               ON CONFLICT (subject, revision, channel) DO NOTHING""",
        (
            channel,
            delay,
            texts([row[0] for row in rows]),
            numbers([row[1] for row in rows]),
            numbers([row[2] for row in rows]),
            numbers([row[3] for row in rows]),
        ),
    )


def close(channel: str, subjects: Sequence[int], *, kind: str) -> None:
    """Close every open message of these subjects: nobody waits for its answer any more."""
    _run(
        """UPDATE handovers_handover
              SET status = 'DONE', fence = fence + 1, last_kind = %s, settled_at = now()
            WHERE channel = %s AND subject = ANY(%s) AND status <> 'DONE'""",
        (kind, channel, list(subjects)),
    )


def close_moot(handovers: Sequence[int]) -> None:
    """Close locked messages that have nothing left to say."""
    _run(
        """UPDATE handovers_handover SET status = 'DONE', last_kind = 'moot', settled_at = now()
            WHERE id = ANY(%s)""",
        (list(handovers),),
    )


def send_again(handover: int) -> bool:
    """Make a stalled message due now, its attempts forgiven; say whether it was stalled."""
    return bool(
        _rows(
            """UPDATE handovers_handover SET status = 'DUE', forgiven = attempts, next_at = now()
                WHERE id = %s AND status = 'STALLED' RETURNING id""",
            (handover,),
        )
    )


def _run(statement: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def _claims(letters: Sequence[Letter]) -> tuple[str, str]:
    return (
        numbers([letter.handover for letter in letters]),
        numbers([letter.fence for letter in letters]),
    )
