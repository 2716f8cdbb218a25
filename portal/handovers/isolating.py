"""Find the one case that makes a whole batch fail: halve until it stands alone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from portal.handovers.carriers import Letter

log = logging.getLogger(__name__)
T = TypeVar("T")


# What says nothing of the case at hand: it is raised, and everything is tried again later.
LOST = (OperationalError, InterfaceError)
LOST_OR_FULL = (*LOST, OSError)  # where our own disk is written to: it may be full


def isolate(
    letters: Sequence[Letter],
    act: Callable[[Sequence[Letter]], Mapping[int, T]],
    *,
    lost: tuple[type[Exception], ...] = LOST,
) -> tuple[dict[int, T], list[tuple[Letter, str]]]:
    """Return `act`'s results by subject, and the letters on which it raises, each with the reason.

    Reasons are exception names only: a message could carry a name or a number. A lost database is
    not a poison case and is raised.
    """
    if not letters:
        return {}, []
    about = {"handover": letters[0].handover} if len(letters) == 1 else None
    results, reason = _tried(partial(act, letters), lost, about)
    if results is not None:
        return dict(results), []
    if len(letters) == 1:
        return {}, [(letters[0], reason)]
    middle = len(letters) // 2
    found, poison = isolate(letters[:middle], act, lost=lost)
    more, more_poison = isolate(letters[middle:], act, lost=lost)
    return found | more, poison + more_poison


def alone(act: Callable[[], T], **about: int) -> tuple[T | None, str]:
    """Return what `act` returns, or None and the name of what it raised: a poison case.

    `about` are the ids to log. A lost database or a full disk is raised.
    """
    return _tried(act, LOST_OR_FULL, about)


def _tried(
    act: Callable[[], T], lost: tuple[type[Exception], ...], about: Mapping[str, int] | None
) -> tuple[T | None, str]:
    try:
        if not connection.in_atomic_block:
            return act(), ""
        with transaction.atomic():  # a failed statement must not spoil the claim around it
            return act(), ""
    except lost:
        raise
    except Exception as error:  # the one place: whatever a procedure or client may raise
        if about is not None:
            log.exception("poison_case", extra=dict(about))
        return None, type(error).__name__
