"""The register's spelling of a birth: its field names and codes are written and read here."""

import base64
from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from integrations.birth_registration import (
    Address,
    Applicant,
    AttachedFile,
    BirthRegistration,
    Child,
    Parent,
    SentBirth,
)

MODULE = "LTKS"
_FILE_MARK = "sha256:"

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_SEX = {"male": "1", "female": "2", "undetermined": "3"}
SEXES = {code: sex for sex, code in _SEX.items()}
# 1, 2 and 3 as the register's own forms count them.
_RESIDENCE = {"": "", "permanent": "1", "temporary": "2", "current": "3"}
_KIND = {"on_time": "1", "late": "4"}
_RELATION = {"mother": "Mẹ", "father": "Cha", "guardian": "Người giám hộ, đại diện hợp pháp"}
_CHILD = {
    "nksHoTen": "child.full_name",
    "nksGioiTinh": "child.sex",
    "nksNgaySinh": "child.born_on",
    "nksNoiSinh": "child.birth_place",
    "nksQueQuan": "child.hometown",
    "nksDanToc": "child.ethnicity",
}
_PARENT = {
    "HoTen": "full_name",
    "NgaySinh": "born_on",
    "DanToc": "ethnicity",
    "LoaiCuTru": "residence_kind",
    "NoiCuTru": "residence",
    "SoGiayToTuyThan": "document_number",
    "SoDDCN": "personal_number",
}
_OUR_NAMES = {
    **_CHILD,
    **{f"me{official}": f"mother.{ours}" for official, ours in _PARENT.items()},
    **{f"cha{official}": f"father.{ours}" for official, ours in _PARENT.items()},
    "maGCS": "birth_notice_number",
    "nycQuanHe": "applicant.relation",
}


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


def read_back(body: bytes) -> SentBirth:
    """Return what a composed body told the register."""
    whole = orjson.loads(body)
    told = orjson.loads(whole["data"])
    return SentBirth(
        full_name=told["nksHoTen"],
        sex=SEXES[told["nksGioiTinh"]],
        born_on=told["nksNgaySinh"],
        files=tuple(
            file["duLieuTepDinhKem"].removeprefix(_FILE_MARK) for file in whole["fileDinhKem"]
        ),
    )


def with_files(body: bytes, files: Mapping[str, bytes]) -> bytes:
    """Put the attachments' content where the frozen body names only their SHA-256."""
    if _FILE_MARK.encode() not in body:
        return body
    whole = orjson.loads(body)
    for attached in whole["fileDinhKem"]:
        digest = attached["duLieuTepDinhKem"].removeprefix(_FILE_MARK)
        attached["duLieuTepDinhKem"] = base64.b64encode(files[digest]).decode()
    return orjson.dumps(whole, option=orjson.OPT_SORT_KEYS)


def our_name(official: str) -> str:
    """Return the attribute of BirthRegistration an official field is; others stay as they are."""
    return _OUR_NAMES.get(official, official)


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
        "duLieuTepDinhKem": _FILE_MARK + file.sha256,
    }
