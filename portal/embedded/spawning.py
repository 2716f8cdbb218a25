"""Start child processes that end with us, each as its own process group."""

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import IO, Literal

LAUNCHER = Path(__file__).with_name("launch.py")
Identity = Literal["as-is", "namespace", "nobody"]
Job = tuple["Future[subprocess.Popen[bytes]]", Callable[[], "subprocess.Popen[bytes]"]]


def command_line(command: Sequence[str], *, death_signal: int, identity: Identity) -> list[str]:
    """Return the command that becomes `command` by way of the launcher."""
    parent = str(os.getpid())
    launcher = [sys.executable, "-I", "-S", str(LAUNCHER), parent, str(int(death_signal)), identity]
    return [*launcher, *command]


class _SpawningThread:
    """One thread that lives as long as the process and forks every child.

    The kernel sends the death signal when the *thread* that forked ends, so a server restarted
    from a passing thread would die with that thread.
    """

    def __init__(self) -> None:
        self._jobs: queue.SimpleQueue[Job] = queue.SimpleQueue()
        self._pid = 0
        self._lock = threading.Lock()

    def run(self, start: Callable[[], "subprocess.Popen[bytes]"]) -> "subprocess.Popen[bytes]":
        with self._lock:
            if self._pid != os.getpid():  # the first use, or the first one after a fork
                self._jobs, self._pid = queue.SimpleQueue(), os.getpid()
                threading.Thread(target=self._work, name="spawning", daemon=True).start()
        answer: Future[subprocess.Popen[bytes]] = Future()
        self._jobs.put((answer, start))
        return answer.result()

    def _work(self) -> None:
        jobs = self._jobs
        while True:
            answer, start = jobs.get()
            try:
                answer.set_result(start())
            except OSError as error:
                answer.set_exception(error)


_thread = _SpawningThread()


def spawn(
    command: Sequence[str],
    *,
    log: IO[bytes],
    env: Mapping[str, str],
    cwd: str,
    keep: Sequence[int] = (),
    death_signal: int = signal.SIGTERM,
    identity: Identity = "as-is",
) -> "subprocess.Popen[bytes]":
    """Start `command` in a group of its own; it gets `death_signal` should we die.

    `keep` are file descriptors it inherits. Its output goes to `log`.
    """
    line = command_line(command, death_signal=death_signal, identity=identity)
    return _thread.run(
        lambda: subprocess.Popen(
            line,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(env),
            cwd=cwd,
            pass_fds=tuple(keep),
            start_new_session=True,
        )
    )


def signal_group(child: "subprocess.Popen[bytes]", number: int) -> None:
    """Signal everything `child` started and left in its group, even after its own end."""
    try:
        os.killpg(child.pid, number)
    except (ProcessLookupError, PermissionError):  # macOS answers EPERM for a group of zombies
        return
