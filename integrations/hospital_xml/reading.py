"""Gate 1, bytes: what may be parsed at all."""

from integrations.hospital_xml.codes import Code, Refused
from integrations.hospital_xml.examination import Examination
from integrations.hospital_xml.parsing import check_plain

_MARK = b"\xef\xbb\xbf"


def check_bytes(examination: Examination) -> None:
    """Gate 1: at most 5 MB of plain UTF-8, XML 1.0, no DOCTYPE, of bounded depth and breadth."""
    if examination.content.startswith(_MARK):
        raise Refused(Code.BYTE_ORDER_MARK)
    check_plain(examination.content)
    _ = examination.root
