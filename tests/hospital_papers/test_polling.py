"""Papers drawn from the gateway: none lost, none doubled, whatever its pages look like."""

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from integrations.hospital_gateway import GatewayPacket, in_line
from portal.hospital_papers import polling
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Cursor, Notice, Packet
from portal.hospital_papers.services import poll
from tests.hospital_papers.conftest import AT, LATER
from tests.integrations.running import Running

PAPERS = 7


@pytest.fixture(scope="module")
def gateway(country: DemoFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A gateway where one hospital has left seven papers, one of them twice."""
    running = Running("hospital_gateway", tmp_path_factory.mktemp("gateway"))
    for serial in (*range(1, PAPERS + 1), PAPERS):
        said = leave(running, paper_of(country, "99901", Kind.BIRTH, serial, AT, {}))
        assert (said["MaKetQua"], said["MaGD"]) == ("200", f"GW{serial:012}")
    yield running
    running.kill()


def leave(gateway: Running, content: bytes, code: str = "99901") -> dict[str, str]:
    form = {
        "maCskcb": code,
        "loaiHs": "61",
        "fileBase64Str": base64.b64encode(content).decode(),
    }
    path = f"{gateway.url}/api/hososuckhoe/guiGiayToDienTu"
    said: dict[str, str] = requests.post(path, data=form, timeout=5).json()
    return said


@pytest.fixture(autouse=True)
def reached(gateway: Running, believed: DemoFolder, settings: Any) -> Iterator[None]:
    settings.OUTSIDE_SYSTEMS = {**settings.OUTSIDE_SYSTEMS, "hospital_gateway": gateway.url}
    yield
    gateway.set(misbehaviours={})


def kept() -> list[str]:
    return sorted(Packet.objects.values_list("message_id", flat=True), key=int)


ALL = [str(serial) for serial in range(1, PAPERS + 1)]


def test_everything_is_drawn_once_and_judged() -> None:
    assert poll(LATER) == PAPERS
    assert poll(LATER) == 0
    assert kept() == ALL
    assert set(Packet.objects.values_list("code", "channel")) == {("accepted", "gateway")}
    assert Notice.objects.count() == PAPERS
    assert Cursor.objects.get().position == PAPERS


@pytest.mark.parametrize(
    "mishap",
    [
        "server_error", "server_error_after", "throttle", "reset", "reset_after", "html",
        "garbage", "truncated", "duplicate", "late", "other_dossier", "early",
    ],
)  # fmt: skip
def test_whatever_goes_wrong_nothing_is_lost_or_doubled(gateway: Running, mishap: str) -> None:
    gateway.set(misbehaviours={mishap: 0.5}, retry_after=0)
    total = sum(poll(LATER) for _unused in range(40) if kept() != ALL)
    assert total == PAPERS
    assert kept() == ALL
    assert Notice.objects.count() == PAPERS


def test_a_page_wholly_wrong_moves_nothing(gateway: Running) -> None:
    gateway.set(misbehaviours={"html": 1.0})
    assert poll(LATER) == 0
    assert not Packet.objects.exists()
    assert Cursor.objects.get().position == 0


def test_the_cursor_stays_where_the_row_was_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    class DiskIsFull(OSError):
        pass

    def full(*_content: Any, **_told: Any) -> None:
        raise DiskIsFull

    with monkeypatch.context() as broken, pytest.raises(DiskIsFull):
        broken.setattr(polling, "keep", full)
        poll(LATER)
    assert Cursor.objects.get().position == 0
    assert poll(LATER) == PAPERS


def test_one_that_was_taken_away_leaves_a_row_that_says_so(
    gateway: Running, country: DemoFolder
) -> None:
    leave(gateway, b"<never read/>")
    requests.post(f"{gateway.url}/_sim/papers/{PAPERS + 1}/gone", timeout=5)
    assert poll(LATER) == PAPERS + 1
    gone = Packet.objects.get(message_id=str(PAPERS + 1))
    assert (gone.code, gone.document_id) == ("gateway.gone", None)


def test_one_that_never_is_what_the_list_says_does_not_block_the_others(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    listed = polling.HospitalGateway.list_after

    def wrong(self: Any, serial: int) -> Any:
        page = listed(self, serial)
        assert isinstance(page, tuple)
        return tuple(
            GatewayPacket(one.serial, one.facility_code, one.kind, "0" * 64)
            if one.serial == 2
            else one
            for one in page
        )

    monkeypatch.setattr(polling.HospitalGateway, "list_after", wrong)
    monkeypatch.setattr(polling, "_MOST_STUMBLES", 3)
    assert [poll(LATER) for _unused in range(2)] == [1, 0]
    poll(LATER)
    assert kept()[:3] == ["1", "2", "3"]
    assert Packet.objects.get(message_id="2").code == "gateway.unreadable"


def test_only_what_follows_without_a_gap_is_believed() -> None:
    def page(*serials: int) -> list[GatewayPacket]:
        return [GatewayPacket(serial, "99901", "61", "") for serial in serials]

    def taken(*serials: int) -> list[int]:
        return [one.serial for one in in_line(page(*serials), 4)]

    assert taken(5, 6, 7) == [5, 6, 7]
    assert taken(7, 5, 6, 5) == [5, 6, 7]
    assert taken(3, 4, 5, 7) == [5]
    assert taken(6, 7) == []
    assert taken() == []


def test_an_installation_without_a_gateway_draws_nothing(settings: Any, tmp_path: Path) -> None:
    settings.OUTSIDE_SYSTEMS = {}
    assert poll(LATER) == 0
