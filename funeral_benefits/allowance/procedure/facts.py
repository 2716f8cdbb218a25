"""What a decided allowance establishes, and the words of this leg."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.rules.computing import Doubt

KIND = "allowance"
PAYMENT = "allowance_payment"
BEYOND_THE_DESK = ("IN_TRANSIT", "WITH_AGENCY", "GRANTED", "REFUSED", "WITHDRAWN", "SKIPPED")
QUESTIONS = {
    "pension": _("lương hưu, trợ cấp bảo hiểm"),
    "contributed": _("việc đóng bảo hiểm xã hội"),
    "monthly_aid": _("trợ cấp hằng tháng ở xã, phường"),
    "merits": _("diện người có công, cựu chiến binh"),
}
IN_SHORT = {
    Doubt.LAW: _("Căn cứ chưa được đối chiếu."),
    Doubt.READINGS: _("Có hai cách hiểu."),
    Doubt.DAY: _("Tính theo mức thấp nhất của những ngày có thể là ngày mất."),
    Doubt.AWAITED: _("Đã có mức mới, chưa đến ngày có hiệu lực."),
}


@dataclass(frozen=True, slots=True)
class AllowanceFacts:
    """What a decided allowance establishes: the sum in dong, its law, and days in ISO.

    `paid_on` is "" where the money was not paid with the decision; see `AllowanceClaim.paid_on`.
    """

    decision_number: str
    regime: str
    amount: str
    decided_on: str
    paid_on: str
    decision_sha256: str
