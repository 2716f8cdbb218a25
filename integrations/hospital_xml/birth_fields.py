"""Giấy chứng sinh: official field names of both layouts on one side, BirthNotice on the other."""

from typing import Any

from integrations.hospital_xml.fields import Fields
from integrations.hospital_xml.layouts import BIRTH, CLAIMS
from integrations.hospital_xml.notices import BirthNotice, Person

_NOBODY = Person("")
# The same words in both layouts.
_CARER = {
    "born_on": "NGAYSINH_NND",
    "ethnicity_code": "MA_DANTOC_NND",
    "document_number": "SO_CCCD_NND",
    "document_issued_on": "NGAYCAP_CCCD_NND",
    "document_issued_by": "NOICAP_CCCD_NND",
    "address": "NOI_CU_TRU_NND",
    "province_code": "MATINH_CU_TRU",
    "district_code": "MAHUYEN_CU_TRU",
    "commune_code": "MAXA_CU_TRU",
    "insurance_number": "MA_BHXH_NND",
    "health_card": "MA_THE_NND",
}


def from_packet(fields: Fields) -> BirthNotice:
    """Read a GIAYCHUNGSINH (Circular 22/2025/TT-BYT)."""
    number = fields.text("MA_GCS")
    carer = fields.person(
        **_CARER,
        name="HOTEN_NND",
        nationality_code="MA_QUOCTICH_NND",
        document_kind="LOAI_GIAYTO_NND",
    )
    return _notice(
        fields,
        layout=BIRTH.root,
        facility_code=number.split(".")[2],
        number=number,
        carer=carer or _NOBODY,
        father=_father(fields, "NND", "HO_TEN_CHA"),
        surrogate=_surrogate(fields),
        surrogate_husband=_father(fields, "MTH", "HO_TEN_CHA_MTH"),
        intended_name=fields.text("TEN_CON"),
        signatory=fields.text("THU_TRUONG_DVI"),
        treatment_number=fields.text("MA_CT"),
    )


def from_table_9(fields: Fields, facility_code: str) -> BirthNotice:
    """Read a DU_LIEU_GIAY_CHUNG_SINH (table 9 of Decisions 130, 4750 and 3176/QĐ-BYT)."""
    carer = fields.person(**_CARER, name="HO_TEN_NND", nationality_code="MA_QUOCTICH")
    return _notice(
        fields,
        layout=CLAIMS.root,
        facility_code=facility_code,
        number=fields.text("SO"),
        carer=carer or _NOBODY,
        father=fields.person(name="HO_TEN_CHA"),
        surrogate=None,
        surrogate_husband=None,
        intended_name=fields.text("HO_TEN_CON"),
        signatory="",
        treatment_number=fields.text("MA_LK"),
    )


def _notice(fields: Fields, **different: Any) -> BirthNotice:
    return BirthNotice(
        book=fields.text("QUYEN_SO"),
        issued_on=fields.moment("NGAY_CT").date(),
        sex=fields.text("GIOI_TINH_CON"),
        born_at=fields.moment("NGAY_SINH_CON"),
        birth_place=fields.text("NOI_SINH_CON"),
        weight_grams=fields.number("CAN_NANG_CON"),
        children_born=fields.number("SO_CON"),
        birth_order=fields.number("LAN_SINH"),
        children_living=fields.number("SO_CON_SONG"),
        condition=fields.text("TINH_TRANG_CON"),
        is_surgical=fields.flag("SINHCON_PHAUTHUAT"),
        is_before_32_weeks=fields.flag("SINHCON_DUOI32TUAN"),
        note=fields.text("GHI_CHU"),
        attendant=fields.text("NGUOI_DO_DE"),
        recorder=fields.text("NGUOI_GHI_PHIEU"),
        **different,
    )


def _surrogate(fields: Fields) -> Person | None:
    return fields.person(
        name="HOTEN_MTH",
        born_on="NGAYSINH_MTH",
        ethnicity_code="MA_DANTOC_MTH",
        nationality_code="MA_QUOCTICH_MTH",
        document_kind="LOAI_GIAYTO_MTH",
        document_number="SO_CCCD_MTH",
        document_issued_on="NGAYCAP_CCCD_MTH",
        document_issued_by="NOICAP_CCCD_MTH",
        address="NOI_CU_TRU_MTH",
        province_code="MATINH_CU_TRU_MTH",
        commune_code="MAXA_CU_TRU_MTH",
        insurance_number="MA_BHXH_MTH",
        health_card="MA_THE_MTH",
    )


def _father(fields: Fields, side: str, name: str) -> Person | None:
    return fields.person(
        name=name,
        born_on=f"NGAYSINH_CHA_{side}",
        ethnicity_code=f"MA_DANTOC_CHA_{side}",
        document_kind=f"LOAI_GIAYTO_CHA_{side}",
        document_number=f"SO_CCCD_CHA_{side}",
        document_issued_on=f"NGAYCAP_CCCD_CHA_{side}",
        document_issued_by=f"NOICAP_CCCD_CHA_{side}",
        address=f"NOI_CU_TRU_CHA_{side}",
        province_code=f"MATINH_CU_TRU_CHA_{side}",
        commune_code=f"MAXA_CU_TRU_CHA_{side}",
    )
