"""What a verdict says to who runs a facility's software."""

from integrations.hospital_xml.codes import Code
from integrations.hospital_xml.sentences import for_facility
from portal.hospital_papers.polling import GONE, UNREADABLE

_OTHERS = {
    "": (
        "Đã nhận và lưu tệp; chưa kiểm tra xong. Gửi lại đúng tệp này để biết kết quả.",
        "The file is received and kept; its check is not finished. Send the same file again to"
        " learn the result.",
    ),
    GONE: (
        "Cổng giám định không còn giữ tệp này. Hãy gửi lại.",
        "The gateway no longer holds this file. Send it again.",
    ),
    UNREADABLE: (
        "Tệp lấy từ cổng giám định không khớp với danh sách của cổng. Hãy gửi lại.",
        "The file at the gateway is not the one its list names. Send it again.",
    ),
}


def facility_sentence(code: str) -> tuple[str, str]:
    """Return the sentence of a verdict in Vietnamese and English; an empty code is unchecked."""
    if code in _OTHERS:
        return _OTHERS[code]
    said = for_facility(Code(code))
    return said.vietnamese, said.english
