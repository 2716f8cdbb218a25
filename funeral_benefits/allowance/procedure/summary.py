"""What the desk and the family read of a claim."""

from django.utils.translation import gettext

from funeral_benefits.allowance.forms.estimate import label_of, sum_first
from funeral_benefits.allowance.models import PAY_BY, PAYEE_IS, AllowanceClaim
from funeral_benefits.allowance.rules.claiming import PayeeIs
from funeral_benefits.allowance.rules.regimes import LEG
from portal.pipeline.procedures import Value
from portal.statutes.tariff import money

LIES_WITH_SOMEBODY = ("AT_DESK", "IN_TRANSIT", "WITH_AGENCY")


def values(claim: AllowanceClaim, address: str) -> list[Value]:
    """Return what was declared, in words; `address` is where money by post goes."""
    laws = "; ".join(label_of(one) for one in claim.answers.regimes)
    decided = " ".join(
        filter(None, (claim.decision_number, str(claim.decision_on or ""), claim.decision_by))
    )
    paid = str(dict(PAY_BY)[claim.pay_by])
    account = " · ".join(filter(None, (paid, claim.bank, claim.account_number, address)))
    chosen = claim.chosen
    own = claim.payee_is == PayeeIs.APPLICANT
    payee = gettext("Người nộp hồ sơ") if own else str(dict(PAYEE_IS)[claim.payee_is])
    died = gettext("mất ngày {day}").format(day=claim.died_on)
    deceased = " · ".join(filter(None, (claim.deceased_name, claim.deceased_number, died)))
    lines = [
        ("deceased", gettext("Người đã mất"), deceased, ""),
        ("benefits.pension", gettext("Chế độ gia đình khai"), laws, ""),
        ("regime.decision_number", gettext("Quyết định hưởng chế độ"), decided, "NccQdinhSo"),
        (
            "regime.insurance_number",
            gettext("Mã số bảo hiểm xã hội"),
            claim.insurance_number,
            "NdktMasobhxh",
        ),
        ("regime.drawn_at", gettext("Nơi đã lĩnh chế độ"), claim.drawn_at, ""),
        ("estimate.sum", gettext("Số tiền dự tính"), chosen.said if chosen else "", ""),
        ("estimate.other", gettext("Gia đình ghi thêm"), claim.other, ""),
        ("payee.payee_is", gettext("Người nhận tiền"), payee, "CanhanIsNyc"),
        ("payee.name", gettext("Tên người nhận"), claim.payee_name, "CanhanHoTen"),
        ("payee.tax_code", gettext("Mã số thuế"), claim.payee_tax_code, ""),
        ("payment.pay_by", gettext("Cách nhận tiền"), account, "MtpTienHinhthuc"),
    ]
    return [
        Value(f"{LEG}.{field}", label, text, official)
        for field, label, text, official in lines
        if text
    ]


def sentences(claim: AllowanceClaim) -> tuple[str, ...]:
    """Return the estimate while nothing is decided; then that it is, and whether it was paid."""
    if claim.decided_on is None:
        chosen = claim.chosen
        if chosen is None:
            if claim.step.status not in LIES_WITH_SOMEBODY:  # nobody has it yet
                return (gettext("Chưa đủ thông tin để ước tính số tiền."),)
            return (gettext("Cán bộ đang tra cứu chế độ của người đã mất."),)
        amount, why = sum_first(chosen.said)
        return gettext("Số tiền dự tính: {sum}").format(sum=amount), why
    decided = gettext("Đã duyệt ngày {day}: {sum} đ.").format(
        day=f"{claim.decided_on:%d/%m/%Y}", sum=money(claim.decided_amount or 0)
    )
    if claim.paid_on is None:
        if claim.released_at is not None:  # the death was a mistake: no payment is announced
            return decided, gettext("Cơ quan chưa báo đã chi.")
        return decided, gettext("Chưa chi trả; cơ quan báo ngay khi chi.")
    paid = gettext("Đã chi trả ngày {day}.").format(day=f"{claim.paid_on:%d/%m/%Y}")
    return decided, paid
