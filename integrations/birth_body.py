"""The register's spelling of a birth: its field names and codes are written and read here."""

from collections.abc import Mapping
from typing import Any

from integrations.birth_registration import BirthRegistration, Child, Parent, SentBirth
from integrations.civil_status_parts import (
    SEX_CODES,
    SEXES,
    address_told,
    compose,
    registration_told,
    told_in,
)

MODULE = "LTKS"
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
    return compose(MODULE, birth, _data(birth))


def read_back(body: bytes) -> SentBirth:
    """Return what a composed body told the register."""
    told, files = told_in(body)
    return SentBirth(
        full_name=told["nksHoTen"],
        sex=SEXES[told["nksGioiTinh"]],
        born_on=told["nksNgaySinh"],
        files=files,
    )


def our_name(official: str) -> str:
    """Return the attribute of BirthRegistration an official field is; others stay as they are."""
    return _OUR_NAMES.get(official, official)


def _data(birth: BirthRegistration) -> dict[str, Any]:
    relation = _RELATION[birth.applicant.relation]
    return {
        "maGCS": birth.birth_notice_number,
        "ngayCapGCS": birth.birth_notice_issued_on,
        **_child(birth.child),
        **_parent("me", birth.mother),
        **_parent("cha", birth.father),
        **registration_told(birth, kind=_KIND[birth.registration], relation=relation),
    }


def _child(child: Child) -> Mapping[str, Any]:
    return {
        "nksHoTen": child.full_name,
        "nksGioiTinh": SEX_CODES[child.sex],
        "nksNgaySinh": child.born_on,
        "nksNgaySinhBangChu": child.born_on_in_words,
        "nksNoiSinh": address_told(child.birth_place),
        "nksNoiSinhDVHC": child.birth_place_name,
        "nksNoiSinhNuocNgoai": "",
        "nksQueQuan": address_told(child.hometown),
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
        f"{prefix}NoiCuTru": address_told(parent.residence),
        f"{prefix}LoaiGiayToTuyThan": parent.document_kind,
        f"{prefix}SoGiayToTuyThan": parent.document_number,
        f"{prefix}SoDDCN": parent.personal_number,
        f"{prefix}XacThucThongTin": "",
    }
