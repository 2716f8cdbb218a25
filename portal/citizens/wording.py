"""What a family reads about a leg: one row for each status and each way of standing in it.

Blanks like %(agency)s are filled by `legs`; the words are those of the design, kept in one place.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.pipeline.statuses import StepStatus as S


class Standing(StrEnum):
    """In which way a step stands in its status, as far as a family must know."""

    PLAIN = ""
    UNOPENED = "unopened"
    OPENED = "opened"
    BACK = "back"
    PROOF = "proof"
    SIGNATURE = "signature"
    VERIFYING = "verifying"
    LINE_DOWN = "line_down"
    STUCK = "stuck"
    NUMBER_DUE = "number_due"
    E_COPY_DUE = "e_copy_due"
    LATER = "later"
    OFFICIAL = "official"
    MISTAKEN = "mistaken"


@dataclass(frozen=True, slots=True)
class Words:
    """Label and sentence; `is_public` tells that both say nothing of anybody."""

    label: str | Promise
    sentence: str | Promise = ""
    tone: str = ""
    is_public: bool = True


_VERIFYING = Words(
    _("Đang xác minh"),
    _(
        "%(agency)s đang hỏi %(asked_office)s. Hẹn mới: %(new_on)s, thay cho %(former_on)s."
        " Xin lỗi ông/bà vì phải chờ thêm."
    ),
    is_public=False,  # whom an office asks tells what is doubted about the family
)
_RECEIVED = _("Nhận lúc %(since)s. Hạn %(due)s.")

TABLE: dict[tuple[S, Standing], Words] = {
    (S.WAITING, Standing.PLAIN): Words(
        _("Chưa đến lượt"),
        _("Bước này tự bắt đầu khi có %(awaited)s. Ông/bà không cần làm gì."),
    ),
    (S.AT_DESK, Standing.UNOPENED): Words(
        _("Đã đến %(agency)s"),
        _("Nhận lúc %(since)s. Trả lời chậm nhất %(due)s. Ông/bà còn sửa lại được."),
    ),
    (S.AT_DESK, Standing.OPENED): Words(
        _("Đang được xem"),
        _("%(agency)s đang xem từ %(opened)s. Trả lời chậm nhất %(due)s."),
    ),
    (S.AT_DESK, Standing.BACK): Words(
        _("Đang được xem"), _("%(agency)s nhận lại lúc %(since)s. Trả lời chậm nhất %(due)s.")
    ),
    (S.AT_DESK, Standing.PROOF): Words(
        _("Mời ông/bà xem lại"),
        _("Xem trước Giấy khai sinh và trả lời trước %(answer_by)s."),
        tone="amber",
    ),
    (S.AT_DESK, Standing.VERIFYING): _VERIFYING,
    (S.AT_DESK, Standing.SIGNATURE): Words(
        _("Chờ ký"), _("Đã xem xong, chờ lãnh đạo %(agency)s ký.")
    ),
    (S.IN_TRANSIT, Standing.PLAIN): Words(_("Đang chuyển sang %(agency)s")),
    (S.IN_TRANSIT, Standing.VERIFYING): _VERIFYING,
    (S.IN_TRANSIT, Standing.LINE_DOWN): Words(
        _("Đang chờ đường truyền"),
        _(
            "Hệ thống của %(agency)s gián đoạn từ %(down_since)s. Hồ sơ được giữ và tự gửi lại;"
            " ông/bà không cần nộp lại."
        ),
    ),
    (S.IN_TRANSIT, Standing.STUCK): Words(
        _("Đang gỡ vướng"),
        _(
            "Hồ sơ chưa sang được %(agency)s. Người phụ trách đã được báo lúc %(stuck_since)s."
            " Ông/bà không cần làm gì, không cần nộp lại."
        ),
    ),
    (S.WITH_AGENCY, Standing.PLAIN): Words(_("%(agency)s đang giải quyết"), _RECEIVED),
    (S.WITH_AGENCY, Standing.VERIFYING): _VERIFYING,
    (S.WITH_AGENCY, Standing.NUMBER_DUE): Words(_("Đã đăng ký, chờ số định danh")),
    (S.WITH_AGENCY, Standing.E_COPY_DUE): Words(
        _("Đã đăng ký, chờ bản điện tử"),
        _("Đã ghi vào sổ ngày %(noted_on)s. Các bước sau bắt đầu khi có bản điện tử."),
    ),
    (S.WITH_AGENCY, Standing.STUCK): Words(
        _("Đang gỡ vướng"),
        _(
            "Chưa nhận được trả lời của %(agency)s. Người phụ trách đã được báo lúc"
            " %(stuck_since)s. Ông/bà không cần làm gì, không cần nộp lại."
        ),
    ),
    (S.HELD, Standing.PLAIN): Words(
        _("Chờ %(asked)s đồng ý"),
        _(
            "Đã nhờ ngày %(asked_on)s%(reminded)s, hết hạn %(expires_on)s. Có thể"
            " nhắc lại, đổi người, hoặc gửi tờ CT01."
        ),
        is_public=False,
    ),
    (S.RETURNED, Standing.PLAIN): Words(
        _("Cần ông/bà sửa"), _("%(reason)s Gửi lại chậm nhất %(answer_by)s."), is_public=False
    ),
    (S.GRANTED, Standing.PLAIN): Words("%(granted)s", _("Có kết quả ngày %(since_day)s.")),
    (S.REFUSED, Standing.PLAIN): Words(
        _("Không giải quyết được"),
        _("%(reason)s Ông/bà có thể hỏi lại, hoặc khiếu nại, tại %(agency)s."),
        is_public=False,
    ),
    (S.WITHDRAWN, Standing.PLAIN): Words(
        _("Đã rút"), _("Rút ngày %(since_day)s theo yêu cầu của ông/bà.")
    ),
    # A death registered by mistake, and what rested on it: between the family and the offices.
    (S.GRANTED, Standing.MISTAKEN): Words(
        "%(mistaken_label)s", "%(mistaken)s", tone="neutral", is_public=False
    ),
    (S.WITHDRAWN, Standing.MISTAKEN): Words(
        _("Đã dừng"),
        _(
            "Dừng ngày %(since_day)s vì việc khai tử được ghi là nhầm. Ông/bà không phải làm gì"
            " với việc này."
        ),
        is_public=False,
    ),
    (S.SKIPPED, Standing.MISTAKEN): Words(
        _("Không phải làm"), _("Việc khai tử được ghi là nhầm nên không phải làm việc này.")
    ),
    (S.SKIPPED, Standing.PLAIN): Words(_("Không phải làm"), "%(why)s"),
    (S.SKIPPED, Standing.LATER): Words(
        _("Để lại sau"),
        _(
            "Gia đình chưa chọn việc này khi nộp. Khi muốn làm, ông/bà nộp tại %(agency)s và đưa"
            " %(awaited)s."
        ),
    ),
    (S.SKIPPED, Standing.OFFICIAL): Words(
        _("Cần gặp cán bộ"),
        _("%(why)s Xin làm việc này tại %(agency)s."),
        is_public=False,  # what an official must see tells what was declared
    ),
}


def words(status: str, standing: Standing) -> Words:
    """Return the row of a status and a way of standing in it; KeyError if there is none."""
    return TABLE[S(status), standing]


def filled(sentence: str | Promise, blanks: dict[str, Any]) -> str:
    """Return a sentence with its blanks filled."""
    return (str(sentence) % blanks).strip()
