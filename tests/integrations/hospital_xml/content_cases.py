"""Cases of bytes and schema: what may not be parsed, and what may not be true."""

import re
from collections.abc import Iterator
from datetime import timedelta

from integrations.hospital_xml.codes import Code
from tests.integrations.hospital_xml.making import Case, Making, births, deaths
from tests.integrations.hospital_xml.world import NOW, SIGNED, World


def content_cases(world: World) -> Iterator[Case]:
    yield from _bytes(births(world))
    for made in (births(world), deaths(world)):
        yield from _fields(made)
    yield from _birth_values(births(world))
    yield from _death_values(deaths(world))


def _bytes(made: Making) -> Iterator[Case]:
    whole = made.file()
    text = whole.decode()
    body = text.partition("\n")[2]

    def typed(inside: str) -> bytes:
        return f'<?xml version="1.0"?><!DOCTYPE HSDLGCS {inside}>{body}'.encode()

    laughs = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    files = {
        "a document type": (typed(""), Code.DOCTYPE),
        "an entity": (typed('[<!ENTITY x "y">]'), Code.DOCTYPE),
        "an external entity": (typed('[<!ENTITY x SYSTEM "file:///etc/passwd">]'), Code.DOCTYPE),
        "a parameter entity": (
            typed('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/"> %x;]'),
            Code.DOCTYPE,
        ),
        "an external type": (typed('SYSTEM "file:///etc/passwd"'), Code.DOCTYPE),
        "a default attribute": (typed('[<!ATTLIST MA_BN Id ID "x">]'), Code.DOCTYPE),
        "laughs": (typed(f'[<!ENTITY a0 "ha">{laughs}]'), Code.DOCTYPE),
        "an unknown entity": (whole.replace(b"BN000001", b"&x;"), Code.MALFORMED),
        "UTF-16": (text.replace("utf-8", "utf-16").encode("utf-16"), Code.NOT_UTF8),
        "UTF-16 without a mark": (text.encode("utf-16-le"), Code.NOT_UTF8),
        "Latin-1": (text.replace("utf-8", "iso-8859-1").encode(), Code.NOT_UTF8),
        "UTF-7": (text.replace("utf-8", "utf-7").encode(), Code.NOT_UTF8),
        "not UTF-8": (whole.replace(b"BN000001", b"\xff\xfe"), Code.NOT_UTF8),
        "an overlong letter": (whole.replace(b"BN000001", b"\xc0\xbc"), Code.NOT_UTF8),
        "a surrogate": (whole.replace(b"BN000001", b"\xed\xa0\x80"), Code.NOT_UTF8),
        "a NUL": (whole.replace(b"BN000001", b"\0"), Code.NOT_UTF8),
        "a mark": (b"\xef\xbb\xbf" + whole, Code.BYTE_ORDER_MARK),
        "XML 1.1": (whole.replace(b'version="1.0"', b'version="1.1"'), Code.XML_VERSION),
        "XML 2.0": (whole.replace(b'version="1.0"', b'version="2.0"'), Code.XML_VERSION),
        "a control character": (whole.replace(b"BN000001", b"\x01"), Code.MALFORMED),
        "empty": (b"", Code.MALFORMED),
        "cut off": (whole[:-20], Code.MALFORMED),
        "two roots": (whole + b"<x/>", Code.MALFORMED),
        "text after the end": (whole + b"x", Code.MALFORMED),
        "JSON": (b"{}", Code.MALFORMED),
        "another root": (b"<x/>", Code.UNKNOWN_LAYOUT),
        "loaiHs 39": (b"<HSCHUNGTU/>", Code.UNKNOWN_LAYOUT),
        "5,000 deep": (b"<a>" * 5_000 + b"</a>" * 5_000, Code.MALFORMED),
        "6 MB": (whole.replace(b"BN000001", b"x" * 6_000_000), Code.TOO_LARGE),
        "a million elements": (b"<r>" + b"<a/>" * 1_000_000 + b"</r>", Code.TOO_MANY_PARTS),
        "100,000 attributes": (
            b"<r " + b" ".join(b'a%d=""' % n for n in range(100_000)) + b"/>",
            Code.TOO_MANY_PARTS,
        ),
        "1,000 namespaces": (
            b"<r " + b" ".join(b'xmlns:a%d="u"' % n for n in range(1_000)) + b"/>",
            Code.TOO_MANY_PARTS,
        ),
    }
    for name, (content, code) in files.items():
        yield Case(f"bytes: {name}", content, code)


def _fields(made: Making) -> Iterator[Case]:
    fields = made.fields()
    one = re.search("<MA_BN>[^<]*</MA_BN>", fields)
    following = re.search("<MA_BN>[^<]*</MA_BN>(<\\w+>[^<]*</\\w+>)", fields)
    assert one and following
    texts = {
        "a field less": fields.replace(one[0], ""),
        "a field twice": fields.replace(one[0], one[0] * 2),
        "two swapped": fields.replace(one[0] + following[1], following[1] + one[0]),
        "a field more": fields + "<THEM>x</THEM>",
        "the last field less": re.sub(r"<\w+>[^<]*</\w+>$", "", fields),
        "an element in a field": fields.replace(one[0], "<MA_BN><b>x</b></MA_BN>"),
        "a field in a namespace": fields.replace("<MA_BN>", '<MA_BN xmlns="urn:x">'),
        "small letters": fields.replace("MA_BN>", "ma_bn>"),
        "text between fields": fields.replace("<MA_BN>", "x<MA_BN>"),
    }
    for name, text in texts.items():
        assert text != fields, name
        yield Case(f"fields: {name}", made.sealed(made.template(text)), Code.FIELDS)
    yield Case("fields: none", made.sealed(made.template("")), Code.FACILITY_UNNAMED)


