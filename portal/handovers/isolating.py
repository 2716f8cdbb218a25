"""Find the one case that makes a whole batch fail: halve until it stands alone."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from django.db import OperationalError, connection, transaction

from portal.handovers.carriers import Letter

log = logging.getLogger(__name__)
T = TypeVar("T")


def isolate(
    letters: Sequence[Letter], act: Callable[[Sequence[Letter]], Mapping[int, T]]
) -> tuple[dict[int, T], list[tuple[Letter, str]]]:
    """Return `act`'s results by subject, and the letters on which it raises, each with the reason.

    Reasons are exception names only: a message could carry a name or a number. A lost database is
    not a poison case and is raised.
    """
    if not letters:
        return {}, []
    try:
        return dict(_guarded(letters, act)), []
    except OperationalError:
        raise
    except Exception as error:  # the one place: whatever a procedure or client may raise
        if len(letters) == 1:
            log.exception("poison_case", extra={"handover": letters[0].handover})
            return {}, [(letters[0], type(error).__name__)]
    middle = len(letters) // 2
    results, poison = isolate(letters[:middle], act)
    more, more_poison = isolate(letters[middle:], act)
    return results | more, poison + more_poison


def _guarded(
    letters: Sequence[Letter], act: Callable[[Sequence[Letter]], Mapping[int, T]]
) -> Mapping[int, T]:
    if not connection.in_atomic_block:
        return act(letters)
    with transaction.atomic():  # a failed statement must not spoil the claim around it
        return act(letters)
