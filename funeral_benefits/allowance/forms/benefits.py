"""Four plain questions that tell which law gives an allowance, and details nobody must know."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.allowance.forms.base import (
    AllowancePage,
    answers_of,
    months_needed,
)
from funeral_benefits.allowance.models import REGIMES
from funeral_benefits.allowance.rules.regimes import (
    MERITS,
    NO,
    UNKNOWN,
    YES,
    Contributed,
    Line,
    Regime,
    line_of,
)
from portal.people.deaths import died_on
from portal.people.form_fields import LineField, PartialDateField

NOT_KNOWN = (UNKNOWN, _("Tôi không biết"))


def question(label: Any, choices: list[tuple[str, Any]], **options: Any) -> forms.ChoiceField:
    """Return a question with all its answers in sight, that one does not know among them."""
    return forms.ChoiceField(
        label=label, choices=[*choices, NOT_KNOWN], widget=forms.RadioSelect, **options
    )


class BenefitsPage(AllowancePage):
    """Four questions, each of which may be answered with not knowing: an official looks up."""

    code = "benefits"
    title = _("Các khoản gia đình có thể được nhận")
    lead = _(
        "Trả lời điều biết được; chọn “Tôi không biết” nếu không chắc. Không biết cũng không sao."
    )
    official = {"pension": "IsChungTuBhxh", "monthly_aid": "DtBtxh", "merits": "NccDoiTuong"}

    pension = question(
        _("Người đã mất có lĩnh lương hưu, hoặc trợ cấp bảo hiểm xã hội hằng tháng không?"),
        [(YES, _("Có")), (NO, _("Không"))],
    )
    contributed = question(_("Người đã mất có đóng bảo hiểm xã hội không?"), [])
    monthly_aid = question(
        _("Người đã mất có lĩnh trợ cấp hằng tháng ở xã, phường không?"),
        [
            (Regime.SOCIAL_PENSION.value, _("Có, trợ cấp hưu trí xã hội cho người cao tuổi")),
            (
                Regime.SOCIAL_PROTECTION.value,
                _("Có, trợ cấp xã hội (khuyết tật, neo đơn, nuôi con nhỏ…)"),
            ),
            (NO, _("Không")),
        ],
    )
    merits = forms.MultipleChoiceField(
        label=_("Người đã mất có thuộc diện nào dưới đây không?"),
        choices=[
            (
                Regime.PERSON_OF_MERIT.value,
                _("Người có công: thương binh, huân chương kháng chiến…"),
            ),
            *((code, label) for code, label in REGIMES if code in MERITS[1:]),
            (NO, _("Không thuộc diện nào")),
            NOT_KNOWN,
        ],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        died = died_on(self.declared)
        months = {one: months_needed(one, died, self.today) for one in ("workplace", "own")}
        field = self.fields["contributed"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (
                    Contributed.WORKPLACE.value,
                    _from(gettext("Có, qua nơi làm việc"), months["workplace"]),
                ),
                (Contributed.OWN.value, _from(gettext("Có, tự đóng"), months["own"])),
                (Contributed.LESS.value, gettext("Có, nhưng ít hơn")),
                (Contributed.NO.value, gettext("Không")),
                NOT_KNOWN,
            ]

    def clean_merits(self) -> list[str]:
        """Refuse "none of these" beside one of them."""
        chosen = list(self.cleaned_data["merits"])
        named = [one for one in chosen if one not in (NO, UNKNOWN)]
        if NO in chosen and len(chosen) > 1:
            raise forms.ValidationError(
                gettext("Xin chọn các diện đúng, hoặc chỉ chọn “Không thuộc diện nào”.")
            )
        return named or chosen


def _from(words: str, months: int) -> str:
    if not months:
        return words
    return gettext("{words}, từ {months} tháng trở lên").format(words=words, months=months)


class RegimePage(AllowancePage):
    """Numbers and places that help those who look up; each may be left blank."""

    code = "regime"
    title = _("Nếu gia đình còn nhớ")
    lead = _("Không nhớ thì để trống, cán bộ tra cứu. Không phải nộp giấy.")
    official = {
        "decision_number": "NccQdinhSo",
        "decision_on": "NccQdinhNgay",
        "decision_by": "NccQdinhDonvi",
        "insurance_number": "NdktMasobhxh",
    }

    insurance_number = LineField(
        label=_("Mã số bảo hiểm xã hội của người đã mất"),
        max_length=12,
        required=False,
        help_text=_("10 chữ số. Có thể là số định danh."),
    )
    decision_number = LineField(
        label=_("Số quyết định hưởng chế độ"), max_length=60, required=False
    )
    decision_on = PartialDateField(
        label=_("Ngày quyết định"), required=False, help_text=_("Chỉ nhớ năm thì ghi năm.")
    )
    decision_by = LineField(label=_("Nơi ra quyết định"), max_length=200, required=False)
    drawn_at = LineField(label=_("Nơi đã lĩnh chế độ"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines = {line_of(regime) for regime in answers_of(self.declared).regimes}
        if Line.SOCIAL_INSURANCE not in lines:
            del self.fields["insurance_number"]
        if Line.HOME_AFFAIRS not in lines:
            for name in ("decision_number", "decision_on", "decision_by"):
                del self.fields[name]

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask only about laws that were named."""
        return bool(answers_of(declared).regimes)

    def clean_insurance_number(self) -> str:
        """Refuse what is no number: ten digits, or twelve of the personal number."""
        number = "".join(self.cleaned_data["insurance_number"].split())
        if number and (not number.isascii() or not number.isdigit() or len(number) not in (10, 12)):
            raise forms.ValidationError(
                gettext("Mã số bảo hiểm xã hội có 10 chữ số, hoặc 12 nếu là số định danh.")
            )
        return number
