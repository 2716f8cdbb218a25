"""Invented papers for demonstrations and tests, spelled as each layout wants it."""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from lxml import etree

_XSD = Path(__file__).parent / "xsd"
_ELEMENT = "{http://www.w3.org/2001/XMLSchema}element"

BIRTH_VALUES = {
    "MA_GCS": "00001.GCS.99901.26",
    "MA_BN": "BN000001",
    "MA_BHXH_NND": "0000000000",
    "HOTEN_NND": "NGUYỄN THỊ VÍ DỤ",
    "NGAYSINH_NND": "19970315",
    "MA_DANTOC_NND": "01",
    "MA_QUOCTICH_NND": "VN",
    "LOAI_GIAYTO_NND": "1",
    "SO_CCCD_NND": "001197000001",
    "NGAYCAP_CCCD_NND": "20220101",
    "NOICAP_CCCD_NND": "Bộ Công an",
    "NOI_CU_TRU_NND": "Số 1, đường Ví Dụ",
    "MATINH_CU_TRU": "01",
    "MAXA_CU_TRU": "00004",
    "HO_TEN_CHA": "TRẦN VĂN VÍ DỤ",
    "TEN_CON": "TRẦN MINH VÍ DỤ",
    "GIOI_TINH_CON": "2",
    "SO_CON": "1",
    "LAN_SINH": "1",
    "SO_CON_SONG": "1",
    "CAN_NANG_CON": "3200",
    "NGAY_SINH_CON": "20261110083000",
    "NOI_SINH_CON": "Bệnh viện Ví Dụ",
    "TINH_TRANG_CON": "Khỏe mạnh",
    "SINHCON_PHAUTHUAT": "0",
    "SINHCON_DUOI32TUAN": "0",
    "NGUOI_DO_DE": "BS Ví Dụ A",
    "NGUOI_GHI_PHIEU": "ĐD Ví Dụ B",
    "MA_TTDV": "0000000000",
    "THU_TRUONG_DVI": "GĐ Ví Dụ C",
    "NGAY_CT": "20261111",
    "SO": "1",
    "QUYEN_SO": "1/2026",
    "CAP_LAN_DAU": "1",
}
DEATH_VALUES = {
    "MA_GBT": "00001.GBT.99901.26",
    "HO_TEN": "LÊ VĂN VÍ DỤ",
    "NGAY_SINH": "19500101",
    "GIOI_TINH": "1",
    "MA_DANTOC": "01",
    "MA_QUOCTICH": "VN",
    "DCHI_THUONGTRU": "Số 2, đường Ví Dụ",
    "MATINH_THUONGTRU": "01",
    "MAXA_THUONGTRU": "00004",
    "LOAI_GIAYTO": "1",
    "SO_GIAYTO": "001050000001",
    "NGAY_CAP": "20220101",
    "NOI_CAP": "Bộ Công an",
    "NGAYGIO_VV": "202611090700",
    "NGAY_TV": "202611101530",
    "TINH_TRANG_TV": "2",
    "NGUYENNHAN_TV": "Tuổi cao",
    "NGUOI_GHIGIAY": "BS Ví Dụ D",
    "NGUOI_THANTHICH": "LÊ THỊ VÍ DỤ",
    "TTRUONG_DVI": "GĐ Ví Dụ C",
    "SO_BAOTU": "1",
    "QUYEN_SO": "1/2026",
    "NGAY_CAPGIAYBT": "20261111",
    "MACSKCB": "99901",
    "DIACHI_CSKCB": "Số 3, đường Ví Dụ",
}
TABLE_9_VALUES = {
    **{field: value for field, value in BIRTH_VALUES.items() if field != "MA_GCS"},
    "MA_LK": "LK000001",
    "MA_BHXH_NND": "0100000001",
    "HO_TEN_NND": "NGUYỄN THỊ VÍ DỤ",
    "MA_QUOCTICH": "000",
    "MAHUYEN_CU_TRU": "",
    "HO_TEN_CON": "TRẦN MINH VÍ DỤ",
    "NGAY_SINH_CON": "202611100830",
    "SO": "00001",
}


def field_names(schema: str) -> list[str]:
    """Return a layout's fields in its order, from the schema they are checked against."""
    tree = etree.parse(str(_XSD / f"{schema}.xsd"))
    named = [(one.get("name"), one.get("type")) for one in tree.iter(_ELEMENT)]
    return [str(name) for name, kind in named if kind not in (None, "Child")]


def packet_data(tag: str, identifier: str, names: Sequence[str], values: Mapping[str, str]) -> str:
    """Return the data element of HSDLGCS or HSDLGBT, fields without a value left empty."""
    return f'<{tag} Id="{identifier}">{_fields(names, values)}</{tag}>'


def table_9(names: Sequence[str], children: Sequence[Mapping[str, str]]) -> str:
    """Return a table 9 with a block a child."""
    blocks = "".join(
        f"<DU_LIEU_GIAY_CHUNG_SINH>{_fields(names, child)}</DU_LIEU_GIAY_CHUNG_SINH>"
        for child in children
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?><CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH>'
        f"<DSACH_GIAYCHUNGSINH>{blocks}</DSACH_GIAYCHUNGSINH></CHI_TIEU_DU_LIEU_GIAY_CHUNG_SINH>"
    )


def envelope(facility: str, day: str, tables: Sequence[tuple[str, str | bytes]]) -> str:
    """Return all of a GIAMDINHHS but its signature's place; tables are (kind, XML)."""
    files = "".join(
        f"<FILEHOSO><LOAIHOSO>{kind}</LOAIHOSO><NOIDUNGFILE>{_base64(content)}</NOIDUNGFILE>"
        "</FILEHOSO>"
        for kind, content in tables
    )
    return (
        f"<THONGTINDONVI><MACSKCB>{facility}</MACSKCB></THONGTINDONVI><THONGTINHOSO>"
        f"<NGAYLAP>{day}</NGAYLAP><SOLUONGHOSO>1</SOLUONGHOSO><DANHSACHHOSO><HOSO>{files}</HOSO>"
        "</DANHSACHHOSO></THONGTINHOSO>"
    )


def _fields(names: Sequence[str], values: Mapping[str, str]) -> str:
    return "".join(f"<{name}>{escape(values.get(name, ''))}</{name}>" for name in names)


def _base64(content: str | bytes) -> str:
    raw = content.encode() if isinstance(content, str) else content
    return base64.b64encode(raw).decode()
