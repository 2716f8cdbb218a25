"""A bounded memory for what is costly to find twice; safe to share between threads."""

from collections import OrderedDict
from threading import Lock
from typing import Any


class Memory:
    """Keep the last `most` things that were found."""

    def __init__(self, most: int = 1024) -> None:
        self._most = most
        self._kept: OrderedDict[object, Any] = OrderedDict()
        self._lock = Lock()

    def get(self, asked: object) -> Any:
        """Return what was kept, or None."""
        with self._lock:
            if asked in self._kept:
                self._kept.move_to_end(asked)
            return self._kept.get(asked)

    def put(self, asked: object, found: Any) -> None:
        """Keep it, and forget what was asked for longest ago."""
        with self._lock:
            self._kept[asked] = found
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
