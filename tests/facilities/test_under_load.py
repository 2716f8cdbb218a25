"""Three hundred bad packets over fifty connections, against the web process the demo runs."""

import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from portal.embedded.ports import free_port
from portal.embedded.processes import PROCESSES, WEB
from portal.embedded.supervisor import answers
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Packet
from tests.clones import CommittedDatabase
from tests.facilities.conftest import make_machine, token_of
from tests.facilities.load import GOOD_EVERY, bad_packets, storm
from tests.hospital_papers.conftest import believe

PACKETS, LARGE = 300, 1_000_000
MOST_GROWTH = 400_000_000  # of both workers together


@pytest.fixture
def web(
    committed_db: CommittedDatabase, country: DemoFolder, tmp_path: Path
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The demo's web process over a fresh database, as the desk's own role."""
    believe(country)
    make_machine("99901")
    port = free_port()
    (command,) = (one.command for one in PROCESSES if one.name == WEB)
    server = subprocess.Popen(
        [part.format(port=port, folder=tmp_path, name=WEB) for part in command],
        env=committed_db.environment("portal_desk", PORTAL_DOCUMENTS=str(tmp_path)),
    )
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 60
        while not answers(f"{url}/api/nowhere") and time.monotonic() < until:
            time.sleep(0.1)
        yield url, server
    finally:
        server.terminate()
        server.wait(30)


def test_bad_packets_are_all_answered_and_good_ones_get_through(
    web: tuple[str, "subprocess.Popen[bytes]"], country: DemoFolder
) -> None:
    url, server = web
    at = datetime.now(UTC)
    count = PACKETS // GOOD_EVERY
    good = [paper_of(country, "99901", Kind.BIRTH, one, at, {}) for one in range(1, count + 2)]
    found = storm(
        url,
        token_of("99901"),
        bad_packets(good[-1], seed=1, large=LARGE),
        good[:-1],
        packets=PACKETS,
        connections=50,
        process=psutil.Process(server.pid),
    )
    print(found.told())
    assert {status for status, _code in found.answers} == {200}
    assert sum(found.answers.values()) == PACKETS + count
    assert dict(found.good) == {"accepted": count}
    assert not Packet.objects.filter(checked_at=None).exists()
    assert Packet.objects.count() == PACKETS + count
    assert found.most - found.before < MOST_GROWTH
