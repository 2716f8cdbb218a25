"""What the answers come to: every computation with its article, and who decides."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.forms.base import AllowancePage, answers_of, estimate_of
from funeral_benefits.allowance.models import REGIMES
from funeral_benefits.allowance.rules.computing import Computed, Doubt, Reading
from funeral_benefits.allowance.rules.regimes import Line, line_of
from portal.people.form_fields import LineField
from portal.statutes.tariff import money

DECIDES = {
    Line.SOCIAL_INSURANCE: _("Cơ quan bảo hiểm xã hội quyết định."),
    Line.COMMUNE: _("Ủy ban nhân dân xã, phường quyết định."),
    Line.HOME_AFFAIRS: _("Cơ quan nội vụ quyết định."),
}
WHY = {
    Doubt.LAW: _("Văn bản làm căn cứ chưa được đối chiếu; cán bộ xác nhận trước khi đề nghị."),
    Doubt.READINGS: _("Quy định này có hai cách hiểu; cán bộ chọn và ghi căn cứ."),
    Doubt.DAY: _("Chưa rõ ngày mất nên tính theo mức thấp nhất có thể; cán bộ xác định lại."),
    Doubt.AWAITED: _("Đã có mức mới nhưng chưa đến ngày có hiệu lực; phần chênh lệch xem lại sau."),
}
READINGS = {
    Reading.BASE_SALARY: _("đọc theo lương cơ sở"),
    Reading.MERIT_STANDARD: _("đọc theo mức chuẩn người có công"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One computation as a family or an official reads it."""

    title: str
    sum: str
    product: str
    article: str
    when: str
    decides: str
    notes: Sequence[str]


class EstimatePage(AllowancePage):
    """Shows the sums; asks only whether the family knows of something else."""

    code = "estimate"
    title = _("Số tiền dự tính")
    template_name_page = "funeral_benefits/estimate.html"

    other = LineField(
        label=_("Gia đình biết thêm chế độ nào của người đã mất"),
        required=False,
        help_text=_("Ví dụ: có huân chương, đang hưởng trợ cấp bệnh binh."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = answers_of(self.declared)
        found = estimate_of(self.declared, decided_on=self.today)
        self.found = found.best
        self.best = shown(found.best) if found.best else None
        self.others = [shown(one) for one in found.others]
        self.uncomputed = [label_of(one) for one in found.uncomputed]
        self.looked_up = bool(answers.unknown)
        self.nothing = not answers.regimes and not answers.unknown
        self.too_little = not found.found and not found.uncomputed and self.looked_up

    def worked_out(self) -> Sequence[tuple[str, str]]:
        """Return the sum that is asked for, with its law; without one, who finds out."""
        if self.found:
            label = label_of(self.found.regime, self.found.reading)
            return [(label, " ".join(sum_first(str(self.found))))]
        told = gettext("Theo thông tin hiện có, không có khoản mai táng phí.")
        unknown = gettext("Chưa đủ thông tin để ước tính. Cán bộ tra cứu và trả lời.")
        return [(gettext("Mai táng phí"), told if self.nothing else unknown)]

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Show it always: also where nothing is due (M08)."""
        return True


def shown(one: Computed) -> Shown:
    """Return a computation in words."""
    return Shown(
        title=label_of(one.regime, one.reading),
        sum=f"{money(one.amount)} đ",
        product=str(one).partition(" đ, ")[0] + " đ",
        article=one.article,
        when=one.when,
        decides=str(DECIDES[line_of(one.regime)]),
        notes=[gettext(str(WHY[doubt])) for doubt in one.doubts],
    )


def sum_first(said: str) -> tuple[str, str]:
    """Return a computation ("a × b = c đ, article, month") as a family reads it: sum, then why."""
    product, _equals, rest = said.partition(" = ")
    amount, _dong, law = rest.partition(" đ, ")
    why = gettext("Cách tính: {product}; {law}.").format(product=product, law=law)
    return f"{amount} đ.", why


def label_of(regime: str, reading: str = "") -> str:
    """Return what a law is called, and how it is read where there are two ways."""
    law = str(dict(REGIMES)[str(regime)])
    return f"{law} ({READINGS[Reading(reading)]})" if reading else law
