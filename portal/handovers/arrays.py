"""PostgreSQL array literals: the driver's own adaptation costs more than the statements.

Each has a way at the speed of `join` for the ordinary column, and a slower one for what is rare.
"""

from collections.abc import Iterable, Sequence

_NULL = "NULL"


def numbers(values: Iterable[float | None]) -> str:
    """Return an array literal of numbers; None is NULL."""
    return "{" + ",".join(map(str, values)).replace("None", _NULL) + "}"


def texts(values: Sequence[object]) -> str:
    """Return an array literal of texts (also dates, JSON …); None is NULL."""
    try:
        plain = '","'.join(values)  # type: ignore[arg-type]  # others than str: see below
    except TypeError:
        return _mixed(values)
    if not values or "\\" in plain or plain.count('"') != 2 * (len(values) - 1):
        return _mixed(values)
    return '{"' + plain + '"}'


def blobs(values: Sequence[bytes | None]) -> str:
    """Return an array literal of byte strings; None is NULL."""
    return "{" + ",".join([_NULL if one is None else f'"\\\\x{one.hex()}"' for one in values]) + "}"


def _mixed(values: Iterable[object]) -> str:
    return (
        "{" + ",".join([_NULL if value is None else _quoted(str(value)) for value in values]) + "}"
    )


def _quoted(text: str) -> str:
    if '"' in text or "\\" in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
