"""What births and deaths have in common on the wire of the civil status register."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

SEX_CODES = {"male": "1", "female": "2", "undetermined": "3"}
SEXES = {code: sex for sex, code in SEX_CODES.items()}
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FILE_MARK = "sha256:"


@dataclass(frozen=True, slots=True)
class Address:
    """A place in Vietnam; codes are the official ones, `line` what stands below the commune."""

    province_code: str = ""
    commune_code: str = ""
    line: str = ""


NOWHERE = Address()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A paper that goes along; its bytes are looked up by hash when the letter is sent."""

    kind: int
    title: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Envelope:
    """What stands around the data of one registration; `module` is the register's LTKS or LTKT."""

    module: str
    unit_code: int
    dossier_code: str
    revision: int
    filed_at: datetime
    files: tuple[AttachedFile, ...] = ()


def compose(envelope: Envelope, told: Mapping[str, Any]) -> bytes:
    """Return the body of NhanDKHT, byte for byte the same for the same declaration."""
    code = envelope.dossier_code
    return orjson.dumps(
        {
            "maDonVi": envelope.unit_code,
            "module": envelope.module,
            "maHoSoLT": code,
            # The only field of ours the register hands back: it carries the revision.
            "maHoSoMCDT": f"{code}.{envelope.revision}",
            "ngayTiepNhan": envelope.filed_at.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S"),
            "data": orjson.dumps(told, option=orjson.OPT_SORT_KEYS).decode(),
            "fileDinhKem": [_file(place, file) for place, file in enumerate(envelope.files, 1)],
        },
        option=orjson.OPT_SORT_KEYS,
    )


def told_in(body: bytes) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Return the data a composed body told the register, and the digests of its files."""
    whole = orjson.loads(body)
    digests = (file["duLieuTepDinhKem"].removeprefix(_FILE_MARK) for file in whole["fileDinhKem"])
    return orjson.loads(whole["data"]), tuple(digests)


def module_in(body: bytes) -> str:
    """Return which of the register's books a composed body is for."""
    return str(orjson.loads(body)["module"])


def with_files(body: bytes, files: Mapping[str, bytes]) -> bytes:
    """Put the attachments' content where the frozen body names only their SHA-256."""
    if _FILE_MARK.encode() not in body:
        return body
    whole = orjson.loads(body)
    for attached in whole["fileDinhKem"]:
        digest = attached["duLieuTepDinhKem"].removeprefix(_FILE_MARK)
        attached["duLieuTepDinhKem"] = base64.b64encode(files[digest]).decode()
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)


def address_told(address: Address) -> Mapping[str, str]:
    """Return a place in the register's words."""
    return {
        "maTinh": address.province_code,
        # Districts ended on 30/06/2025; the field stayed behind.
        "maHuyen": "",
        "maXa": address.commune_code,
        "dcChiTiet": address.line,
    }


def applicant_told(
    *, full_name: str, relation: str, personal_number: str, phone: str, email: str
) -> Mapping[str, str]:
    """Return who applies in the register's words; `relation` as people say it."""
    return {
        "nycHoTen": full_name,
        "nycQuanHe": relation,
        "nycLoaiGiayToTuyThan": "",
        "nycGiayToKhac": "",
        "nycSoGiayToTuyThan": "",
        "nycNgayCapGiayToTuyThan": "",
        "nycNoiCapGiayToTuyThan": "",
        "nycSoDDCN": personal_number,
        "nycSoDienThoai": phone,
        "nycEmail": email,
        "nycXacThucThongTin": "",
    }


def _file(place: int, file: AttachedFile) -> Mapping[str, Any]:
    return {
        "id": place,
        "loaiGiayTo": file.kind,
        "tenGiayTo": file.title,
        "tenTepDinhKem": file.file_name,
        "huyGiayTo": 0,
        "duLieuTepDinhKem": _FILE_MARK + file.sha256,
    }
