"""One Valkey server in the run folder: a doorbell, so nothing of it is kept on disk."""

import os
import signal
import socket
import subprocess
import time

from portal.embedded.binaries import find_valkey
from portal.embedded.installation import installation_of
from portal.embedded.ports import free_port
from portal.embedded.refusals import CannotRun
from portal.embedded.run_folder import RunFolder
from portal.embedded.spawning import spawn

START_SECONDS, STOP_SECONDS = 15, 10
CONFIGURATION = """\
bind 127.0.0.1
protected-mode yes
port {port}
requirepass {password}
dir {folder}
save ""
appendonly no
maxmemory 128mb
maxmemory-policy noeviction
"""


class EmbeddedValkey:
    """The caller holds the run folder's lock."""

    def __init__(self, folder: RunFolder) -> None:
        self.folder = folder
        self.port = 0
        self.child: subprocess.Popen[bytes] | None = None
        self._program = find_valkey()
        self._password = installation_of(folder)["owner_password"]
        self._log = folder.logs / "valkey.log"

    @property
    def url(self) -> str:
        """How the portal reaches the server."""
        return f"redis://:{self._password}@127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start the server, empty, at its former port if it had one."""
        known = self.port
        for _attempt in range(3):
            self.port = known or free_port()
            self._spawn()
            if self._is_ready():
                return
            self.stop(immediate=True)  # one that is only slow holds the port
        raise CannotRun(f"Valkey did not start: see {self._log}")

    def stop(self, *, immediate: bool = False) -> None:
        """Stop the server; `immediate` kills it."""
        if self.child is None:
            return
        self.child.send_signal(signal.SIGKILL if immediate else signal.SIGTERM)
        try:
            self.child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.child.kill()
            self.child.wait()
        self.child = None

    def has_ended(self) -> bool:
        """Say whether the server ended without being told to."""
        return self.child is not None and self.child.poll() is not None

    def _spawn(self) -> None:
        # In a file, because a command line is for everyone on the machine to read.
        path = self.folder.path / "valkey.conf"
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(
                CONFIGURATION.format(
                    port=self.port, password=self._password, folder=self.folder.path
                )
            )
        with open(self._log, "ab") as log:
            self.child = spawn(
                [str(self._program), str(path)],
                log=log,
                env={**os.environ, "LC_ALL": "C"},
                cwd="/",
                keep=[self.folder.lock_fd],
                death_signal=signal.SIGTERM,
            )

    def _is_ready(self) -> bool:
        deadline = time.monotonic() + START_SECONDS
        while self.child is not None and time.monotonic() < deadline:
            if self.child.poll() is not None:
                return False
            if self._answers():
                return True
            time.sleep(0.02)
        return False

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
                return b"+OK" in connection.recv(64)
        except OSError:
            return False
