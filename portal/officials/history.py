"""What happened to a step, in plain words, for those who examine it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.accounts.models import User
from portal.pipeline.models import JournalEntry, Step, Verification
from portal.pipeline.registry import registry
from portal.pipeline.services import WhyAgain
from portal.places.selectors import communes_by_code
from portal.statutes.selectors import return_reason

ACTS = {
    "filed": "Nộp hồ sơ",
    "left_out": "Không làm bước này trong lần nộp này",
    "started": "Đến lượt bước này",
    "skipped": "Bước này không phải làm nữa",
    "opened": "Mở xem lần đầu",
    "edited": "Sửa trước khi có người xem",
    "accepted": "Tiếp nhận",
    "acceptance_undone": "Hoàn tác tiếp nhận",
    "sent_at_once": "Chuyển đi ngay, không chờ hết thời gian hoàn tác",
    "received": "Cơ quan giải quyết đã nhận",
    "noted": "Cơ quan giải quyết báo tin",
    "number_due": "Đã đăng ký, chờ số định danh",
    "e_copy_due": "Đã đăng ký, chờ bản điện tử",
    "e_copy_invalid": "Bản điện tử ký chưa đúng, chờ bản khác",
    "returned": "Đề nghị gia đình sửa",
    "demand_refused": "Đề nghị bị chặn: có thể là yêu cầu giấy không được yêu cầu",
    "words_reviewed": "Người phụ trách đã xem câu có nhắc giấy không được yêu cầu",
    "return_recalled": "Rút lại đề nghị sửa",
    "paper_arrived": "Bệnh viện đã gửi giấy ký số",
    "paper_let_go": "Giấy bệnh viện không khớp phần gia đình vừa sửa, không dùng cho hồ sơ nữa",
    "demand_withheld": "Cơ quan giải quyết hỏi giấy đã ký số; không chuyển cho gia đình",
    "corrected": "Gửi phần đã sửa",
    "verification_asked": "Gửi đề nghị xác minh",
    "verification_answered": "Ghi kết quả xác minh",
    "looked_up": "Ghi kết quả tra cứu",
    "proof_sent": "Gửi gia đình xem trước",
    "proof_agreed": "Gia đình trả lời: nội dung đúng",
    "proof_disputed": "Gia đình báo chỗ chưa đúng",
    "proof_lapsed": "Hết hạn xem trước, hiểu là đồng ý",
    "proof_words_read": "Đọc lời gia đình báo chỗ chưa đúng",
    "report_read": "Người phụ trách đã xem điều gia đình báo",
    "transferred": "Chuyển nơi khác",
    "paper_issued": "Cấp giấy trong hồ sơ",
    "refused": "Từ chối",
    "not_answered": "Hết hạn sửa, hồ sơ dừng",
    "granted": "Có kết quả",
    "sent_again": "Gửi lại sau khi mắc",
    "withdrawal_asked": "Gia đình muốn rút",
    "withdrawn": "Rút",
    "sum_confirmed": "Xác nhận cách tính số tiền",
    "back_claim_decided": "Cho ý kiến về phần chênh lệch",
    "agreement_in_person": "Ghi nhận đồng ý tại xã, phường",
    "consent_asked_anew": "Nhờ người khác đồng ý",
    "consent_given": "Những người được nhờ đã đồng ý",
    "consent_refused": "Có người được nhờ không đồng ý",
    "consent_lapsed": "Người được nhờ không trả lời trong hạn",
    "death_noted": "Có người trong hồ sơ được đăng ký khai tử; nhắc việc và hạn đã dừng",
    "person_died": "Dừng bước này: người được làm giấy tờ đã mất",
    "bereavement_seen": "Đã biết việc có người mất",
    "death_retracted": "Khai tử nhầm, đã rút lại",
    "undoing_asked": "Báo cơ quan giải quyết khôi phục như trước khi khai tử nhầm",
    "undone": "Cơ quan giải quyết đã khôi phục",
    "consent_cancelled": "Dừng lời nhờ xác nhận",
}
WHO = {"citizen": "Gia đình", "machine": "Hệ thống", "agency": "Cơ quan giải quyết"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the official reads it."""

    at: datetime
    act: str
    who: str
    more: str


def history_of(step: Step) -> list[Line]:
    """Return the record of one step, the newest first; other steps of the dossier stay closed."""
    # By the dossier too: the record has an index on that, and none on steps.
    lines = JournalEntry.objects.filter(dossier=step.dossier_id, step=step.pk)
    return lines_of(lines.order_by("-sequence"))


def lines_of(entries: Iterable[JournalEntry]) -> list[Line]:
    """Return journal lines in words, with at most two queries for all of them."""
    entries = list(entries)
    names = names_of(entries)
    places = {
        code: commune.title
        for code, commune in communes_by_code(
            {one.details[end] for one in entries for end in ("from", "to") if end in one.details}
        ).items()
    }
    return [
        Line(one.at, ACTS.get(one.act, one.act), who_of(one.actor, names), _more(one, places))
        for one in entries
    ]


def names_of(entries: Iterable[JournalEntry]) -> dict[str, str]:
    """Return the names of the officials who acted, by their number, in one query."""
    ids = {one.actor.partition(":")[2] for one in entries if one.actor.startswith("official:")}
    found = User.objects.filter(pk__in=ids)
    return {str(user.pk): user.get_full_name() or user.get_username() for user in found}


def who_of(actor: str, names: Mapping[str, str]) -> str:
    """Return who acted: an official's name, a procedure's title, or the kind of actor."""
    kind, _colon, number = actor.partition(":")
    if kind == "official":
        return names.get(number, "Cán bộ")
    if kind in registry:
        return str(registry[kind].title)
    return WHO.get(kind, actor)


def _more(entry: JournalEntry, places: Mapping[str, str]) -> str:
    told: dict[str, Any] = entry.details
    if "result" in told:
        result = str(Verification.Result(told["result"]).label) if told["result"] else ""
        if told.get("subject") == Verification.Subject.MARRIAGE:
            return f"{Verification.Subject.MARRIAGE.label}: {result}"
        return result
    if "reason" in told:
        row = return_reason(str(told["reason"]), timezone.localdate(entry.at))
        if "changed" in told:
            return changed_in(told["changed"])
        reason = f"{row.code} – {row.pick}" if row else str(told["reason"])
        again = [str(WhyAgain(told["again"]).label)] if told.get("again") else []
        override = ["đã nói không phải yêu cầu nộp giấy"] if told.get("override") else []
        return " · ".join([reason, *override, *again])
    if "to" in told:
        ends = (places.get(told.get(end, ""), told.get(end, "")) for end in ("from", "to"))
        return " → ".join(ends)
    return f"Căn cứ: {told['cited']}" if "cited" in told else ""


def changed_in(boxes: Sequence[str]) -> str:
    """Return which boxes (`procedure.page.box`) a family changed, in words and without values."""
    if not boxes:
        return "Gia đình giữ nguyên"
    return f"Đã sửa: {', '.join(dict.fromkeys(_label_of(one) for one in boxes))}"


def _label_of(box: str) -> str:
    """Return the label of a box as the family saw it, else the title of its page."""
    for procedure in registry:
        for page in procedure.pages:
            code = f"{procedure.code}.{page.code}"
            if box == code:
                return str(page.title)
            if box.startswith(f"{code}."):
                name = box.removeprefix(f"{code}.")
                field = page.base_fields.get(name)
                rows = {row: label for row, label, _required in getattr(page, "uploads", ())}
                return str((field and field.label) or rows.get(name) or page.title)
    return box
