"""One whole portal for fault tests: real servers, agencies, web and workers, all of them killable.

It is started once and used by every fault test, because starting it costs seconds; so a test
leaves it whole: everything running, every dossier final.
"""

import json
import os
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import redis
from celery import Celery
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from portal.accounts.demo import make_people
from portal.embedded.children import Child
from portal.embedded.ports import free_port
from portal.embedded.processes import PROCESSES, SIMULATORS, WEB, Process, surroundings
from portal.embedded.reach import SETTINGS
from portal.embedded.run_folder import default_run_folder
from portal.embedded.servers import EmbeddedServers
from portal.embedded.spawning import signal_group
from portal.embedded.supervisor import ANCHOR, answers, inbox_token
from tests.clones import default_database
from tests.faults import aimed
from tests.faults.levers import Levers

# Fault tests wait for leases and retries: both are as short as the machine allows.
PACE = {"lease": 2.0, "ask_after": 0.2, "ask_at_most_every": 2.0, "retry_at_most_every": 2.0}
PREFIX = "portal-tests-faults-"  # what a killed run leaves is swept up with the other tests'
WORKER = "worker1"


def wait_until(fact: Callable[[], Any], seconds: float, *, pause: float = 0.05) -> float:
    """Return how long it took until `fact` was true; fail when that takes too long."""
    began = time.monotonic()
    while not fact():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(pause)
    return time.monotonic() - began


