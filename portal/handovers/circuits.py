"""One circuit per endpoint: thirty-four provinces fail one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection

from portal.handovers.pace import Pace
from portal.handovers.sets import OPENS_AT

SPREAD = 10  # seconds over which the messages of a recovered endpoint become due
UNTOLD = 5.0  # seconds of rest for a partner that has enough and does not say for how long


@dataclass(frozen=True, slots=True)
class Call:
    """One call that came to an end: `seconds` for `letters` letters; failed means an outage.

    `later` is in how many seconds a partner that has enough wants us back, 0 if it does not say.
    """

    endpoint: str
    letters: int
    seconds: float
    failed: bool
    later: float | None = None


def note(calls: Iterable[Call], *, pace: Pace) -> None:
    """Learn latency and health from calls, in the order in which they ended."""
    by_endpoint: dict[str, list[Call]] = {}
    for call in calls:
        by_endpoint.setdefault(call.endpoint, []).append(call)
    for endpoint in sorted(by_endpoint):  # one order for all workers: no deadlock
        heard = [call for call in by_endpoint[endpoint] if call.later is None]
        if heard:
            _note_endpoint(endpoint, heard, pace)
        waits = [call.later for call in by_endpoint[endpoint] if call.later is not None]
        if waits:
            _rest(endpoint, min(max(waits) or UNTOLD, pace.retry_after_at_most))


def _note_endpoint(endpoint: str, calls: Sequence[Call], pace: Pace) -> None:
    answered = [call for call in calls if not call.failed]
    if not answered:
        _failed(endpoint, len(calls))
        return
    trailing = 0
    for call in reversed(calls):
        if not call.failed:
            break
        trailing += 1
    letters = sum(call.letters for call in answered)
    latency = 1000 * sum(call.seconds for call in answered) / max(1, letters)
    _answered(endpoint, max(0.01, latency), trailing, pace)


def _failed(endpoint: str, failures: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE handovers_endpoint
                  SET failures = failures + %(n)s, down_since = coalesce(down_since, now()),
                      open_until = CASE WHEN failures + %(n)s < %(opens)s THEN NULL
                        ELSE now() + least(20, 2 ^ least(5, failures + %(n)s - %(opens)s))
                             * interval '1 second' END
                WHERE code = %(code)s""",
            {"n": failures, "opens": OPENS_AT, "code": endpoint},
        )


def _rest(endpoint: str, seconds: float) -> None:
    """Leave a partner in peace that answered 429; it is not down."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE handovers_endpoint
                  SET open_until = greatest(open_until, now() + %s * interval '1 second')
                WHERE code = %s""",
            (seconds, endpoint),
        )


def _answered(endpoint: str, latency_ms: float, trailing: int, pace: Pace) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH before AS (SELECT id, failures FROM handovers_endpoint WHERE code = %(code)s)
               UPDATE handovers_endpoint e
                  SET latency_ms = 0.7 * e.latency_ms + 0.3 * %(latency)s, failures = %(trailing)s,
                      open_until = CASE WHEN e.failures < %(opens)s AND e.open_until > now()
                                        THEN e.open_until END,  -- it wants to be left in peace
                      down_since = NULL
                 FROM before WHERE e.id = before.id
            RETURNING e.id, before.failures""",
            {
                "code": endpoint,
                "latency": latency_ms,
                "trailing": trailing,
                "opens": OPENS_AT,
            },
        )
        row = cursor.fetchone()
        if row and row[1] >= OPENS_AT:
            _wake_waiting(row[0], pace)


# One statement for each partial index. Only what waits because of the outage is woken, for no
# longer than such a wait can be: not what is held in the house, what the partner itself put off,
# or what somebody is asking about (see `sets.take`).
_WAKE = """
UPDATE handovers_handover SET next_at = now() + random() * %(spread)s * interval '1 second'
 WHERE id IN (SELECT id FROM handovers_handover
               WHERE endpoint_id = %(endpoint)s AND status = '{status}'
                 AND next_at > now() + %(spread)s * interval '1 second'
                 AND next_at <= now() + %(longest)s * interval '1 second'
                 AND attempts > 0 AND last_kind IN ('unreachable', 'server_error', 'garbled')
                 FOR UPDATE SKIP LOCKED)
"""


def _wake_waiting(endpoint_id: int, pace: Pace) -> None:
    """Make everything that waited for the endpoint due, spread so that it is not run down again."""
    longest = pace.retry_at_most_every
    parameters = {"spread": SPREAD, "endpoint": endpoint_id, "longest": longest}
    with connection.cursor() as cursor:
        for status in ("DUE", "OWED"):
            cursor.execute(_WAKE.format(status=status), parameters)
