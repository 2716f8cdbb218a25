"""A birth as the civil status register wants it written: our words in, its field names out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

MODULE = "LTKS"
FILE_MARK = "sha256:"

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_SEX = {"male": "1", "female": "2", "undetermined": "3"}
# 1, 2 and 3 as the register's own forms count them.
_RESIDENCE = {"": "", "permanent": "1", "temporary": "2", "current": "3"}
_KIND = {"on_time": "1", "late": "4"}
_RELATION = {"mother": "Mẹ", "father": "Cha", "guardian": "Người giám hộ, đại diện hợp pháp"}


@dataclass(frozen=True, slots=True)
class Address:
    """A place in Vietnam; codes are the official ones, `line` what stands below the commune."""

    province_code: str = ""
    commune_code: str = ""
    line: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """A mother or father; `born_on` as known: dd.mm.yyyy, mm.yyyy or yyyy."""

    full_name: str
    born_on: str
    ethnicity: str
    nationality: str = "Việt Nam"
    personal_number: str = ""
    document_kind: str = ""
    document_number: str = ""
    residence_kind: str = ""
    residence: Address = Address()


@dataclass(frozen=True, slots=True)
class Child:
    """The child to be registered; `sex` is male, female or undetermined."""

    full_name: str
    sex: str
    born_on: str
    born_on_in_words: str
    birth_place: Address
    hometown: Address
    ethnicity: str
    nationality: str = "Việt Nam"
    birth_place_name: str = ""


@dataclass(frozen=True, slots=True)
class Applicant:
    """Who applies; `relation` is mother, father or guardian."""

    full_name: str
    relation: str
    personal_number: str
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A paper that goes along; its bytes are looked up by hash when the letter is sent."""

    kind: int
    title: str
    file_name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class BirthRegistration:
    """Everything the register is told; `registration` is on_time or late."""

    dossier_code: str
    revision: int
    filed_at: datetime
    unit_code: int
    registrar: str
    registration: str
    child: Child
    applicant: Applicant
    mother: Parent | None = None
    father: Parent | None = None
    birth_notice_number: str = ""
    birth_notice_issued_on: str = ""
    paper_copies: int = 0
    files: tuple[AttachedFile, ...] = ()


def compose_birth(birth: BirthRegistration) -> bytes:
    """Return the body of NhanDKHT, byte for byte the same for the same declaration."""
    return orjson.dumps(
        {
            "maDonVi": birth.unit_code,
            "module": MODULE,
            "maHoSoLT": birth.dossier_code,
            # The only field of ours the register hands back: it carries the revision.
            "maHoSoMCDT": f"{birth.dossier_code}.{birth.revision}",
            "ngayTiepNhan": birth.filed_at.astimezone(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S"),
            "data": orjson.dumps(_data(birth), option=orjson.OPT_SORT_KEYS).decode(),
            "fileDinhKem": [_file(place, file) for place, file in enumerate(birth.files, 1)],
        },
        option=orjson.OPT_SORT_KEYS,
    )


def _data(birth: BirthRegistration) -> dict[str, Any]:
    return {
        "maGCS": birth.birth_notice_number,
        "ngayCapGCS": birth.birth_notice_issued_on,
        "loaiDangKy": _KIND[birth.registration],
        "noiDangKy": birth.registrar,
        "soLuongBanSao": str(birth.paper_copies),
        **_child(birth.child),
        **_parent("me", birth.mother),
        **_parent("cha", birth.father),
        **_applicant(birth.applicant),
    }


def _child(child: Child) -> Mapping[str, Any]:
    return {
        "nksHoTen": child.full_name,
        "nksGioiTinh": _SEX[child.sex],
        "nksNgaySinh": child.born_on,
        "nksNgaySinhBangChu": child.born_on_in_words,
        "nksNoiSinh": _address(child.birth_place),
        "nksNoiSinhDVHC": child.birth_place_name,
        "nksNoiSinhNuocNgoai": "",
        "nksQueQuan": _address(child.hometown),
        "nksDanToc": child.ethnicity,
        "nksDanTocKhac": "",
        "nksQuocTich": child.nationality,
        "nksQuocTichKhac": "",
        "nksLoaiKhaiSinh": "1",
    }


def _parent(prefix: str, parent: Parent | None) -> Mapping[str, Any]:
    if parent is None:
        return {}
    return {
        f"{prefix}HoTen": parent.full_name,
        f"{prefix}NgaySinh": parent.born_on,
        f"{prefix}DanToc": parent.ethnicity,
        f"{prefix}DanTocKhac": "",
        f"{prefix}QuocTich": parent.nationality,
        f"{prefix}QuocTichKhac": "",
        f"{prefix}LoaiCuTru": _RESIDENCE[parent.residence_kind],
        f"{prefix}NoiCuTru": _address(parent.residence),
        f"{prefix}LoaiGiayToTuyThan": parent.document_kind,
        f"{prefix}SoGiayToTuyThan": parent.document_number,
        f"{prefix}SoDDCN": parent.personal_number,
        f"{prefix}XacThucThongTin": "",
    }


def _applicant(applicant: Applicant) -> Mapping[str, Any]:
    return {
        "nycHoTen": applicant.full_name,
        "nycQuanHe": _RELATION[applicant.relation],
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


def _address(address: Address) -> Mapping[str, str]:
    return {
        "maTinh": address.province_code,
        # Districts ended on 30/06/2025; the field stayed behind.
        "maHuyen": "",
        "maXa": address.commune_code,
        "dcChiTiet": address.line,
    }


def _file(place: int, file: AttachedFile) -> Mapping[str, Any]:
    return {
        "id": place,
        "loaiGiayTo": file.kind,
        "tenGiayTo": file.title,
        "tenTepDinhKem": file.file_name,
        "huyGiayTo": 0,
        "duLieuTepDinhKem": FILE_MARK + file.sha256,
    }
