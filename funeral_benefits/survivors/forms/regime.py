"""Which way the family wants to receive, and what it knows of the insurance."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.forms.base import NOT_KNOWN, SurvivorsPage
from funeral_benefits.survivors.models import PEOPLE, WANTED, SurvivorsClaim
from funeral_benefits.survivors.rules import ALLOWANCE, LEG, NO, YES, Wanted
from portal.people.deaths import death_key
from portal.people.form_fields import LineField
from portal.pipeline.procedures import Counter
from portal.statutes.selectors import time_limit

TAKEN = "M09"  # the branch


class RegimePage(SurvivorsPage):
    """Which way the family wants, and what it knows of the insurance."""

    code = "regime"
    title = _("Chế độ tử tuất")
    lead = _("Cơ quan bảo hiểm quyết định; điều không biết thì họ tra cứu.")
    official = {"wanted": "LoaiTroCap", "insurance_number": "NdktMasobhxh"}

    pension = forms.ChoiceField(
        label=_("Người đã mất có lĩnh lương hưu, hoặc trợ cấp bảo hiểm xã hội hằng tháng không?"),
        choices=[(YES, _("Có")), (NO, _("Không")), NOT_KNOWN],
        widget=forms.RadioSelect,
    )
    long_enough = forms.ChoiceField(
        label=_("Người đã mất đã đóng bảo hiểm xã hội bao lâu?"), widget=forms.RadioSelect
    )
    wanted = forms.ChoiceField(  # type: ignore[assignment]  # a form keeps its fields apart
        label=_("Gia đình muốn nhận thế nào?"), choices=WANTED, widget=forms.RadioSelect
    )
    people = forms.TypedChoiceField(
        label=_("Gia đình muốn ghi mấy người thân?"),
        choices=[("", "–"), *PEOPLE],
        coerce=int,
    )
    insurance_number = LineField(
        label=_("Mã số bảo hiểm xã hội của người đã mất"), max_length=12, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked_before = self.declared.get(f"{ALLOWANCE}.benefits")
        if asked_before:
            del self.fields["pension"]
        if (self.declared.get(f"{ALLOWANCE}.regime") or {}).get("insurance_number"):
            del self.fields["insurance_number"]
        row = time_limit("survivors.years_contributed", self.today)
        years = row.value if row else 0
        choices = [
            (YES, gettext("Từ {years} năm trở lên").format(years=years)),
            (NO, gettext("Chưa đến {years} năm").format(years=years)),
            NOT_KNOWN,
        ]
        field = self.fields["long_enough"]
        if isinstance(field, forms.ChoiceField) and years:
            field.choices = choices
        elif not years:
            del self.fields["long_enough"]

    def leads_to_counter(self) -> Counter | None:
        """Return M09 where other survivors of this death have claimed; nothing of them is shown."""
        own = (self.declared.get(f"{LEG}.offered") or {}).get("own_steps") or ()
        if not SurvivorsClaim.is_taken(death_key(self.declared), but=own):
            return None
        return taken()


class YearsPage(SurvivorsPage):
    """Numbers for the estimate of one sum; each may be left blank."""

    code = "years"
    title = _("Để ước tính trợ cấp một lần")
    lead = _("Không nhớ thì để trống; cơ quan bảo hiểm có số liệu.")

    years_before_2014 = forms.DecimalField(
        label=_("Số năm đóng trước 2014"),
        min_value=0,
        max_value=60,
        decimal_places=2,
        required=False,
    )
    years_from_2014 = forms.DecimalField(
        label=_("Số năm đóng từ 2014"), min_value=0, max_value=60, decimal_places=2, required=False
    )
    salary = forms.IntegerField(
        label=_("Lương bình quân đóng bảo hiểm, mỗi tháng"),
        min_value=0,
        max_value=999_999_999,
        required=False,
    )
    pension_months = forms.IntegerField(
        label=_("Số tháng đã lĩnh lương hưu"), min_value=0, max_value=1_200, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        numbers = {
            name: field.label
            for name, field in self.fields.items()
            if isinstance(field, forms.IntegerField)
        }
        for name in numbers:
            self.fields[name].error_messages |= {
                "invalid": _("Xin ghi bằng chữ số."),
                "max_value": _("Số này lớn quá. Xin xem lại."),
                "min_value": _("Số này không nhỏ hơn 0."),
            }
        if rules.pension_of(self.declared) == YES:
            del self.fields["years_before_2014"], self.fields["years_from_2014"]
            self.fields["salary"].label = _("Lương hưu mỗi tháng")
        else:
            del self.fields["pension_months"]

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask who wants one sum, or an advice."""
        wanted = (declared.get(f"{LEG}.regime") or {}).get("wanted")
        return super().applies(declared) and wanted != Wanted.MONTHLY


def taken() -> Counter:
    """Return M09: other survivors of this death have claimed, and an official sees to it."""
    return Counter(TAKEN, claimed_before(), "", leg=LEG, ends=False)


def claimed_before() -> str:
    """Return what whoever comes second is told; nothing of who came first."""
    return gettext(
        "Đã có đề nghị chế độ tử tuất cho người đã mất. Nếu còn thân nhân chưa được ghi, xin báo"
        " cơ quan bảo hiểm xã hội hoặc cán bộ xã, phường."
    )
