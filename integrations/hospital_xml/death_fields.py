"""Giấy báo tử: official field names on one side, DeathNotice on the other."""

from integrations.hospital_xml.fields import Fields
from integrations.hospital_xml.layouts import DEATH
from integrations.hospital_xml.notices import DeathNotice, Person


def from_packet(fields: Fields) -> DeathNotice:
    """Read a GIAYBAOTU."""
    return DeathNotice(
        layout=DEATH.root,
        facility_code=fields.text("MACSKCB"),
        facility_address=fields.text("DIACHI_CSKCB"),
        number=fields.text("MA_GBT"),
        book_number=fields.text("SO_BAOTU"),
        book=fields.text("QUYEN_SO"),
        first_book_number=fields.text("SO_BAOTU_BD"),
        first_book=fields.text("QUYEN_SO_BD"),
        issued_on=fields.moment("NGAY_CAPGIAYBT").date(),
        deceased=_deceased(fields),
        sex=fields.text("GIOI_TINH"),
        current_address=fields.text("DCHI_HIENTAI"),
        current_province_code=fields.text("MATINH_HIENTAI"),
        current_commune_code=fields.text("MAXA_HIENTAI"),
        admitted_at=fields.optional_moment("NGAYGIO_VV"),
        died_at=fields.moment("NGAY_TV"),
        died_on_the_way=fields.flag("TINH_TRANG_TV"),
        cause=fields.text("NGUYENNHAN_TV"),
        disease_code=fields.text("BENH_ICD10_ID"),
        disease_name=fields.text("BENH_ICD10_TEN"),
        relative=fields.text("NGUOI_THANTHICH"),
        recorder=fields.text("NGUOI_GHIGIAY"),
        signatory=fields.text("TTRUONG_DVI"),
    )


def _deceased(fields: Fields) -> Person:
    found = fields.person(
        name="HO_TEN",
        born_on="NGAY_SINH",
        ethnicity_code="MA_DANTOC",
        nationality_code="MA_QUOCTICH",
        document_kind="LOAI_GIAYTO",
        document_number="SO_GIAYTO",
        document_issued_on="NGAY_CAP",
        document_issued_by="NOI_CAP",
        address="DCHI_THUONGTRU",
        province_code="MATINH_THUONGTRU",
        district_code="MAHUYEN_THUONGTRU",
        commune_code="MAXA_THUONGTRU",
        insurance_number="MA_BHXH",
        health_card="MA_THE",
    )
    return found or Person("")
