"""The register's spelling of a death: its field names and codes are written and read here."""

from collections.abc import Mapping
from typing import Any

from integrations.civil_status_parts import (
    SEX_CODES,
    SEXES,
    address_told,
    compose,
    registration_told,
    told_in,
)
from integrations.death_registration import (
    DeathNotice,
    DeathRegistration,
    Deceased,
    SentDeath,
)

MODULE = "LTKT"

# 1, 2 and 3 as the register's own form 2053 counts them.
_RESIDENCE = {"": "", "permanent": "1", "temporary": "2", "none": "3"}
_KIND = {"on_time": "1", "late": "4", "long_dead": "5"}
_OUR_NAMES = {
    "nktHoTen": "deceased.full_name",
    "nktGioiTinh": "deceased.sex",
    "nktNgaySinh": "deceased.born_on",
    "nktDanToc": "deceased.ethnicity",
    "nktSoDDCN": "deceased.personal_number",
    "nktSoGiayToTuyThan": "deceased.personal_number",
    "nktLoaiCuTru": "deceased.residence",
    "nktNoiCuTru": "deceased.residence",
    "nktNgayChet": "deceased.died_on",
    "nktGioPhutChet": "deceased.died_time",
    "nktNoiChet": "deceased.place",
    "nktNguyenNhanChet": "deceased.cause",
    "maGBT": "notice",
    "gbtLoai": "notice",
    "gbtSo": "notice",
    "gbtNgay": "notice",
    "gbtCoQuanCap": "notice",
    "loaiDangKy": "evidence",
    "nycQuanHe": "applicant.relation",
}


def compose_death(death: DeathRegistration) -> bytes:
    """Return the body of NhanDKHT, byte for byte the same for the same declaration."""
    return compose(MODULE, death, _data(death))


def read_back(body: bytes) -> SentDeath:
    """Return what a composed body told the register."""
    told, files = told_in(body)
    return SentDeath(
        full_name=told["nktHoTen"],
        sex=SEXES[told["nktGioiTinh"]],
        born_on=told["nktNgaySinh"],
        died_on=told["nktNgayChet"],
        personal_number=told["nktSoDDCN"],
        files=files,
    )


def our_name(official: str) -> str:
    """Return the attribute of DeathRegistration an official field is; others stay as they are."""
    return _OUR_NAMES.get(official, official)


def _data(death: DeathRegistration) -> dict[str, Any]:
    relation = death.applicant.relation
    return {
        "maGBT": death.hospital_number,
        "ngayCapGBT": death.hospital_issued_on,
        **_deceased(death.deceased),
        **_notice(death.notice),
        **registration_told(death, kind=_KIND[death.registration], relation=relation),
    }


def _deceased(deceased: Deceased) -> Mapping[str, Any]:
    return {
        "nktHoTen": deceased.full_name,
        "nktGioiTinh": SEX_CODES[deceased.sex],
        "nktNgaySinh": deceased.born_on,
        "nktDanToc": deceased.ethnicity,
        "nktDanTocKhac": "",
        "nktQuocTich": deceased.nationality,
        "nktQuocTichKhac": "",
        "nktLoaiCuTru": _RESIDENCE[deceased.residence_kind],
        "nktNoiCuTru": address_told(deceased.residence),
        "nktLoaiGiayToTuyThan": deceased.document_kind,
        "nktSoGiayToTuyThan": deceased.document_number,
        "nktNgayCapGiayToTuyThan": "",
        "nktNoiCapGiayToTuyThan": "",
        "nktSoDDCN": deceased.personal_number,
        "nktNgayChet": deceased.died_on,
        "nktNgayChetBangChu": deceased.died_on_in_words,
        "nktGioPhutChet": deceased.died_time,
        "nktNoiChet": address_told(deceased.place),
        "nktNoiChetDVHC": deceased.place_name,
        "nktNguyenNhanChet": deceased.cause,
    }


def _notice(notice: DeathNotice) -> Mapping[str, str]:
    return {
        "gbtLoai": notice.kind,
        "gbtSo": notice.number,
        "gbtNgay": notice.issued_on,
        "gbtCoQuanCap": notice.issued_by,
    }
