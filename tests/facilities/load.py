"""Thousands of bad packets at once against a real web process, good ones among them.

`python -m tests.facilities.load --packets 10000` storms the demo that runs in PORTAL_RUN_FOLDER;
`test_under_load.py` does the same small. Figures stand in docs/operations.md.
"""

import argparse
import base64
import itertools
import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import psutil
import requests

from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of

PATH = "/api/hososuckhoe/guiGiayToDienTu"
LARGE_EVERY, GOOD_EVERY = 100, 50
_FULL = 4_999_000


@dataclass
class Storm:
    """What came of it; seconds, and bytes of resident memory of the web processes together."""

    answers: Counter[tuple[int, str]] = field(default_factory=Counter)
    good: Counter[str] = field(default_factory=Counter)
    good_seconds: list[float] = field(default_factory=list)
    seconds: float = 0.0
    before: int = 0
    most: int = 0
    after: int = 0

    def told(self) -> str:
        """Return the figures in a few lines."""
        slow = quantiles(self.good_seconds or [0.0, 0.0], n=20)[-1]
        lines = [f"{count:>6}  HTTP {status}  {code}" for (status, code), count in
                 sorted(self.answers.items(), key=lambda one: -one[1])]  # fmt: skip
        mega = [round(one / 1e6) for one in (self.before, self.most, self.after)]
        total = sum(self.answers.values())
        return "\n".join([
            *lines,
            f"{total} packets in {self.seconds:.0f} s: {total / self.seconds:.0f} a second",
            f"good ones: {dict(self.good)}, 95 % within {slow:.2f} s",
            f"memory of the web processes: {mega[0]} MB before, {mega[1]} at most, {mega[2]} after",
        ])  # fmt: skip


def bad_packets(good: bytes, seed: int, large: int = _FULL) -> Iterator[bytes]:
    """Yield packets without end, each its own and each wrong in one of many ways."""
    chance = random.Random(seed)
    for number in itertools.count(1):
        mark = b"%d-%d" % (seed, number)
        if number % LARGE_EVERY == 0:
            yield b"<HSDLGCS>%s</HSDLGCS>" % (mark + b"x" * large)
            continue
        place = chance.randrange(200, len(good) - 200)
        yield chance.choice(
            (
                good.replace(b"3200", b"%d" % chance.randrange(1000, 9000) + mark),
                good[:place] + mark + good[place:],
                good[:place] + mark,
                b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>" + mark + b"&b;</a>",
                b"<a>" * 400 + mark + b"</a>" * 400,
                b"<a " + b" ".join(b"a%d='%s'" % (n, mark) for n in range(3000)) + b"/>",
                chance.randbytes(2000),
                good.replace(b"<SignatureValue>", b"<SignatureValue>A" + mark),
                good.replace(b"HSDLGCS", b"GIAMDINHHS") + mark,
                b"<GIAMDINHHS>" + mark + b"</GIAMDINHHS>",
            )
        )


class Sender:
    """Threads that post what is put before them, each over a connection of its own."""

    def __init__(self, url: str, token: str, code: str, connections: int, found: Storm) -> None:
        self._url, self._token, self._code, self._found = url, token, code, found
        self._lock = threading.Lock()
        self._waiting: queue.Queue[tuple[bytes, bool] | None] = queue.Queue(2 * connections)
        self._threads = [threading.Thread(target=self._work) for _unused in range(connections)]
        for thread in self._threads:
            thread.start()

    def post(self, content: bytes, *, is_good: bool) -> None:
        """Have one packet posted; waits while all connections are busy."""
        self._waiting.put((content, is_good))

    def finish(self) -> None:
        """Return when everything is answered."""
        for _unused in self._threads:
            self._waiting.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        with requests.Session() as session:
            session.trust_env = False
            session.headers["Authorization"] = f"Bearer {self._token}"
            while (one := self._waiting.get()) is not None:
                self._post(session, *one)

    def _post(self, session: requests.Session, content: bytes, is_good: bool) -> None:
        packed = base64.b64encode(content).decode()
        form = {"maCskcb": self._code, "loaiHs": "61", "fileBase64Str": packed}
        began = time.monotonic()
        try:
            reply = session.post(self._url + PATH, data=form, timeout=120)
            status, said = reply.status_code, str(reply.json()["code"])
        except (requests.RequestException, ValueError, KeyError) as error:
            status, said = 0, type(error).__name__
        took = time.monotonic() - began
        with self._lock:
            self._found.answers[status, said] += 1
            if is_good:
                self._found.good[said] += 1
                self._found.good_seconds.append(took)


def storm(
    url: str,
    token: str,
    bad: Iterator[bytes],
    good: Sequence[bytes],
    *,
    packets: int,
    connections: int,
    process: psutil.Process,
) -> Storm:
    """Post bad packets over many connections at once, and one good one after every fifty."""
    found, goods = Storm(before=memory(process)), iter(good)
    began = time.monotonic()
    sender = Sender(url, token, "99901", connections, found)
    for number in range(1, packets + 1):
        sender.post(next(bad), is_good=False)
        if number % GOOD_EVERY == 0:
            sender.post(next(goods), is_good=True)
        if number % 20 == 0:
            found.most = max(found.most, memory(process))
    sender.finish()
    found.seconds = time.monotonic() - began
    found.after = memory(process)
    found.most = max(found.most, found.after)
    return found


def memory(process: psutil.Process) -> int:
    """Return the resident memory of a process and all it started."""
    total = 0
    for one in (process, *process.children(recursive=True)):
        try:
            total += one.memory_info().rss
        except psutil.NoSuchProcess:
            continue
    return total


def serving(port: int) -> psutil.Process:
    """Return the parent of the web processes on a port of this machine."""
    for one in psutil.process_iter(["cmdline"]):
        line = one.info["cmdline"] or []
        if "granian" in line and str(port) in line:
            return one
    raise LookupError(f"no web process on port {port}")


def good_papers(folder: DemoFolder, count: int, seed: int) -> list[bytes]:
    """Return papers of a hospital that signs well, none of them sent before."""
    at = datetime.now(UTC)
    return [
        paper_of(folder, "99901", Kind.BIRTH, 1 + (seed + number) % 99999, at, {})
        for number in range(count)
    ]


def main() -> None:
    """Storm the demo that runs."""
    parser = argparse.ArgumentParser(prog="python -m tests.facilities.load")
    parser.add_argument("--url", required=True, help="where the demo listens")
    parser.add_argument("--token", required=True, help="of facility-99901")
    parser.add_argument("--hospitals", type=Path, required=True, help="the run folder's hospitals")
    parser.add_argument("--packets", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=50)
    asked = parser.parse_args()
    seed = int(time.time())
    good = good_papers(DemoFolder(asked.hospitals), asked.packets // GOOD_EVERY + 1, seed)
    process = serving(int(asked.url.rsplit(":", 1)[1].strip("/")))
    print(storm(asked.url, asked.token, bad_packets(good[-1], seed), good[:-1],
                packets=asked.packets, connections=asked.connections,
                process=process).told())  # fmt: skip


if __name__ == "__main__":
    main()
