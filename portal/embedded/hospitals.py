"""The invented hospitals of the demo: whose papers they signed, and how they send them."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import requests
from django.utils import timezone

from portal.accounts.demo import hospital_token
from portal.embedded.processes import WEB
from portal.hospital_papers.demonstration import FACILITIES, DemoFolder
from portal.hospital_papers.habits import BEFORE_ISSUE, Kind, number_of, paper_of

FOLDER = "hospitals"
GATEWAY = "hospital_gateway"
PATH = "/api/hososuckhoe/guiGiayToDienTu"
SECONDS = 20.0
KINDS = {Kind.BIRTH: "61", Kind.DEATH: "60", Kind.TABLE_9: "130"}
# As the story's families declare it: born twelve days ago, the paper issued two days later.
_BORN_BEFORE, _ISSUED_BEFORE = timedelta(days=12), timedelta(days=10)
_STRANGERS_EACH = 2


@dataclass(frozen=True, slots=True)
class Known:
    """A paper to try at the portal: its number, whom it is about, and the day it tells of."""

    number: str
    name: str
    personal_number: str
    on: date


@dataclass(frozen=True, slots=True)
class Arrival:
    """One paper a hospital sends: by which way, and what is written on it."""

    hospital: str
    way: str
    kind: Kind
    says: Mapping[str, str]


def _birth(
    hospital: str, way: str, *, mother: str, number: str, born_on: str, **says: str
) -> Arrival:
    told = {
        "HOTEN_NND": mother.upper(),
        "SO_CCCD_NND": number,
        "NGAYSINH_NND": born_on,
        "NOI_SINH_CON": FACILITIES[hospital].name,
        **says,
    }
    return Arrival(hospital, way, Kind.BIRTH, told)


# Mothers of the simulated VNeID, each at a hospital of another habit; nobody here exists.
FAMILIES = (
    _birth(
        "99901", GATEWAY, mother="Nguyễn Thị Ví Dụ", number="000196000001", born_on="19960308",
        HO_TEN_CHA="TRẦN VĂN VÍ DỤ", TEN_CON="TRẦN VÍ DỤ AN",
    ),
    _birth(
        "99904", WEB, mother="Giàng Thị Thử", number="000197000005", born_on="19970512",
        MA_DANTOC_NND="08", HO_TEN_CHA="VÀNG A THỬ", TEN_CON="VÀNG VÍ DỤ AN",
    ),
    _birth(
        "99903", WEB, mother="Đỗ Thị Một Mình", number="000198000007", born_on="19980909",
        HO_TEN_CHA="", TEN_CON="ĐỖ VÍ DỤ AN",
    ),
    _birth(
        "99902", WEB, mother="Hoàng Thị Thuê Nhà", number="000190000011", born_on="19901212",
        HO_TEN_CHA="", TEN_CON="HOÀNG VÍ DỤ AN",
    ),
    _birth(
        "99906", GATEWAY, mother="Vũ Thị Mẫu", number="000193000009", born_on="19930214",
        HO_TEN_CHA="", TEN_CON="VŨ VÍ DỤ AN",
    ),
    Arrival(
        "99901", WEB, Kind.DEATH,
        {
            "HO_TEN": "CAO VĂN ĐÃ MẤT",
            "SO_GIAYTO": "000048000019",
            "NGAY_SINH": "19480202",
            "NGUOI_THANTHICH": "CAO THỊ ĐỔI HỘ",
        },
    ),
)  # fmt: skip


def hospitals_in(run_folder: Path) -> DemoFolder:
    """Return where the invented authority and the hospitals' keys lie in a run folder."""
    return DemoFolder(run_folder / FOLDER)


def send_papers(urls: Mapping[str, str], run_folder: Path) -> dict[str, int]:
    """Let every invented hospital send its papers; return how many were taken, by way.

    Every start sends the same bytes, so nothing is there twice. Raises requests' exceptions and
    FileNotFoundError where there is no authority.
    """
    folder = hospitals_in(run_folder)
    began = _began(folder)
    taken = {WEB: 0, GATEWAY: 0}
    with requests.Session() as session:
        session.trust_env = False  # everything is on this machine: no proxy
        for serial, arrival in enumerate(_arrivals(), start=1):
            content = _signed(folder, arrival, serial, began)
            taken[arrival.way] += _send(session, urls[arrival.way], arrival, content)
    return taken


def papers_to_try(run_folder: Path) -> list[Known]:
    """Return the papers about people of the simulated VNeID, as they were sent at every start."""
    began = _began(hospitals_in(run_folder))
    return [_known(arrival, serial, began) for serial, arrival in enumerate(FAMILIES, start=1)]


def _known(arrival: Arrival, serial: int, began: datetime) -> Known:
    issued, says = began - _ISSUED_BEFORE, arrival.says
    number = number_of(arrival.hospital, arrival.kind, serial, issued)
    if arrival.kind is Kind.DEATH:
        died = timezone.localdate(issued - BEFORE_ISSUE)
        return Known(number, says["HO_TEN"].title(), says["SO_GIAYTO"], died)
    born = timezone.localdate(began - _BORN_BEFORE)
    return Known(number, says["HOTEN_NND"].title(), says["SO_CCCD_NND"], born)


def _began(folder: DemoFolder) -> datetime:
    return datetime.fromtimestamp(folder.register.stat().st_mtime, UTC)


def _arrivals() -> Iterator[Arrival]:
    yield from FAMILIES
    for place, code in enumerate(FACILITIES):
        for number in range(_STRANGERS_EACH):
            stranger = f"0001{90 + place}0009{number:02}"
            way = (WEB, GATEWAY)[(place + number) % 2]
            yield _birth(
                code, way, mother="Người Mẫu", number=stranger, born_on=f"19{90 + place}0101"
            )
    yield Arrival("99902", GATEWAY, Kind.TABLE_9, {"SO_CCCD_NND": "000190000990"})


def _signed(folder: DemoFolder, arrival: Arrival, serial: int, began: datetime) -> bytes:
    issued = began - _ISSUED_BEFORE
    says = dict(arrival.says)
    if arrival.kind is Kind.BIRTH:
        born_on = timezone.localtime(began - _BORN_BEFORE)
        says.setdefault("NGAY_SINH_CON", f"{born_on:%Y%m%d}083000")
    return paper_of(folder, arrival.hospital, arrival.kind, serial, issued, says)


def _send(session: requests.Session, url: str, arrival: Arrival, content: bytes) -> bool:
    form = {
        "maCskcb": arrival.hospital,
        "loaiHs": KINDS[arrival.kind],
        "fileBase64Str": base64.b64encode(content).decode(),
    }
    shown = {"Authorization": f"Bearer {hospital_token(arrival.hospital)}"}
    reply = session.post(
        url + PATH,
        data=form,
        headers=shown if arrival.way == WEB else {},
        timeout=SECONDS,
        allow_redirects=False,
    )
    return reply.ok and bool(reply.json().get("MaGD"))
