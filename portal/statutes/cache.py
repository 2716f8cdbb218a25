"""The rows of dated law kept by each process for a short while, and never past a change of its own.

A process sees its own changes at once, also inside a transaction and after its rollback; those of
other processes after at most `LIFETIME` seconds. Whoever decides by the law does so under
`read_anew`, and waits for nothing.
"""

import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from django.db import connection, models, transaction

LIFETIME = 30.0  # seconds

Row = TypeVar("Row", bound=models.Model)
_kept: dict[tuple[Any, ...], tuple[float, Mapping[str, tuple[Any, ...]]]] = {}
_here = threading.local()


def rows(model: type[Row], key: str = "code") -> Mapping[str, tuple[Row, ...]]:
    """Return the rows of `model` that were not withdrawn, by `key`, newest first.

    At most one query; the rows are shared and must not be changed.
    """
    if _changed_in_this_transaction():
        return _read(model, key)
    place = (model, key, *(connection.settings_dict[part] for part in ("HOST", "PORT", "NAME")))
    now = time.monotonic()
    read_at, found = _kept.get(place, (float("-inf"), {}))
    if read_at < max(now - LIFETIME, _not_before()):
        found = _read(model, key)
        _kept[place] = (now, found)  # as old as the question: a change may have crossed the answer
    return found


@contextmanager
def read_anew() -> Iterator[None]:
    """Let nothing that was kept before count inside the block, and keep what is read there.

    For acts that settle something by the law, against rows that another process has just written.
    One query for each kind of row, however often it is asked for.
    """
    before = _not_before()
    _here.not_before = time.monotonic()
    try:
        yield
    finally:
        _here.not_before = before


def forget() -> None:
    """Drop what this process keeps, because a row has just been written."""
    _kept.clear()
    if connection.in_atomic_block:
        # what this transaction wrote may be undone: until it ends nothing it reads is kept
        _here.changed_in = connection.atomic_blocks[0]
        transaction.on_commit(_kept.clear)


def _not_before() -> float:
    return float(getattr(_here, "not_before", float("-inf")))


def _changed_in_this_transaction() -> bool:
    changed_in = getattr(_here, "changed_in", None)
    if changed_in is None:
        return False
    if any(block is changed_in for block in connection.atomic_blocks):
        return True
    _here.changed_in = None
    return False


def _read(model: type[Row], key: str) -> Mapping[str, tuple[Row, ...]]:
    found: dict[str, list[Row]] = {}
    for row in model._default_manager.filter(withdrawn_on__isnull=True):
        found.setdefault(getattr(row, key), []).append(row)
    return {value: tuple(same) for value, same in found.items()}
