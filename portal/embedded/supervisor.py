"""Run every process of the portal as our children, and keep them running until told to stop."""

import hashlib
import hmac
import logging
import os
import signal
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from portal.embedded.children import Child, end_leftovers
from portal.embedded.ports import free_port, is_free
from portal.embedded.preparing import prepare_database
from portal.embedded.processes import PROCESSES, SIMULATORS, WEB, Process, surroundings
from portal.embedded.reach import SETTINGS
from portal.embedded.refusals import CannotRun
from portal.embedded.servers import EmbeddedServers

WATCH_SECONDS = 0.2
READY_SECONDS = 120.0
# What the simulated register signs its e-copies under, in the folder of its state.
ANCHOR = "civil_status_register/keys/anchor.pem"

log = logging.getLogger(__name__)


class Supervisor:
    """The parent of the whole portal on one machine."""

    def __init__(
        self,
        run_folder: Path,
        *,
        port: int,
        processes: tuple[Process, ...] = PROCESSES,
        prepare: Callable[[Mapping[str, str], Path], None] = prepare_database,
    ) -> None:
        self.servers = EmbeddedServers(
            run_folder,
            database_url=os.environ.get("DATABASE_URL", ""),
            redis_url=os.environ.get("REDIS_URL", ""),
        )
        self.folder = self.servers.folder
        self.children: list[Child] = []
        self._stopping = threading.Event()
        self._port, self._processes, self._prepare = port, processes, prepare

    def start(self) -> dict[str, str]:
        """Start the servers, bring the database up to date, start every process.

        Return where each listens, by name. Raise CannotRun when the machine lacks something.
        """
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        if not is_free(self._port):
            raise CannotRun(f"Port {self._port} is in use: choose another (make demo PORT=8100).")
        urls = self.servers.start()
        left = end_leftovers(self.folder)
        if left:
            log.warning("leftovers_ended", extra={"count": left})
        ports = self._choose_ports()
        addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        environment = {
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            **os.environ,
            **urls.as_environment(),
            "PORTAL_RUN_FOLDER": str(self.folder.path),
            "PORTAL_URL": addresses[WEB],
            "CIVIL_STATUS_ANCHORS": str(self.folder.path / "state" / ANCHOR),
            "PYTHONUNBUFFERED": "1",
            **{f"{name.upper()}_URL": addresses[name] for name in SIMULATORS if name in addresses},
        }
        outside = [process for process in self._processes if not process.role]
        # What is none of ours needs no database: it starts while that is brought up to date.
        self._start_all(outside, environment, urls.secret_key, ports)
        self._prepare(environment, self.folder.logs)
        inside = [process for process in self._processes if process.role]
        self._start_all(inside, environment, urls.secret_key, ports)
        return addresses

    def _start_all(
        self,
        processes: Sequence[Process],
        environment: Mapping[str, str],
        secret_key: str,
        ports: Mapping[str, int],
    ) -> None:
        for process in processes:
            token = {"PORTAL_INBOX_TOKEN": inbox_token(secret_key, process.name)}
            told = surroundings(process, {**environment, **token})
            child = Child(process, told, ports.get(process.name, 0))
            child.start(self.folder)
            self.children.append(child)

    def run(self, on_tick: Callable[[], bool] = lambda: True) -> None:
        """Watch over the children until a signal, `stop_soon()` or a false `on_tick()`."""
        while not self._stopping.wait(WATCH_SECONDS):
            for name in self.servers.revive():
                log.warning("server_restarted", extra={"server": name})
            for child in self.children:
                child.watch(self.folder)
            if not on_tick():
                return

    def stop_soon(self) -> None:
        """Make `run` return; safe from any thread."""
        self._stopping.set()

    def stop(self) -> None:
        """Stop every child with its group, then the servers."""
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.stop()
        self.servers.stop()

    def wait_until_ready(self, addresses: Mapping[str, str]) -> None:
        """Return when every process that listens answers; raise CannotRun when one never does."""
        deadline = time.monotonic() + READY_SECONDS
        waiting = dict(addresses)
        while waiting and not self._stopping.is_set():
            waiting = {name: url for name, url in waiting.items() if not answers(url)}
            if waiting and time.monotonic() > deadline:
                names = ", ".join(waiting)
                raise CannotRun(f"Not answering: {names}. See {self.folder.logs}.")
            self._stopping.wait(0.1 if waiting else 0)

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping.set()

    def _choose_ports(self) -> dict[str, int]:
        """Give the web its port, and the others the ones after it where they are free."""
        others = [p.name for p in self._processes if p.listens and p.name != WEB]
        following = {
            name: free_port(self._port + number) for number, name in enumerate(others, start=1)
        }
        return {WEB: self._port, **following}


def inbox_token(secret_key: str, name: str) -> str:
    """Return what a simulated agency shows at our inbox: the token `demo_people` gave it."""
    return hmac.new(secret_key.encode(), f"demo:token:{name}".encode(), hashlib.sha256).hexdigest()


def answers(url: str) -> bool:
    """Say whether an HTTP server answers at `url`, whatever it says short of a server error."""
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310  # our own address
            return True
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
