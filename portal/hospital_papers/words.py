"""What a verdict says to who runs a facility's software."""

from integrations.hospital_xml.codes import Code
from integrations.hospital_xml.sentences import for_facility

_UNCHECKED = (
    "Đã nhận và lưu tệp; chưa kiểm tra xong. Kết quả có khi gửi lại đúng tệp này.",
    "The file is received and kept; its check is not finished. Send the same file again to learn"
    " the result.",
)


def facility_sentence(code: str) -> tuple[str, str]:
    """Return the sentence of a verdict in Vietnamese and English; an empty code is unchecked."""
    if not code:
        return _UNCHECKED
    said = for_facility(Code(code))
    return said.vietnamese, said.english
