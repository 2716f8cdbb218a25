"""The tables in a GIAMDINHHS envelope: only table 9 is opened, others are somebody's health."""

import base64
import binascii
from typing import Any

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.parsing import check_plain, parse
from integrations.hospital_xml.plain import is_plain
from integrations.hospital_xml.schemas import validate

BIRTHS = "XML9"
_MARK = b"\xef\xbb\xbf"
_BLOCKS = "DSACH_GIAYCHUNGSINH/DU_LIEU_GIAY_CHUNG_SINH"


def table_9_blocks(covered: Any) -> list[Any]:
    """Return every child's block of every table 9, in order; twins are two blocks."""
    blocks: list[Any] = []
    for case in covered.iterfind("THONGTINHOSO/DANHSACHHOSO/HOSO"):
        tables = [one for one in case if one.findtext("LOAIHOSO") == BIRTHS]
        if len(tables) > 1:
            raise Refused(Code.PAYLOAD, BIRTHS)
        for table in tables:
            root = _opened(table.findtext("NOIDUNGFILE") or "")
            validate(root, ("xml9_qd130_qd4750", "xml9_qd3176"))
            blocks += root.iterfind(_BLOCKS)
    return blocks


def _opened(text: str) -> Any:
    """Return the root of a table; it passes the same parser as the file around it."""
    try:
        content = base64.b64decode(text.encode("ascii"), validate=True)
        if base64.b64encode(content).decode("ascii") != text:
            raise ValueError("spelled in another way")
    except (binascii.Error, ValueError) as error:
        raise Refused(Code.PAYLOAD, "NOIDUNGFILE") from error
    try:
        content = content.removeprefix(_MARK)
        if content.startswith(_MARK):
            raise Refused(Code.BYTE_ORDER_MARK)
        check_plain(content)
        root = parse(content)
    except Refused as refusal:
        raise Refused(Code.PAYLOAD, BIRTHS) from refusal
    # An attribute may name a schema, and the validator would open it.
    if not is_plain(root) or any(element.keys() for element in root.iter()):
        raise Refused(Code.PAYLOAD, BIRTHS)
    return root
