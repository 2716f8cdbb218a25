"""One record of a partner with idempotency keys, read as an answer."""

from collections.abc import Callable
from typing import TypeAlias

from integrations import reading
from integrations.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from integrations.base import Garbled
from integrations.reading import Record

VERIFICATION = "verification"

ReadGrant: TypeAlias = Callable[[Record], Granted]


def read_answer(shown: Record | None, granted: ReadGrant) -> Answer:
    """Return the answer a record is; None is a key the partner does not know."""
    if shown is None:
        return NoAnswer(NoAnswerKind.MISSING)
    try:
        return read_strictly(shown, granted)
    except Garbled as garbled:
        return NoAnswer(NoAnswerKind.GARBLED, raw=garbled.raw)


def read_first(shown: Record, granted: ReadGrant) -> Answer:
    """Return what the reply to a PUT says: received and owed, or answered at once."""
    if reading.text(shown, "state") == "received":
        return Accepted(reading.text(shown, "reference"), reading.optional_day(shown, "due_on"))
    return read_strictly(shown, granted)


def read_strictly(shown: Record, granted: ReadGrant) -> Answer:
    """Return the answer, or raise Garbled."""
    state = reading.text(shown, "state")
    if state == "received":
        return NoAnswer(NoAnswerKind.NOT_READY)
    if state == "verifying":
        due_on = reading.optional_day(shown, "due_on")
        return Accepted(reading.text(shown, "reference"), due_on, VERIFICATION)
    result = reading.record(shown.get("result"))
    if state == "granted":
        return granted(result)
    if state == "returned":
        return read_return(result)
    if state == "refused":
        return Refused(reading.text(result, "reason", default=""))
    raise Garbled("no such state")


def read_return(result: Record) -> Returned:
    """Return what is to be corrected."""
    return Returned(
        reading.text(result, "reason", default=""),
        items=reading.texts(result, "items"),
        note=reading.text(result, "note", default=""),
    )
