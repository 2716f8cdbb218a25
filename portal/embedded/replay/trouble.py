"""What may befall a site while it works: drawn by seed, one at a time, until told to stop."""

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg2
import redis

from portal.embedded.children import Child
from portal.embedded.spawning import signal_group
from portal.embedded.supervisor import Supervisor

LAST_FAULT = "last_fault"  # a file: when the last fault happened, for who judges the recovery


class Trouble(threading.Thread):
    """Kills workers and pool children, empties and kills the broker, restarts the database."""

    def __init__(self, supervisor: Supervisor, *, seed: int, pause: float = 2.0) -> None:
        super().__init__(daemon=True, name="trouble")
        self._site, self._pause = supervisor, pause
        self._random = random.Random(seed)  # noqa: S311  # repeatable, not secret
        self._over = threading.Event()
        self.happened: list[str] = []

    def run(self) -> None:
        """Do harm every couple of seconds."""
        faults: list[Callable[[], None]] = [
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
            with suppress(psutil.Error, redis.RedisError, psycopg2.Error, OSError):
                fault()
            self.happened.append(fault.__name__)
            note_fault(self._site.folder.path)

    def end(self) -> None:
        """Let the site rest."""
        self._over.set()

    def kill_a_worker(self) -> None:
        """SIGKILL a worker with its whole group: prefork children outlive their parent."""
        worker = self._worker()
        if worker and worker.running:
            signal_group(worker.running, signal.SIGKILL)

    def kill_a_pool_child(self) -> None:
        """SIGKILL one process of a worker's pool."""
        worker = self._worker()
        if worker and worker.running:
            children = psutil.Process(worker.running.pid).children(recursive=True)
            if children:
                self._random.choice(children).kill()

    def stop_a_worker_past_its_lease(self) -> None:
        """SIGSTOP a worker, and SIGCONT when others have taken over what it held."""
        worker = self._worker()
        if worker and worker.running:
            signal_group(worker.running, signal.SIGSTOP)
            self._over.wait(12)
            signal_group(worker.running, signal.SIGCONT)

    def flush_the_broker(self) -> None:
        """FLUSHALL: every ring that nobody heard yet is gone."""
        redis.Redis.from_url(self._site.servers.urls.redis_url).flushall()

    def kill_the_broker(self) -> None:
        """kill -9, and start it again, empty, a moment later."""
        self._site.servers.kill_valkey()
        self._over.wait(self._random.uniform(0.5, 2.0))
        self._site.servers.restart_valkey()

    def restart_the_database(self) -> None:
        """Stop PostgreSQL immediately, and start it again a moment later."""
        self._site.servers.kill_postgres(immediate=True)
        self._over.wait(self._random.uniform(0.5, 2.0))
        self._site.servers.restart_postgres()

    def end_all_connections(self) -> None:
        """Terminate every backend of the portal."""
        connection = psycopg2.connect(self._site.servers.urls.database_url)
        with connection, connection.cursor() as cursor:
            cursor.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                    WHERE pid <> pg_backend_pid() AND usename IN ('portal_worker', 'portal_desk')"""
            )

    def _worker(self) -> Child | None:
        workers = [one for one in self._site.children if one.process.name.startswith("worker")]
        return self._random.choice(workers) if workers else None


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
