"""What may befall a site while it works: drawn by seed, one at a time, until told to stop."""

import os
import random
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import psutil
import psycopg2
import redis

from portal.embedded.children import Child
from portal.embedded.run_folder import RunFolder
from portal.embedded.servers import EmbeddedServers
from portal.embedded.spawning import signal_group

TROUBLE_OVER = "trouble_over"  # a file: no more harm is to come
LAST_FAULT = "last_fault"  # a file: when the last fault happened, for who judges the recovery


class Site(Protocol):
    """What can be harmed: a supervisor's portal, or a test's."""

    @property
    def servers(self) -> EmbeddedServers:
        """The servers."""

    @property
    def folder(self) -> RunFolder:
        """Where the site lives."""

    @property
    def children(self) -> Sequence[Child]:
        """The processes of the portal."""


class TroubleBroke(Exception):
    """The one who does harm came to harm: the rest of the run was not tried as it should be."""


class Trouble(threading.Thread):
    """Kills workers and pool children, empties and kills the broker, restarts the database."""

    def __init__(self, site: Site, *, seed: int, pause: float = 2.0) -> None:
        super().__init__(daemon=True, name="trouble")
        self._site, self._pause = site, pause
        self._random = random.Random(seed)  # noqa: S311  # repeatable, not secret
        self._over = threading.Event()
        self._came_to_its_end = False
        self.happened: list[str] = []

    def run(self) -> None:
        """Do harm every couple of seconds; count and date what did happen."""
        faults: list[Callable[[], bool]] = [
            self.kill_a_worker,
            self.kill_a_pool_child,
            self.stop_a_worker_past_its_lease,
            self.flush_the_broker,
            self.kill_the_broker,
            self.restart_the_database,
            self.end_all_connections,
        ]
        while not self._over.wait(self._random.uniform(0.5, 1.5) * self._pause):
            fault = self._random.choice(faults)
            if fault():
                self.happened.append(fault.__name__)
                note_fault(self._site.folder.path)
        self._came_to_its_end = True

    def end(self) -> None:
        """Begin no more harm; what is being done is finished, servers started again included."""
        self._over.set()

    def check(self) -> None:
        """Raise TroubleBroke if the thread died of something."""
        if not self.is_alive() and not self._came_to_its_end:
            did = ", ".join(self.happened) or "nothing"
            raise TroubleBroke(f"The one who does harm broke down; before, there was: {did}.")

    def kill_a_worker(self) -> bool:
        """SIGKILL a worker with its whole group: prefork children outlive their parent."""
        worker = self._worker()
        if worker:
            signal_group(worker, signal.SIGKILL)
        return worker is not None

    def kill_a_pool_child(self) -> bool:
        """SIGKILL one process of a worker's pool."""
        worker = self._worker()
        with suppress(psutil.NoSuchProcess):
            if worker and (children := psutil.Process(worker.pid).children(recursive=True)):
                self._random.choice(children).kill()
                return True
        return False

    def stop_a_worker_past_its_lease(self) -> bool:
        """SIGSTOP a worker, and SIGCONT when others have taken over what it held."""
        worker = self._worker()
        if worker:
            signal_group(worker, signal.SIGSTOP)
            self._over.wait(12)
            signal_group(worker, signal.SIGCONT)
        return worker is not None

    def flush_the_broker(self) -> bool:
        """FLUSHALL: every ring that nobody heard yet is gone."""
        with suppress(redis.RedisError):
            redis.Redis.from_url(self._site.servers.urls.redis_url).flushall()
            return True
        return False

    def kill_the_broker(self) -> bool:
        """kill -9, and start it again, empty, a moment later."""
        self._site.servers.kill_valkey()
        self._over.wait(self._random.uniform(0.5, 2.0))
        self._site.servers.restart_valkey()
        return True

    def restart_the_database(self) -> bool:
        """Stop PostgreSQL immediately, and start it again a moment later."""
        self._site.servers.kill_postgres(immediate=True)
        self._over.wait(self._random.uniform(0.5, 2.0))
        self._site.servers.restart_postgres()
        return True

    def end_all_connections(self) -> bool:
        """Terminate every backend of the portal."""
        with suppress(psycopg2.OperationalError):
            return self._site.servers.end_connections() > 0
        return False

    def _worker(self) -> "subprocess.Popen[bytes] | None":
        """Draw one of the workers that run at this moment."""
        running = [
            one.running
            for one in self._site.children
            if one.process.name.startswith("worker") and one.running and one.running.poll() is None
        ]
        return self._random.choice(running) if running else None


def note_fault(folder: Path) -> None:
    """Write down that a fault happened now."""
    partial = folder / f".{LAST_FAULT}.{os.getpid()}"
    partial.write_text(str(time.time()))
    partial.rename(folder / LAST_FAULT)


def last_fault(folder: Path) -> float:
    """Return when the last fault happened, 0 if none did; seconds since the epoch."""
    try:
        return float((folder / LAST_FAULT).read_text())
    except FileNotFoundError:
        return 0.0
