"""A server of its own for measurements, and a fresh database for each."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from portal.embedded.servers import EmbeddedServers
from tests.clones import Clones, default_database, url_of


@contextmanager
def server() -> Iterator[Clones]:
    """Start PostgreSQL and Valkey for one run of measurements; yield the maker of databases.

    Commits are synchronous and fsync is off: the disk of a shared machine would drown what is
    compared, and its absence favours the hand-written floor, not the engine.
    """
    folder = Path(tempfile.mkdtemp(prefix="portal-bench-"))
    servers = EmbeddedServers(folder / "run", "faults")
    urls = servers.start()
    os.environ |= {"REDIS_URL": urls.redis_url}
    try:
        clones = Clones(urls.database_url, folder, "main")
        clones.prepare_template()
        yield clones
    finally:
        servers.erase()
        for leftover in folder.iterdir():
            leftover.unlink()
        folder.rmdir()


@contextmanager
def database(clones: Clones) -> Iterator[str]:
    """Make the default connection work in a fresh database; yield its URL."""
    with clones.clone() as name:
        url = url_of(clones.server_url, name)
        with default_database(url):
            yield url


def seconds(act: Callable[[], object]) -> float:
    """Return how long `act` takes."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began
