"""What a partner may answer: five values, used as they are by procedures and pipeline."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import TypeAlias

from integrations.base import Exchange, Garbled, TooLarge, Unreachable


@dataclass(frozen=True, slots=True)
class ReceivedDocument:
    """A file that came with an answer; `sha256` is the hex digest of `content`."""

    kind: str
    sha256: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Granted:
    """The agency did what was asked."""

    facts: Mapping[str, object]
    documents: tuple[ReceivedDocument, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The agency has the case and still owes the answer; `note` may name a sub-state."""

    reference: str
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Returned:
    """The agency wants something corrected; `items` are its own names of fields and papers."""

    reason: str
    items: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused:
    """The agency said no, for good."""

    reason: str
    note: str = ""


class NoAnswerKind(StrEnum):
    """Why there is no answer, as far as the wire can tell."""

    UNREACHABLE = "unreachable"
    SERVER_ERROR = "server_error"
    THROTTLED = "throttled"
    GARBLED = "garbled"
    NOT_READY = "not_ready"  # delivered; the partner is still at it
    REJECTED = "rejected"  # no answer, and trying again would not help: a person must look
    DECLINED = "declined"  # not now, for a reason of its own that we do not know
    MISSING = "missing"  # the partner answered about others and not about this one


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """Nothing that could be settled; `retry_after` is in seconds, `raw` is what arrived."""

    kind: NoAnswerKind
    retry_after: float | None = None
    raw: bytes = b""


Answer: TypeAlias = Granted | Accepted | Returned | Refused | NoAnswer

_ASKS_AGAIN = frozenset({408, 425})


def no_answer_for(outcome: Exchange | Unreachable | Garbled | TooLarge) -> NoAnswer:
    """Return the NoAnswer that an outage, or a reply which is no answer, amounts to."""
    if isinstance(outcome, Unreachable):
        return NoAnswer(NoAnswerKind.UNREACHABLE, raw=outcome.raw)
    if isinstance(outcome, (Garbled, TooLarge)):
        return NoAnswer(NoAnswerKind.GARBLED, raw=outcome.raw)
    kind = _kind_of_status(outcome.status)
    # 503 may say when to come back just as 429 does; what it said word for word stands in `raw`.
    said = outcome.headers.get("Retry-After", "")
    raw = b"Retry-After: %s\n\n%s" % (said[:100].encode(), outcome.body) if said else outcome.body
    return NoAnswer(kind, retry_after=_retry_after(outcome), raw=raw)


def ask_for_fewer(
    keys: Sequence[str], ask: Callable[[Sequence[str]], dict[str, Answer]], outage: TooLarge
) -> dict[str, Answer]:
    """Ask about each half of what was too much for one reply.

    One answer that is too large by itself is a person's to look at: it would be no smaller the
    next time.
    """
    if len(keys) == 1:
        raw = b"one answer longer than we read; it begins: " + outage.raw
        return {keys[0]: NoAnswer(NoAnswerKind.REJECTED, raw=raw)}
    middle = len(keys) // 2
    return ask(keys[:middle]) | ask(keys[middle:])


def _kind_of_status(status: int) -> NoAnswerKind:
    if status == 429:
        return NoAnswerKind.THROTTLED
    if status >= 500 or status in _ASKS_AGAIN:
        return NoAnswerKind.SERVER_ERROR
    if 200 <= status < 300:
        return NoAnswerKind.GARBLED
    return NoAnswerKind.REJECTED


def _retry_after(exchange: Exchange) -> float | None:
    """Read Retry-After (RFC 9110 10.2.3): seconds, or a date judged by the partner's own clock."""
    value = exchange.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    until = _http_date(value)
    if until is None:
        return None
    now = _http_date(exchange.headers.get("Date", ""))
    return max(0.0, until - (time.time() if now is None else now))


def _http_date(value: str) -> float | None:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (TypeError, ValueError):
        return None
