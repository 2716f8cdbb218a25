"""(c) A status poll answered 200 and 304 against a bare Django view with the same token check."""

import asyncio
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from statistics import median
from uuid import uuid4

from portal.accounts.models import AgencyClient
from portal.accounts.tokens import checksum
from portal.embedded.ports import free_port
from portal.pipeline.models import Dossier, Step
from tests.bench import rooms, stage
from tests.clones import Clones

TOKEN = f"bench-{uuid4()}"
SERVER = "granian 2.8.7, 1 worker, 2 threads"
CONNECTIONS, SECONDS = 8, 2.0


def measure(clones: Clones) -> dict[str, float]:
    """Return requests per second: the bare view, and the poll answered 304 and 200."""
    with rooms.database(clones) as url:
        stage.set_stage(1000)
        codes = [one.code for one in stage.THREE]
        AgencyClient.objects.create(
            code="bench", title="bench", procedures=codes, token_sha256=checksum(TOKEN)
        )
        step = Step.objects.filter(status="IN_TRANSIT").first()
        assert step is not None
        assert Dossier.objects.count() == 1000
        port = free_port(8900)
        server = _serve(url, port)
        try:
            return _compare(port, f"/api/v1/steps/{step.pk}")
        finally:
            server.terminate()
            server.wait()


def _compare(port: int, path: str) -> dict[str, float]:
    etag = _first_answer(port, path)
    asked = {
        "bare": ("/bench/bare", ""),
        "poll_304": (path, f"If-None-Match: {etag}\r\n"),
        "poll_200": (path, ""),
    }
    rates: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(3):  # in turns: the machine's own mood touches all alike
        for name, (where, header) in asked.items():
            rates[name].append(asyncio.run(_rate(port, where, header)))
    return {name: median(found) for name, found in rates.items()}


def _serve(url: str, port: int) -> "subprocess.Popen[bytes]":
    server = ("granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    size = ("--workers", "1", "--blocking-threads", "2", "--no-ws", "--log-level", "warning")
    return subprocess.Popen(
        [sys.executable, "-m", *server, *size, "portal.wsgi:application"],
        env={**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.bench.settings"},
    )


def _first_answer(port: int, path: str) -> str:
    request = urllib.request.Request(  # our own address
        f"http://127.0.0.1:{port}{path}", headers={"Authorization": f"Bearer {TOKEN}"}
    )
    for _ in range(100):
        try:
            with urllib.request.urlopen(request, timeout=5) as answer:
                return str(answer.headers["ETag"])
        except urllib.error.HTTPError:
            raise
        except OSError:
            time.sleep(0.1)
    raise TimeoutError("no server")


async def _rate(port: int, path: str, header: str) -> float:
    asked = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {TOKEN}\r\n{header}\r\n"
    ).encode()
    until = time.monotonic() + SECONDS
    counts = await asyncio.gather(*(_ask(port, asked, until) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _ask(port: int, asked: bytes, until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.monotonic() < until:
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        if head[9:12] not in (b"200", b"304"):
            raise AssertionError(head)
        length = _length(head)
        if length:
            await reader.readexactly(length)
        count += 1
    writer.close()
    return count


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    return 0
