"""The same kinds of faults break the chain one would write first, so the tests here do bite.

One task a step, the state in the message, retries by Celery, no key: see tests/bench/naive.py.
"""

import random
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import psutil
import pytest
import redis
from celery import Celery

from portal.embedded.servers import EmbeddedServers
from portal.pipeline.models import Step
from tests.bench import naive_worker, stage
from tests.clones import CommittedDatabase
from tests.faults.site import wait_until

DOSSIERS = 40
QUIET_SECONDS = 4.0  # after which nothing more is to be expected; Celery's longest pause is shorter


class Agency(ThreadingHTTPServer):
    """Counts its effects by address; now and then it fails when the effect has happened."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Window)
        self.effects: Counter[str] = Counter()
        self.last_at = time.monotonic()
        self.drawn = random.Random(7)
        self.writing = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Window(BaseHTTPRequestHandler):
    server: Agency

    def do_POST(self) -> None:
        time.sleep(0.02)
        with self.server.writing:
            self.server.effects[self.path] += 1
            self.server.last_at = time.monotonic()
            mood = self.server.drawn.random()
        if mood < 0.04:
            linger = struct.pack("ii", 1, 0)
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.connection.close()
            return
        self.send_response(500 if mood < 0.08 else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def agency() -> Iterator[Agency]:
    with Agency() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def broker(committed_db: CommittedDatabase, tmp_path: Path) -> Iterator[EmbeddedServers]:
    """A broker of its own, beside the database of the run."""
    servers = EmbeddedServers(tmp_path / "run", database_url=committed_db.owner_url)
    servers.start()
    yield servers
    servers.erase()


def test_the_usual_chain_doubles_or_loses_effects(
    committed_db: CommittedDatabase, broker: EmbeddedServers
) -> None:
    stage.set_stage(DOSSIERS)
    expected = {f"/{pk}" for pk in Step.objects.values_list("pk", flat=True)}
    first = list(Step.objects.filter(status="IN_TRANSIT").values_list("pk", flat=True))
    url = broker.urls.redis_url
    with Celery(broker=url, set_as_current=False) as bell:
        for pk in first:
            bell.send_task("tests.bench.naive.send_step", args=[pk], ignore_result=True)
    with agency() as server:
        with naive_worker.worker(committed_db.owner_url, url, NAIVE_AGENCY=server.url) as worker:
            for _ in range(2):
                work_on(server, 10)
                psutil.Process(worker.pid).children()[0].kill()
            work_on(server, 10)
        # Its whole group was killed; another takes over, and then the queue is emptied.
        with naive_worker.worker(committed_db.owner_url, url, NAIVE_AGENCY=server.url):
            work_on(server, 10)
            redis.Redis.from_url(url).flushall()
            wait_until(lambda: time.monotonic() - server.last_at > QUIET_SECONDS, 60)
        doubled = sum(count - 1 for count in server.effects.values())
        missing = len(expected - set(server.effects))
    print(f"of {len(expected)} effects {doubled} doubled, {missing} missing")
    assert doubled + missing > 0


def work_on(server: Agency, more: int) -> None:
    """Wait until so many more effects have happened; what comes then hits the chain at work."""
    before = server.effects.total()
    wait_until(lambda: server.effects.total() >= before + more, 40, pause=0.01)
