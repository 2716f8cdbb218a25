"""How those above learn that a consent changed: one plain call inside the same transaction."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Protocol

from portal.consents.standing import Standing


class Locks(Protocol):
    """Lock whatever must be locked before a consent of these steps is touched; return a token."""

    def __call__(self, step_ids: Sequence[int], /) -> Any: ...


class Hears(Protocol):
    """Act on the new standing of steps; the consents have changed, nothing is committed yet."""

    def __call__(
        self, standings: Mapping[int, Standing], /, *, at: datetime, locked: Any
    ) -> None: ...


class OnAnswer:
    """The one listener; an ordinary object, registered by the app that owns the steps.

    One lock order holds everywhere: `lock` first (dossiers by id), then consents by id, then
    messages. `answered` receives what `lock` returned in the same transaction.
    """

    def __init__(self) -> None:
        self._lock: Locks | None = None
        self._answered: Hears | None = None

    def register(self, *, lock: Locks, answered: Hears) -> None:
        """Name the listener; a second one raises ValueError."""
        if self._answered is not None:
            raise ValueError("somebody listens to consents already")
        self._lock, self._answered = lock, answered

    def lock(self, step_ids: Sequence[int]) -> Any:
        """Take the listener's locks for these steps."""
        return self._lock(step_ids) if self._lock and step_ids else None

    def answered(self, standings: Mapping[int, Standing], *, at: datetime, locked: Any) -> None:
        """Tell the listener how these steps stand now."""
        if self._answered and standings:
            self._answered(standings, at=at, locked=locked)

    @contextmanager
    def replaced(self, *, lock: Locks, answered: Hears) -> Iterator[None]:
        """Let another listener stand in for a while (tests)."""
        kept = self._lock, self._answered
        self._lock, self._answered = lock, answered
        try:
            yield
        finally:
            self._lock, self._answered = kept


on_answer = OnAnswer()
