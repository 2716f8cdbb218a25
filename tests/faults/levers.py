"""What a fault test moves in a site: doors, agencies, the point at which a process dies."""

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from portal.embedded.processes import SIMULATORS
from portal.embedded.servers import EmbeddedServers


class Levers:
    """The handles of one site that break nothing by themselves."""

    servers: EmbeddedServers
    addresses: dict[str, str]

    @property
    def aim(self) -> Path:
        """The file that names the point at which a process dies."""
        raise NotImplementedError

    def take_aim(self, point: str) -> None:
        """Name the point at which a process of a worker dies once the token is there.

        Whole or not at all: a task that begins meanwhile reads the file.
        """
        partial = self.aim.with_suffix(".partial")
        partial.write_text(point)
        partial.rename(self.aim)

    @contextmanager
    def doors_shut(self) -> Iterator[None]:
        """Keep every door to the outside world shut, but for those opened meanwhile."""
        self._doors("now() + interval '1 hour'")
        try:
            yield
        finally:
            self._doors("NULL")

    def open(self, endpoint: str) -> None:
        """Open one door again."""
        self._doors("NULL", endpoint)

    def _doors(self, until: str, endpoint: str = "%") -> None:
        connection = psycopg2.connect(self.servers.urls.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE handovers_endpoint SET open_until = {until} WHERE code LIKE %s",
                [endpoint],
            )
        connection.close()

    def set(self, system: str, **levers: Any) -> None:
        """Move the levers of one simulated system."""
        request = urllib.request.Request(
            f"{self.addresses[system]}/_sim/controls",
            json.dumps(levers).encode(),
            {"Content-Type": "application/json"},
        )
        urllib.request.urlopen(request, timeout=5).close()

    def set_all(self, **levers: Any) -> None:
        """Move the same levers of every simulated system."""
        for name in SIMULATORS:
            self.set(name, **levers)

    def calm(self) -> None:
        """Let every agency be as it was: honest, and as quick as it can."""
        self.set_all(mode="instant", habits={}, latency_ms=0)
