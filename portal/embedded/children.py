"""One supervised child: started, watched, restarted with patience, stopped with its whole group."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from portal.embedded.processes import Process
from portal.embedded.run_folder import RunFolder
from portal.embedded.spawning import signal_group, spawn

ROOT = Path(__file__).resolve().parents[2]
FIRST_PAUSE, LONGEST_PAUSE, STEADY_SECONDS = 0.5, 30.0, 20.0
# Every child and grandchild carries it, and so can be told from anybody else's process.
MARK = "PORTAL_SUPERVISED_IN"

log = logging.getLogger(__name__)


class Child:
    """A process of the list that should run as long as the supervisor does."""

    def __init__(self, process: Process, environment: Mapping[str, str], port: int = 0) -> None:
        self.process, self.port = process, port
        self.running: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._environment = environment
        self._pause = FIRST_PAUSE
        self._started_at = self._next_start_at = 0.0

    def start(self, folder: RunFolder) -> None:
        """Start it, its output appended to `logs/<name>.log`."""
        state = folder.path / "state"
        state.mkdir(exist_ok=True)
        filled = {"port": self.port, "folder": state, "name": self.process.name}
        command = [part.format_map(filled) for part in self.process.command]
        with open(folder.logs / f"{self.process.name}.log", "ab") as file:
            self.running = spawn(
                command,
                log=file,
                env={**self._environment, **self.process.environment, MARK: str(folder.path)},
                cwd=str(ROOT),
            )
        self._started_at = time.monotonic()

    def watch(self, folder: RunFolder) -> None:
        """Start it again when it has ended, later each time it ends soon."""
        now = time.monotonic()
        if self.running is not None:
            code = self.running.poll()
            if code is None:
                return
            signal_group(self.running, signal.SIGKILL)  # children may outlive their parent
            self.running = None
            steady = now - self._started_at > STEADY_SECONDS
            self._pause = FIRST_PAUSE if steady else min(self._pause * 2, LONGEST_PAUSE)
            self._next_start_at = now + self._pause
            log.warning("child_ended", extra={"child": self.process.name, "code": code})
        elif now >= self._next_start_at:
            self.restarts += 1
            self.start(folder)

    def ask_to_stop(self) -> None:
        """Ask the leader to end; its children are its own to end."""
        if self.running is not None and self.running.poll() is None:
            self.running.terminate()

    def stop(self) -> None:
        """Wait for it to end as asked, then kill whatever of its group is left."""
        if self.running is None:
            return
        try:
            self.running.wait(self.process.stop_seconds)
        except subprocess.TimeoutExpired:
            log.warning("child_killed", extra={"child": self.process.name})
        signal_group(self.running, signal.SIGKILL)
        self.running.wait()
        self.running = None


def end_leftovers(folder: RunFolder) -> int:
    """Kill what a killed supervisor of this folder left running; return how many there were."""
    left = [process for process in psutil.process_iter() if _is_marked(process, folder)]
    for process in left:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(left, timeout=5)
    return len(left)


def _is_marked(process: psutil.Process, folder: RunFolder) -> bool:
    try:
        return process.pid != os.getpid() and process.environ().get(MARK) == str(folder.path)
    except (psutil.Error, OSError):
        return False
