"""The words of the hospitals' pages: gates, classes, layouts, spans."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.hospital_papers.figures import Signing, Span, standing_of

Text = str | Promise


@dataclass(frozen=True, slots=True)
class GateWords:
    """A gate's name, and what it asks of a file."""

    name: Text
    asks: Text


GATES: Mapping[str, GateWords] = {
    "bytes": GateWords(_("Tệp"), _("Tối đa 5 MB, UTF-8, XML 1.0, không có DOCTYPE.")),
    "shape": GateWords(_("Khung chữ ký"), _("Đúng một chữ ký, đúng chỗ, đúng mẫu.")),
    "algorithms": GateWords(_("Thuật toán"), _("SHA-256 trở lên, khóa RSA từ 2048 bit.")),
    "chain": GateWords(
        _("Chứng thư"), _("Do tổ chức được công nhận cấp, còn hạn khi ký, không bị thu hồi.")
    ),
    "signature": GateWords(_("Chữ ký"), _("Khớp với chứng thư và với nội dung.")),
    "coverage": GateWords(_("Phần được ký"), _("Đúng là phần dữ liệu của giấy.")),
    "identity": GateWords(_("Người ký"), _("Là cơ sở nêu trong giấy, theo mã số thuế.")),
    "schema": GateWords(_("Nội dung"), _("Đủ trường, đúng thứ tự; số và ngày có thể đúng.")),
}
CLASSES: Mapping[Signing, Text] = {
    Signing.NEVER: _("Chưa gửi giấy nào"),
    Signing.UNSIGNED: _("Gửi, chưa ký số"),
    Signing.WRONG: _("Ký chưa đúng"),
    Signing.VALID: _("Ký đúng"),
}
TONES = {Signing.NEVER: "neutral", Signing.UNSIGNED: "red", Signing.WRONG: "amber"}
SPANS: Mapping[Span, Text] = {
    Span.MONTH: _("Tháng này"),
    Span.WEEKS: _("12 tuần qua"),
    Span.ALL: _("Từ trước đến nay"),
}
LAYOUTS: Mapping[str, Text] = {
    "HSDLGCS": _("Giấy chứng sinh (HSDLGCS)"),
    "HSDLGBT": _("Giấy báo tử (HSDLGBT)"),
    "GIAMDINHHS": _("Hồ sơ giám định (GIAMDINHHS)"),
}
REVOCATIONS: Mapping[str, Text] = {
    "good": _("Không bị thu hồi"),
    "unknown": _("Chưa biết: cổng chưa có danh sách thu hồi của tổ chức cấp"),
    "expired": _("Danh sách thu hồi cổng đang có đã hết hạn"),
}


def grouped(number: int) -> str:
    """Return a count with its thousands set apart."""
    return number_format(number, force_grouping=True)


def percent(part: int, whole: int) -> str:
    """Return a share with one decimal, a dash of nothing."""
    return f"{number_format(round(100 * part / whole, 1), 1)} %" if whole else "–"


def tag_of(code: str) -> dict[str, Any]:
    """Return how a verdict's class is shown; an empty code is a facility never heard of."""
    signing, gate = standing_of(code)
    label = CLASSES[signing]
    if gate:
        label = f"{label}: {GATES[gate].name}"
    return {"label": label, "tone": TONES.get(signing, "green")}