def _values(made: Making, values: dict[str, tuple[str, str, Code]]) -> Iterator[Case]:
    for name, (field, value, code) in values.items():
        yield Case(f"value: {name}", made.file({field: value}), code)


def _birth_values(made: Making) -> Iterator[Case]:
    yield from _values(
        made,
        {
            "4,000 characters": ("NOI_SINH_CON", "Ộ" * 4_000, Code.ACCEPTED),
            "4,001 characters": ("NOI_SINH_CON", "x" * 4_001, Code.TOO_LONG),
            "19 characters of number": ("MA_GCS", "000001.GCS.99901.26", Code.TOO_LONG),
            "a notice of death": ("MA_GCS", "00001.GBT.99901.26", Code.NUMBER),
            "letters in the serial": ("MA_GCS", "0000A.GCS.99901.26", Code.NUMBER),
            "wide digits in the serial": ("MA_GCS", "００００１.GCS.99901.26", Code.NUMBER),
            "small letters in the number": ("MA_GCS", "00001.gcs.99901.26", Code.NUMBER),
            "last year": ("MA_GCS", "00001.GCS.99901.25", Code.NUMBER_YEAR),
            "next year": ("MA_GCS", "00001.GCS.99901.27", Code.NUMBER_YEAR),
            "12 digits": ("NGAY_SINH_CON", "202611100830", Code.VALUE),
            "Arabic digits": ("NGAY_SINH_CON", "٢٠٢٦١١١٠٠٨٣٠٠٠", Code.VALUE),
            "an unreal day": ("NGAY_SINH_CON", "20260230083000", Code.DATE),
            "an unreal hour": ("NGAY_SINH_CON", "20261110240000", Code.DATE),
            "an unreal minute": ("NGAY_SINH_CON", "20261110086000", Code.DATE),
            "year 0000": ("NGAYSINH_NND", "00000101", Code.DATE),
            "born after issue": ("NGAY_SINH_CON", "20261112083000", Code.ISSUED_BEFORE_EVENT),
            "born after signing": ("NGAY_SINH_CON", "20261111103000", Code.SIGNED_BEFORE_EVENT),
            "issued in the future": ("NGAY_CT", "20261123", Code.FUTURE),
            "born in the future": ("NGAY_SINH_CON", "20261122120001", Code.FUTURE),
            "mother born in the future": ("NGAYSINH_NND", "20270101", Code.FUTURE),
            "mother born on no day": ("NGAYSINH_NND", "19970231", Code.DATE),
            "no mother": ("HOTEN_NND", "", Code.MISSING_VALUE),
            "blank mother": ("HOTEN_NND", "   ", Code.MISSING_VALUE),
            "sex 4": ("GIOI_TINH_CON", "4", Code.VALUE),
            "no sex": ("GIOI_TINH_CON", "", Code.VALUE),
            "weight in words": ("CAN_NANG_CON", "ba cân", Code.VALUE),
            "wide digits in the weight": ("CAN_NANG_CON", "３２００", Code.VALUE),
            "surrogate born on no day": ("NGAYSINH_MTH", "19970231", Code.DATE),
            "a surrogate": ("HOTEN_MTH", "LÊ THỊ MANG HỘ", Code.ACCEPTED),
        },
    )
    across = {"NGAY_SINH_CON": "20251231235900", "NGAY_CT": "20260102"}
    for year in ("25", "26"):
        values = {**across, "MA_GCS": f"00001.GCS.99901.{year}"}
        yield Case(f"value: over new year, {year}", made.file(values), Code.ACCEPTED)
    late = NOW + timedelta(seconds=1)
    yield Case("signed in the future", made.file(at=late), Code.SIGNED_IN_FUTURE)
    yield Case("signed now", made.file(at=NOW), Code.ACCEPTED)
    yield Case("checked before signing", made.file(), Code.SIGNED_IN_FUTURE, at=SIGNED - _HOUR)


_HOUR = timedelta(hours=1)


def _death_values(made: Making) -> Iterator[Case]:
    yield from _values(
        made,
        {
            "255 characters": ("MA_BN", "Ộ" * 255, Code.ACCEPTED),
            "256 characters": ("MA_BN", "x" * 256, Code.TOO_LONG),
            "a notice of birth": ("MA_GBT", "00001.GCS.99901.26", Code.NUMBER),
            "14 digits": ("NGAY_TV", "20261110153000", Code.VALUE),
            "8 digits": ("NGAY_TV", "20261110", Code.VALUE),
            "died after issue": ("NGAY_TV", "202611121530", Code.ISSUED_BEFORE_EVENT),
            "died after signing": ("NGAY_TV", "202611111530", Code.SIGNED_BEFORE_EVENT),
            "born on no day": ("NGAY_SINH", "19501301", Code.DATE),
            "no name": ("HO_TEN", "", Code.MISSING_VALUE),
            "no cause": ("NGUYENNHAN_TV", "", Code.MISSING_VALUE),
            "no document number": ("SO_GIAYTO", "", Code.MISSING_VALUE),
            "document kind 5": ("LOAI_GIAYTO", "5", Code.VALUE),
            "no province": ("MATINH_THUONGTRU", "", Code.VALUE),
            "admitted on no day": ("NGAYGIO_VV", "202613090700", Code.DATE),
        },
    )
    paperless = {"LOAI_GIAYTO": "0", "SO_GIAYTO": "", "NGAY_CAP": "", "NOI_CAP": ""}
    yield Case("value: without a document", made.file(paperless), Code.ACCEPTED)
