"""What happened to a leg, in plain words; acts that are nobody's business outside are left out."""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.citizens.days import moment
from portal.pipeline.models import JournalEntry

ACTS: dict[str, str | Promise] = {
    "filed": _("Ông/bà đã nộp hồ sơ."),
    "left_out": _("Việc này không làm trong lần nộp này."),
    "started": _("Đến lượt việc này."),
    "skipped": _("Việc này không bắt đầu."),
    "opened": _("Cán bộ bắt đầu xem."),
    "edited": _("Ông/bà đã sửa lại."),
    "proof_sent": _("Mời ông/bà xem trước nội dung."),
    "proof_agreed": _("Ông/bà trả lời: nội dung đúng."),
    "proof_disputed": _("Ông/bà báo chỗ chưa đúng."),
    "proof_lapsed": _("Hết hạn xem trước; không trả lời được hiểu là đồng ý."),
    "accepted": _("Đã tiếp nhận, chuyển đi giải quyết."),
    "received": _("Cơ quan đã nhận."),
    "number_due": _("Đã đăng ký, chờ số định danh."),
    "e_copy_due": _("Đã đăng ký, chờ bản điện tử."),
    "returned": _("Đề nghị ông/bà sửa."),
    "return_recalled": _("Đề nghị sửa được rút lại."),
    "paper_arrived": _("Bệnh viện đã gửi giấy ký số; ông/bà không phải gửi giấy."),
    "paper_let_go": _("Giấy bệnh viện không khớp phần vừa sửa nên không dùng nữa; cán bộ sẽ xem."),
    "demand_withheld": _("Giấy được hỏi đã có bản ký số; ông/bà không phải gửi gì."),
    "corrected": _("Ông/bà đã gửi phần sửa."),
    "verification_asked": _("Hỏi thêm cơ quan khác; hẹn lại."),
    "verification_answered": _("Cơ quan được hỏi đã trả lời."),
    "paper_issued": _("UBND đã cấp giấy báo tử."),
    "transferred": _("Chuyển sang đúng nơi giải quyết."),
    "consent_asked_anew": _("Đã nhờ người khác xác nhận."),
    "consent_given": _("Những người được nhờ đã đồng ý."),
    "consent_refused": _("Có người được nhờ không đồng ý."),
    "consent_lapsed": _("Hết hạn trả lời của người được nhờ."),
    "consent_cancelled": _("Lời nhờ xác nhận dừng lại."),
    "withdrawal_asked": _("Ông/bà muốn rút; cán bộ thấy ý muốn này."),
    "withdrawn": _("Đã rút."),
    "granted": _("Có kết quả."),
    "undoing_asked": _("Khai tử được ghi là nhầm; cơ quan đã được báo để khôi phục."),
    "undone": _("Cơ quan đã khôi phục."),
    "refused": _("Không giải quyết được."),
    "not_answered": _("Hết hạn sửa."),
}


def entries_of(journal: Sequence[JournalEntry]) -> list[dict[str, str]]:
    """Return the lines a family reads, the newest first."""
    return [
        {"at": moment(entry.at), "text": str(ACTS[entry.act])}
        for entry in reversed(journal)
        if entry.act in ACTS
    ]
