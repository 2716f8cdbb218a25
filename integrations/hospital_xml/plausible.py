"""What a schema language cannot say: numbers, years, and days that can be true."""

import re
from collections.abc import Iterable
from datetime import datetime

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.fields import Fields
from integrations.hospital_xml.spelling import datetime_of

_DAYS_OF_BIRTH = (
    "NGAYSINH_NND",
    "NGAYCAP_CCCD_NND",
    "NGAYSINH_MTH",
    "NGAYCAP_CCCD_MTH",
    "NGAYSINH_CHA_MTH",
    "NGAYCAP_CCCD_CHA_MTH",
    "NGAYSINH_CHA_NND",
    "NGAYCAP_CCCD_CHA_NND",
)
_DAYS_OF_DEATH = ("NGAY_SINH", "NGAY_CAP", "NGAYGIO_VV")
# A schema counts letters, and a space is one.
_NOT_BLANK_OF_BIRTH = ("MA_GCS", "HOTEN_NND")
_NOT_BLANK_OF_TABLE_9 = (
    "MA_LK",
    "HO_TEN_NND",
    "SO_CCCD_NND",
    "NOICAP_CCCD_NND",
    "NOI_CU_TRU_NND",
    "MA_QUOCTICH",
    "NOI_SINH_CON",
    "TINH_TRANG_CON",
    "NGUOI_DO_DE",
    "NGUOI_GHI_PHIEU",
    "SO",
    "QUYEN_SO",
)
_NOT_BLANK_OF_DEATH = (
    "HO_TEN",
    "MA_QUOCTICH",
    "DCHI_THUONGTRU",
    "NGUYENNHAN_TV",
    "NGUOI_GHIGIAY",
    "NGUOI_THANTHICH",
    "TTRUONG_DVI",
    "SO_BAOTU",
    "QUYEN_SO",
    "DIACHI_CSKCB",
)
_PAPERLESS = "0"
_OF_A_DOCUMENT = ("SO_GIAYTO", "NGAY_CAP", "NOI_CAP")


def check_birth(examination: Examination, fields: Fields, kind: str) -> None:
    """Check one giấy chứng sinh; `kind` is the middle of its number, empty where it has none."""
    _check_not_blank(fields, _NOT_BLANK_OF_BIRTH if kind else _NOT_BLANK_OF_TABLE_9)
    event = check_past(examination, fields.text("NGAY_SINH_CON"), "NGAY_SINH_CON")
    issued = check_past(examination, fields.text("NGAY_CT"), "NGAY_CT")
    _check_days(examination, fields, _DAYS_OF_BIRTH)
    _check_order(examination, event, issued)
    if kind:
        _check_number(fields.text("MA_GCS"), kind, event, issued)


def check_death(examination: Examination, fields: Fields) -> None:
    """Check one giấy báo tử."""
    _check_not_blank(fields, _NOT_BLANK_OF_DEATH)
    if fields.text("LOAI_GIAYTO") != _PAPERLESS:
        _check_not_blank(fields, _OF_A_DOCUMENT)
    event = check_past(examination, fields.text("NGAY_TV"), "NGAY_TV")
    issued = check_past(examination, fields.text("NGAY_CAPGIAYBT"), "NGAY_CAPGIAYBT")
    _check_days(examination, fields, _DAYS_OF_DEATH)
    _check_order(examination, event, issued)
    _check_number(fields.text("MA_GBT"), "GBT", event, issued)


def _check_not_blank(fields: Fields, names: Iterable[str]) -> None:
    for name in names:
        if fields.is_blank(name):
            raise Refused(Code.MISSING_VALUE, name)


def _check_days(examination: Examination, fields: Fields, names: Iterable[str]) -> None:
    for name in names:
        text = fields.text(name)
        if text:
            check_past(examination, text, name)


def check_past(examination: Examination, text: str, name: str) -> datetime:
    """Return the moment a field states, which must be real and not after the check."""
    moment = datetime_of(text, name)
    if moment > examination.at:
        raise Refused(Code.FUTURE, name)
    return moment


def _check_order(examination: Examination, event: datetime, issued: datetime) -> None:
    if event.date() > issued.date():
        raise Refused(Code.ISSUED_BEFORE_EVENT)
    signed_at = examination.signed_at
    if signed_at is None:
        return
    if signed_at < event:
        raise Refused(Code.SIGNED_BEFORE_EVENT)
    if signed_at > examination.at:
        raise Refused(Code.SIGNED_IN_FUTURE)


def _check_number(number: str, kind: str, event: datetime, issued: datetime) -> None:
    """Check `XXXXX.<kind>.ZZZZZ.YY` (Circular 22/2025/TT-BYT; the same form for giấy báo tử)."""
    found = re.fullmatch(rf"[0-9]{{5}}\.{kind}\.[0-9]{{5}}\.([0-9]{{2}})", number, re.ASCII)
    if found is None:
        raise Refused(Code.NUMBER)
    if not event.year <= 2000 + int(found[1]) <= issued.year:
        raise Refused(Code.NUMBER_YEAR)
