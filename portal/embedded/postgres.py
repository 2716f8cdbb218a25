"""One PostgreSQL server in the run folder, as whoever runs the portal, root included."""

import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import closing

import psycopg2

from portal.embedded.binaries import PostgresBinaries, find_postgres
from portal.embedded.cluster import (
    DATABASE,
    OWNER,
    SUPERUSER,
    ensure_owner,
    environment,
    make_cluster,
)
from portal.embedded.identity import choose_identity, shelter_for_nobody
from portal.embedded.installation import installation_of
from portal.embedded.ports import free_port
from portal.embedded.profiles import settings_of
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder
from portal.embedded.spawning import spawn

START_SECONDS, STOP_SECONDS = 60, 20


class EmbeddedPostgres:
    """The caller holds the run folder's lock; nobody else touches the data."""

    def __init__(self, folder: RunFolder, profile: str) -> None:
        self.folder, self.profile = folder, profile
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None
        self._secrets = installation_of(folder)
        self._binaries = find_postgres()
        self._identity = choose_identity()
        self.home = folder.path
        if self._identity == "nobody":
            self.home, programs = shelter_for_nobody(
                self._secrets["identifier"], self._binaries.folder
            )
            self._binaries = PostgresBinaries(programs, self._binaries.major)
        self._data = self.home / "postgres"
        self._log = folder.logs / "postgres.log"

    @property
    def url(self) -> str:
        """How the owner of the portal's database reaches it."""
        password = self._secrets["owner_password"]
        return f"postgresql://{OWNER}:{password}@127.0.0.1:{self.port}/{DATABASE}"

    def start(self) -> None:
        """Start the server, at its former port if it had one; make the cluster the first time."""
        if self.port:
            self._start_again()
        else:
            self._start_first()
        connection = self.connect()
        try:
            ensure_owner(connection, self._secrets["owner_password"])
        finally:
            connection.close()

    def has_ended(self) -> bool:
        """Say whether the server ended without being told to."""
        return self.child is not None and self.child.poll() is not None

    def _start_first(self) -> None:
        make_cluster(
            self._data, self._binaries, self._identity, self._secrets["superuser_password"]
        )
        # The lock became ours, so no server of this folder lives: its pid file is a leftover.
        (self._data / "postmaster.pid").unlink(missing_ok=True)
        for _attempt in range(3):  # somebody may take the free port before PostgreSQL does
            self.port = free_port()
            if self._spawn_and_wait():
                return
        raise CannotRun(f"PostgreSQL did not start: {self._last_words()}")

    def _start_again(self) -> None:
        # Backends of a killed postmaster need a moment to notice; PostgreSQL waits for no one.
        for _attempt in range(20):
            if self._spawn_and_wait():
                return
            time.sleep(0.25)
        raise CannotRun(f"PostgreSQL did not start again: {self._last_words()}")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server; `immediate` drops everything as a crash would."""
        if self.child is None:
            return
        # Through the postmaster alone: it tells its children.
        ever_ruder = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL)[1 if immediate else 0 :]
        for number in ever_ruder:
            self.child.send_signal(number)
            try:
                self.child.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        self.child = None

    def connect(self, database: str = "postgres") -> "psycopg2.extensions.connection":
        """Connect as the cluster's superuser, which nothing in the portal ever does."""
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            password=self._secrets["superuser_password"],
            dbname=database,
            connect_timeout=5,
        )

    def end_backends(self, roles: Sequence[str]) -> int:
        """Terminate every connection of these roles, as only the superuser may."""
        with closing(self.connect()) as connection, connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY(%s)",
                [list(roles)],
            )
            return int(cursor.rowcount)

    def _spawn_and_wait(self) -> bool:
        program = str(self._binaries.folder / "postgres")
        command = [program, "-D", str(self._data), "-p", str(self.port)]
        with open(self._log, "ab") as log:
            self.child = spawn(
                [*command, *settings_of(self.profile)],
                log=log,
                env=environment(),
                cwd="/",
                keep=[self.folder.lock_fd],
                death_signal=signal.SIGINT,
                identity=self._identity,
            )
        if self._is_ready():
            return True
        # One that is only slow holds the data and the port: no other may begin beside it.
        self.stop(immediate=True)
        return False

    def _is_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.child is not None and time.monotonic() < deadline:
            if self.child.poll() is not None:
                return False
            try:
                self.connect().close()
            except psycopg2.OperationalError:
                time.sleep(0.02)
            else:
                return True
        return False

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").strip().splitlines()[-20:]
        said = [line for line in lines if "FATAL" in line or "error" in line.lower()]
        return f"{(said or lines or ['it said nothing'])[-1]} ({self._log})"
