"""What births and deaths have in common on the wire of the civil status register."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, Self, TypedDict
from zoneinfo import ZoneInfo

import orjson

SEX_CODES = {"male": "1", "female": "2", "undetermined": "3"}
SEXES = {code: sex for sex, code in SEX_CODES.items()}
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_FILE_MARK = "sha256:"
_OLD_NUMBER, _OLD_CARD = 9, "2"  # an identity card before 2016 has nine digits; the kind of paper


class Commune(Protocol):
    """A commune and its province by their official codes."""

    code: str
    province_id: str


@dataclass(frozen=True, slots=True)
class Address:
    """A place in Vietnam; codes are the official ones, `line` what stands below the commune."""

    province_code: str = ""
    commune_code: str = ""
    line: str = ""

    @classmethod
    def within(cls, commune: Commune | None, line: str) -> Self:
        """Return a place in a commune; of one nobody knows only the line is told."""
        return cls(commune.province_id, commune.code, line) if commune else cls(line=line)


NOWHERE = Address()


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A paper that goes along; its bytes are looked up by hash when the letter is sent."""

    kind: int
    title: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies; `relation` of a death is told as people say it, of a birth it is a code."""

    full_name: str
    relation: str
    personal_number: str
    phone: str = ""
    email: str = ""


class Identified(TypedDict):
    """The fields in which the number of a person stands."""

    personal_number: str
    document_kind: str
    document_number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """What is told of every registration; which kinds `registration` has is said by its book."""

    dossier_code: str
    revision: int
    filed_at: datetime
    unit_code: int
    registrar: str
    registration: str
    applicant: Applicant
    paper_copies: int = 0
    files: tuple[AttachedFile, ...] = ()


def dotted(known: object) -> str:
    """Return a date of which all or a part is known: 05.11.2026, 11.2026, 2026, or ""."""
    return str(known).replace("/", ".") if known else ""


def identified_by(number: str) -> Identified:
    """Return where a number stands: nine digits are those of an old identity card."""
    is_old = len(number) == _OLD_NUMBER
    return Identified(
        personal_number="" if is_old else number,
        document_kind=_OLD_CARD if is_old else "",
        document_number=number if is_old else "",
    )


def compose(module: str, told: Registration, data: Mapping[str, Any]) -> bytes:
    """Return the body of NhanDKHT, byte for byte the same for the same declaration.

    `module` is the register's LTKS or LTKT.
    """
    code = told.dossier_code
    return orjson.dumps(
        {
            "maDonVi": told.unit_code,
            "module": module,
            "maHoSoLT": code,
            # The only field of ours the register hands back: it carries the revision.
            "maHoSoMCDT": f"{code}.{told.revision}",
            "ngayTiepNhan": told.filed_at.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S"),
            "data": orjson.dumps(data, option=orjson.OPT_SORT_KEYS).decode(),
            "fileDinhKem": [_file(place, file) for place, file in enumerate(told.files, 1)],
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


def registration_told(told: Registration, *, kind: str, relation: str) -> Mapping[str, str]:
    """Return who registers, how, and for whom, in the register's words."""
    applicant = told.applicant
    return {
        "loaiDangKy": kind,
        "noiDangKy": told.registrar,
        "soLuongBanSao": str(told.paper_copies),
        "nycHoTen": applicant.full_name,
        "nycQuanHe": relation,
        "nycLoaiGiayToTuyThan": "",
        "nycGiayToKhac": "",
        "nycSoGiayToTuyThan": "",
        "nycNgayCapGiayToTuyThan": "",
        "nycNoiCapGiayToTuyThan": "",
        "nycSoDDCN": applicant.personal_number,
        "nycSoDienThoai": applicant.phone,
        "nycEmail": applicant.email,
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
