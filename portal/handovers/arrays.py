"""PostgreSQL array literals: the driver's own adaptation costs more than the statements."""

from collections.abc import Iterable

_NULL = "NULL"


def numbers(values: Iterable[float | None]) -> str:
    """Return an array literal of numbers; None is NULL."""
    return "{" + ",".join([_NULL if value is None else str(value) for value in values]) + "}"


def texts(values: Iterable[object]) -> str:
    """Return an array literal of texts (also dates, JSON …); None is NULL."""
    return (
        "{" + ",".join([_NULL if value is None else _quoted(str(value)) for value in values]) + "}"
    )


def blobs(values: Iterable[bytes | None]) -> str:
    """Return an array literal of byte strings; None is NULL."""
    return "{" + ",".join([_NULL if one is None else f'"\\\\x{one.hex()}"' for one in values]) + "}"


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
