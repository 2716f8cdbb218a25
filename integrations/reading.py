"""Read fields of a partner's reply strictly: what is not as promised is Garbled, never a crash."""

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from integrations.answers import ReceivedDocument
from integrations.base import MOST_DOCUMENT_BYTES, Garbled

Record = Mapping[str, Any]

_LONGEST_TEXT = 4_000
_DAY_FIRST = re.compile(r"(\d{2})[/.](\d{2})[/.](\d{4})")


def record(value: object) -> Record:
    """Return the value if it is a JSON object."""
    if not isinstance(value, dict):
        raise Garbled("an object was promised")
    return value


def records(source: Record, field: str) -> list[Record]:
    """Return a list of JSON objects."""
    value = source.get(field)
    if not isinstance(value, list):
        raise Garbled(f"{field}: a list was promised")
    return [record(item) for item in value]


def text(source: Record, field: str, *, default: str | None = None) -> str:
    """Return a text, cut at a length no honest partner reaches; empty or null is `default`."""
    value = source.get(field)
    if value in (None, "") and default is not None:
        return default
    if not isinstance(value, str) or not value:
        raise Garbled(f"{field}: a text was promised")
    return value[:_LONGEST_TEXT]


def texts(source: Record, field: str) -> tuple[str, ...]:
    """Return a list of texts; null or absent is none."""
    value = source.get(field) or []
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise Garbled(f"{field}: a list of texts was promised")
    return tuple(item[:_LONGEST_TEXT] for item in value)


def code(source: Record, field: str) -> str:
    """Return a short code that some partners write as a number and others as a text."""
    value = source.get(field)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Garbled(f"{field}: a code was promised")
    return str(value).strip()[:_LONGEST_TEXT]


def whole_number(source: Record, field: str) -> int:
    """Return a whole number."""
    value = source.get(field)
    if isinstance(value, bool) or not isinstance(value, int):
        raise Garbled(f"{field}: a whole number was promised")
    return value


def day(source: Record, field: str) -> date:
    """Return a date written yyyy-mm-dd, dd/mm/yyyy or dd.mm.yyyy."""
    found = optional_day(source, field)
    if found is None:
        raise Garbled(f"{field}: a date was promised")
    return found


def optional_day(source: Record, field: str) -> date | None:
    """Return a date as `day` does, or None where there is none."""
    written = text(source, field, default="")
    if not written:
        return None
    day_first = _DAY_FIRST.fullmatch(written[:10])
    try:
        if day_first:
            return date(int(day_first[3]), int(day_first[2]), int(day_first[1]))
        return date.fromisoformat(written)
    except ValueError as error:
        raise Garbled(f"{field}: no such day") from error


def moment(source: Record, field: str) -> datetime:
    """Return a time with its zone, ISO 8601."""
    try:
        found = datetime.fromisoformat(text(source, field))
    except ValueError as error:
        raise Garbled(f"{field}: no such time") from error
    if found.tzinfo is None:
        raise Garbled(f"{field}: a time without a zone")
    return found


def document(source: Record, field: str, kind: str) -> ReceivedDocument:
    """Return a file that came as base64."""
    value = source.get(field)
    if not isinstance(value, str):
        raise Garbled(f"{field}: base64 was promised")
    try:
        content = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Garbled(f"{field}: not base64") from error
    return ReceivedDocument(kind, sha256(content).hexdigest(), content)


def pdf(source: Record, field: str, kind: str) -> ReceivedDocument:
    """Return a PDF that came as base64; a grant that rests on anything else is none."""
    found = document(source, field, kind)
    if not found.content.startswith(b"%PDF"):
        raise Garbled(f"{field}: a PDF was promised")
    if len(found.content) > MOST_DOCUMENT_BYTES:
        raise Garbled(f"{field}: larger than a document may be")
    return found
