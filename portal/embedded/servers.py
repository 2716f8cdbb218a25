"""The embedded PostgreSQL and Valkey together: started, found again, stopped, made to fail."""

import os
import shutil
import signal
import threading
from pathlib import Path
from types import TracebackType

from portal.embedded.installation import installation_of
from portal.embedded.postgres import EmbeddedPostgres
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder
from portal.embedded.running import RECORD, Urls, is_alive
from portal.embedded.valkey import EmbeddedValkey
from portal.settings.database import RUNTIME_ROLES

WAIT_FOR_LOCK_SECONDS = 10.0


class EmbeddedServers:
    """Both servers of a run folder; a URL that is given takes the place of its server."""

    def __init__(
        self,
        run_folder: Path,
        profile: str = "durable",
        *,
        database_url: str = "",
        redis_url: str = "",
    ) -> None:
        self.folder = RunFolder(run_folder)
        self.profile = profile
        self._given = (database_url, redis_url)
        # Whoever stops a server finishes before another may look whether it ended.
        self._changing = threading.RLock()
        self.postgres: EmbeddedPostgres | None = None
        self.valkey: EmbeddedValkey | None = None

    def __enter__(self) -> Urls:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> Urls:
        """Start what is not given; raise CannotRun when the folder is in use or unusable."""
        self.folder.prepare()
        self._lock()
        database_url, redis_url = self._given
        try:
            if not database_url:
                self.postgres = EmbeddedPostgres(self.folder, self.profile)
                self.postgres.start()
            if not redis_url:
                self.valkey = EmbeddedValkey(self.folder)
                self.valkey.start()
        except BaseException:
            self.stop()
            raise
        self._record()
        return self.urls

    @property
    def urls(self) -> Urls:
        """How the servers are reached now."""
        database_url, redis_url = self._given
        return Urls(
            self.postgres.url if self.postgres else database_url,
            self.valkey.url if self.valkey else redis_url,
            os.environ.get("DJANGO_SECRET_KEY") or installation_of(self.folder)["secret_key"],
        )

    def stop(self) -> None:
        """Stop both servers and let the run folder go; nothing, where we never held it."""
        with self._changing:
            if not self.folder.is_ours:
                return
            self.folder.forget(RECORD)
            if self.valkey:
                self.valkey.stop()
            if self.postgres:
                self.postgres.stop()
            self.folder.unlock()

    def erase(self) -> None:
        """Stop, and remove the run folder with all it held; for folders of tests only."""
        self.stop()
        if self.postgres:
            shutil.rmtree(self.postgres.home, ignore_errors=True)
        shutil.rmtree(self.folder.path, ignore_errors=True)

    def revive(self) -> list[str]:
        """Start a server that ended by itself; return the names of those."""
        with self._changing:
            revived = []
            if self.postgres and self.postgres.has_ended():
                self.restart_postgres()
                revived.append("postgres")
            if self.valkey and self.valkey.has_ended():
                self.restart_valkey()
                revived.append("valkey")
            return revived

    def kill_postgres(self, *, immediate: bool = True) -> None:
        """Stop PostgreSQL: `immediate` as a crash (nothing flushed), else in good order."""
        with self._changing:
            if self.postgres:
                self.postgres.stop(immediate=immediate)

    def restart_postgres(self) -> None:
        """Start PostgreSQL again at the same port, stopping it first if it runs.

        Nothing, when all was stopped meanwhile: the folder is somebody else's then.
        """
        with self._changing:
            if self.postgres and self.folder.is_ours:
                self.postgres.stop()
                self.postgres.start()

    def end_connections(self) -> int:
        """Terminate every backend of the portal's processes; return how many there were."""
        with self._changing:
            return self.postgres.end_backends(RUNTIME_ROLES) if self.postgres else 0

    def kill_valkey(self) -> None:
        """Kill Valkey; whatever was queued is gone."""
        with self._changing:
            if self.valkey:
                self.valkey.stop(immediate=True)

    def restart_valkey(self) -> None:
        """Start Valkey again, empty, at the same port, stopping it first if it runs.

        Nothing, when all was stopped meanwhile.
        """
        with self._changing:
            if self.valkey and self.folder.is_ours:
                self.valkey.stop(immediate=True)
                self.valkey.start()

    def _lock(self) -> None:
        record = self.folder.read(RECORD)
        owner = int(record.get("supervisor", 0))
        if owner and self.folder.is_locked() and is_alive(owner):
            raise CannotRun(
                f"Process {owner} already runs the portal's servers in {self.folder.path}: "
                "stop it first, or point PORTAL_RUN_FOLDER elsewhere."
            )
        if self.folder.lock(wait_seconds=WAIT_FOR_LOCK_SECONDS):
            return
        if owner:
            # Its supervisor was killed; where the kernel does not stop its servers, we do. They
            # hold the lock, so the recorded pids are theirs still.
            for pid, number in zip(record["servers"], (signal.SIGINT, signal.SIGTERM), strict=True):
                if pid and is_alive(pid):
                    os.kill(pid, number)
            if self.folder.lock(wait_seconds=WAIT_FOR_LOCK_SECONDS):
                return
        raise CannotRun(f"The run folder {self.folder.path} is in use by another process.")

    def _record(self) -> None:
        servers = (self.postgres, self.valkey)
        pids = [server.child.pid if server and server.child else 0 for server in servers]
        self.folder.write(
            RECORD, {**self.urls._asdict(), "supervisor": os.getpid(), "servers": pids}
        )