class Site(Levers):
    """The processes of one portal, with the handles a fault test turns."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix=PREFIX))
        self.servers = EmbeddedServers(self._home / "run", "faults")
        self.folder = self.servers.folder
        self.addresses: dict[str, str] = {}
        self.children: list[Child] = []
        self._environment: dict[str, str] = {}
        self._watching = threading.RLock()

    # Starting and stopping ------------------------------------------------------------------

    def start(self) -> None:
        """Start everything; whatever goes wrong, nothing is left behind."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def _start(self) -> None:
        urls = self.servers.start()
        self._bell = Celery(broker=urls.redis_url, set_as_current=False)
        ports = {name: free_port() for name in (*SIMULATORS, WEB)}
        self.addresses = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        self._environment = {
            **os.environ,
            **urls.as_environment(),
            "DJANGO_SETTINGS_MODULE": SETTINGS,
            "PORTAL_RUN_FOLDER": str(self.folder.path),
            "PORTAL_URL": self.addresses[WEB],
            "PORTAL_PACE": json.dumps(PACE),
            "PORTAL_KILL_TOKEN": str(self.token),
            aimed.AIM: str(self.aim),
            "CIVIL_STATUS_ANCHORS": self.anchor,
            "PYTHONUNBUFFERED": "1",
            "SIMULATOR_MODE": "instant",
            "SIMULATOR_PAPERS": "2",
            **{f"{name.upper()}_URL": self.addresses[name] for name in SIMULATORS},
        }
        for name in SIMULATORS:
            self._add(_named(name), ports[name])
        self._add(_web(), ports[WEB])
        self.add_worker()
        self._prepare()
        wait_until(lambda: all(map(answers, self.addresses.values())), 90, pause=0.2)
        wait_until(self.workers_listening, 60, pause=0.2)

    def stop(self) -> None:
        """Stop everything and remove it; only the logs stay, for whoever asks what happened."""
        for child in self.children:
            if child.running:
                signal_group(child.running, signal.SIGKILL)
            child.stop()
        kept = default_run_folder() / "fault-logs"
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(self.folder.logs, kept, dirs_exist_ok=True)
        self.servers.erase()
        shutil.rmtree(self._home, ignore_errors=True)

    def _prepare(self) -> None:
        """Migrate, and make the clients of the inbox, while the other processes start."""
        with default_database(self.servers.urls.database_url):
            call_command("prepare_database", verbosity=0)
            make_people()

    def _add(self, process: Process, port: int = 0) -> Child:
        token = {"PORTAL_INBOX_TOKEN": inbox_token(settings.SECRET_KEY, process.name)}
        child = Child(process, surroundings(process, {**self._environment, **token}), port)
        child.start(self.folder)
        self.children.append(child)
        return child

    # What lies where ------------------------------------------------------------------------

    @property
    def token(self) -> Path:
        """The file whose presence lets one process die."""
        return self._home / "token"

    @property
    def aim(self) -> Path:
        """The file that names the point at which it dies."""
        return self._home / "aim"

    @property
    def anchor(self) -> str:
        """The certificate under which the simulated register signs."""
        return str(self.folder.path / "state" / ANCHOR)

    def environment(self, role: str) -> dict[str, str]:
        """Return the environment of one more process of this portal."""
        return {**self._environment, "PORTAL_ROLE": role}

    @contextmanager
    def database(self) -> Iterator[None]:
        """Let the test itself act in this portal's database and store, as its owner."""
        documents = self.folder.path / "documents"
        with (
            override_settings(DOCUMENT_FOLDER=documents),
            default_database(self.servers.urls.database_url),
        ):
            yield

    def redis(self) -> redis.Redis:
        """Return a client of the broker."""
        return redis.Redis.from_url(self.servers.urls.redis_url)

    # Workers --------------------------------------------------------------------------------

    def add_worker(self, name: str = WORKER) -> Child:
        """Start one more worker."""
        return self._add(_worker(name))

    @property
    def worker(self) -> Child:
        """The worker every test finds running."""
        return self.workers[0]

    @property
    def workers(self) -> list[Child]:
        """All workers, the oldest first."""
        return [one for one in self.children if one.process.name.startswith("worker")]

    def workers_listening(self) -> int:
        """Return how many workers wait at the broker."""
        try:
            return sum("brpop" in str(one.get("cmd")) for one in self.redis().client_list())
        except redis.RedisError:
            return 0

    def kill(self, child: Child) -> None:
        """SIGKILL a whole process group: prefork children outlive their parent."""
        assert child.running
        signal_group(child.running, signal.SIGKILL)
        child.running.wait()
        child.running = None

    @contextmanager
    def standing_still(self, child: Child) -> Iterator[None]:
        """SIGSTOP a worker with its whole group, and SIGCONT in the end."""
        assert child.running
        signal_group(child.running, signal.SIGSTOP)
        try:
            yield
        finally:
            signal_group(child.running, signal.SIGCONT)

    def remove(self, child: Child) -> None:
        """Take a worker away for good."""
        if child.running:
            self.kill(child)
        self.children.remove(child)

    def ring(self, *, expires: float = 5.0) -> None:
        """Ring the bell, as any other filing would."""
        self._bell.send_task("handovers.sweep", retry=False, ignore_result=True, expires=expires)

    # Harm -----------------------------------------------------------------------------------

    @contextmanager
    def supervised(self) -> Iterator[None]:
        """Start again whatever ends, as the supervisor of a portal does."""
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.1):
                self.servers.revive()
                for child in self.children:
                    child.watch(self.folder)

        watcher = threading.Thread(target=watch, name="watcher")
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def heal(self) -> None:
        """Put right what a test left broken, so that the next one is not blamed for it."""
        self.token.unlink(missing_ok=True)
        if self.servers.valkey and not self.servers.valkey.child:
            self.servers.restart_valkey()
        if self.servers.postgres and not self.servers.postgres.child:
            self.servers.restart_postgres()
        self._doors("NULL")
        self.calm()
        for extra in self.workers[1:]:
            self.remove(extra)

    def logs(self, *names: str) -> Sequence[Path]:
        """Return what the portal's own processes wrote: no simulator is one of them."""
        return [
            path
            for path in sorted(self.folder.logs.iterdir())
            if path.stem not in SIMULATORS and (not names or path.stem in names)
        ]


def _named(name: str) -> Process:
    return next(process for process in PROCESSES if process.name == name)


def _web() -> Process:
    """One process instead of two, and a line for each request."""
    web = _named(WEB)
    command = ("1" if part == "2" else part for part in web.command[:-1])
    return replace(web, command=(*command, "--access-log", web.command[-1]))


def _worker(name: str) -> Process:
    worker = _named("worker")
    listening = ("--hostname", f"{name}@%h", "--include", aimed.__name__)
    return replace(worker, name=name, command=(*worker.command, *listening))
