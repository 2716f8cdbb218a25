"""One parent keeps every process running, and leaves none behind however it ends."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from portal.embedded.children import MARK
from portal.embedded.ports import free_port

ROOT = Path(__file__).resolve().parents[2]

# A supervisor of small processes: a web server whose parent has a child of its own, and one that
# ends again and again. No PostgreSQL: both URLs are given.
SUPERVISE = """
import sys
from pathlib import Path
from portal.embedded.processes import Process
from portal.embedded.refusals import CannotRun
from portal.embedded.supervisor import Supervisor

web = '''
import http.server, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]), bind="127.0.0.1")
'''
processes = (
    Process("web", (sys.executable, "-c", web, "{port}"), listens=True, stop_seconds=2),
    Process("fragile", (sys.executable, "-c", "print('again', flush=True)")),
)
supervisor = Supervisor(
    Path(sys.argv[1]), port=int(sys.argv[2]), processes=processes, prepare=lambda *_: None
)
try:
    supervisor.wait_until_ready(supervisor.start())
    print("ready", flush=True)
    supervisor.run()
except CannotRun as refusal:
    sys.exit(str(refusal))
finally:
    supervisor.stop()
"""


class Portal:
    """The supervisor under test, as a process that can be killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> None:
        given = {"DATABASE_URL": "postgres://given", "REDIS_URL": "redis://given"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISE, str(self.folder), str(self.port)],
            cwd=ROOT,
            env={**os.environ, **given},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n", self.process.communicate()[1]

    def end(self, number: int) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        self.process.communicate(timeout=20)
        return self.process.returncode

    def processes(self) -> list[psutil.Process]:
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if process.environ().get(MARK) == str(self.folder):
                    found.append(process)
        return found

    def answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}", timeout=2).close()
        except OSError:
            return False
        return True


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A started portal; whatever it leaves is ended, by its mark."""
    portal = Portal(tmp_path / "run")
    portal.start()
    yield portal
    if portal.process is not None and portal.process.poll() is None:
        portal.end(signal.SIGKILL)
    for process in portal.processes():
        with contextlib.suppress(psutil.NoSuchProcess):
            process.kill()


def _eventually(seconds: float, fact: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + seconds
    while not fact():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_every_process_and_its_children(portal: Portal, number: int) -> None:
    assert len(portal.processes()) >= 2
    assert portal.end(number) == 0
    assert not portal.processes()


def test_a_child_that_dies_is_started_again(portal: Portal) -> None:
    leaders = [process for process in portal.processes() if process.net_connections("tcp")]
    for leader in leaders:
        leader.kill()
    assert leaders
    assert _eventually(2, lambda: not portal.answers())
    assert _eventually(10, portal.answers)


def test_a_child_that_always_ends_is_started_ever_more_slowly(portal: Portal) -> None:
    time.sleep(3)
    assert 2 <= (portal.folder / "logs" / "fragile.log").read_text().count("again") <= 3


def test_it_starts_again_after_a_kill(portal: Portal) -> None:
    portal.end(signal.SIGKILL)
    portal.start()
    assert portal.answers()
    assert portal.end(signal.SIGTERM) == 0
    assert not portal.processes()


def test_a_port_in_use_is_one_clear_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        command = [sys.executable, "-c", SUPERVISE, str(tmp_path / "run"), str(port)]
        seen = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert seen.returncode == 1
    assert seen.stderr == f"Port {port} is in use: choose another (make demo PORT=8100).\n"
