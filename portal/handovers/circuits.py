"""One circuit per endpoint: thirty-four provinces fail one by one."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection

from portal.handovers.sets import OPENS_AT

SPREAD = 10  # seconds over which the messages of a recovered endpoint become due


@dataclass(frozen=True, slots=True)
class Call:
    """One call that came to an end: `seconds` for `letters` letters; failed means an outage."""

    endpoint: str
    letters: int
    seconds: float
    failed: bool


def note(calls: Iterable[Call]) -> None:
    """Learn latency and health from calls, in the order in which they ended."""
    by_endpoint: dict[str, list[Call]] = {}
    for call in calls:
        by_endpoint.setdefault(call.endpoint, []).append(call)
    for endpoint in sorted(by_endpoint):  # one order for all workers: no deadlock
        _note_endpoint(endpoint, by_endpoint[endpoint])


def _note_endpoint(endpoint: str, calls: list[Call]) -> None:
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
    _answered(endpoint, max(0.01, latency), trailing)


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


def _answered(endpoint: str, latency_ms: float, trailing: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """WITH before AS (SELECT id, failures FROM handovers_endpoint WHERE code = %(code)s)
               UPDATE handovers_endpoint e
                  SET latency_ms = 0.7 * e.latency_ms + 0.3 * %(latency)s, failures = %(trailing)s,
                      open_until = NULL, down_since = NULL
                 FROM before WHERE e.id = before.id
            RETURNING e.id, before.failures""",
            {"code": endpoint, "latency": latency_ms, "trailing": trailing},
        )
        row = cursor.fetchone()
        if row and row[1] >= OPENS_AT:
            _wake_waiting(row[0])


def _wake_waiting(endpoint_id: int) -> None:
    """Make everything that waited for the endpoint due, spread so that it is not run down again."""
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE handovers_handover SET next_at = now() + random() * %s * interval '1 second'
                WHERE endpoint_id = %s AND status IN ('DUE', 'OWED')
                  AND next_at > now() + %s * interval '1 second'""",
            (SPREAD, endpoint_id, SPREAD),
        )
