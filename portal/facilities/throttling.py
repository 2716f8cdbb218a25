"""How often one address may try files; counted in memory, so that nothing of a try is kept."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

WINDOW = timedelta(minutes=10)
MOST_TRIES = 60  # somebody who mends a program, saving and trying
_MOST_ADDRESSES = 10_000


class TooMany(Exception):
    """Too many files from one address within ten minutes."""


class Tries:
    """Counts by address; each process counts for itself, and a restart forgets."""

    def __init__(self, most: int = MOST_TRIES) -> None:
        self._most = most
        self._counts: OrderedDict[tuple[str, int], int] = OrderedDict()
        self._lock = Lock()

    def count(self, address: str, at: datetime) -> None:
        """Count one try; raises TooMany."""
        window = int(at.timestamp() // WINDOW.total_seconds())
        with self._lock:
            tries = self._counts.pop((address, window), 0) + 1
            self._counts[address, window] = tries
            while len(self._counts) > _MOST_ADDRESSES:
                self._counts.popitem(last=False)
        if tries > self._most:
            raise TooMany


tries = Tries()
