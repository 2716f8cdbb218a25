"""The pages on survivors: which way, who they are, an estimate, and how the money comes."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.models import (
    FLAGS,
    PAY_BY,
    RELATIONS,
    WANTED,
    SurvivorsClaim,
)
from funeral_benefits.survivors.rules import (
    ALLOWANCE,
    CODES,
    DEATH,
    LEG,
    MOST_LISTED,
    NO,
    UNKNOWN,
    YES,
    Ages,
    Contributions,
    PayBy,
    Relative,
    Wanted,
)
from portal.people.form_fields import BirthDateField, LineField, PersonNameField
from portal.people.forms import SentencesMixin, WarningsMixin
from portal.people.names import name_key
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import Counter, DeclarationPage
from portal.statutes.selectors import tariff, time_limit
from portal.statutes.tariff import money

ACCOUNT = re.compile("[0-9A-Z]{6,30}")
NOT_KNOWN = (UNKNOWN, _("Tôi không biết"))


class SurvivorsPage(WarningsMixin, SentencesMixin, DeclarationPage):
    """A page of this leg; `official` maps fields to the national form's names."""

    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if isinstance(field, forms.ChoiceField) and str(field.label).endswith("?"):
                field.error_messages["required"] = _("Xin chọn một câu trả lời.")

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask where the deceased may have been insured."""
        return rules.is_insured(declared)

    def answer(self, name: str) -> Any:
        """Return this page's own clean answer, None if there is none."""
        return self.cleaned_data.get(name) or None


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
    wanted = forms.ChoiceField(
        label=_("Gia đình muốn nhận thế nào?"), choices=WANTED, widget=forms.RadioSelect
    )
    people = forms.TypedChoiceField(
        label=_("Gia đình muốn ghi mấy người thân?"),
        choices=[
            *((count, str(count)) for count in range(1, MOST_LISTED + 1)),
            (0, _("Chưa biết ghi ai; cơ quan bảo hiểm xem giúp")),
        ],
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
        row = time_limit("survivors.years_contributed", self.today) if self.today else None
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
        if not SurvivorsClaim.is_taken(key_of(self.declared)):
            return None
        return Counter("M09", claimed_before(), "", leg=LEG, ends=False)


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


class RelativesPage(SurvivorsPage):
    """The relatives the deceased supported; a family marks who, Social Insurance confirms (M14)."""

    code = "relatives"
    title = _("Người thân mà người đã mất nuôi dưỡng")
    lead = _(
        "Ghi những người gia đình muốn đề nghị. Nhiều nhất 4 người được nhận hằng tháng; cơ quan"
        " bảo hiểm xem từng người và tự hỏi giấy chứng minh nếu cần."
    )

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask who has somebody in mind."""
        people = (declared.get(f"{LEG}.regime") or {}).get("people")
        return super().applies(declared) and people != 0

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        told = (self.declared.get(f"{LEG}.regime") or {}).get("people")
        for count in range(1, int(told or MOST_LISTED) + 1):
            self._add(count)

    def _add(self, count: int) -> None:
        name = PersonNameField(
            label=gettext("Người thứ {count}: họ tên").format(count=count), required=count == 1
        )
        vars(name)["optional_mark"] = False
        name.error_messages["required"] = gettext("Xin ghi họ tên người thân.")
        born = BirthDateField(label=gettext("Ngày sinh"), required=False)
        born.today = self.today
        relation = forms.ChoiceField(
            label=gettext("Là gì của người đã mất"), choices=[("", "–"), *RELATIONS], required=False
        )
        flags = forms.MultipleChoiceField(
            label=gettext("Người này"),
            choices=FLAGS,
            widget=forms.CheckboxSelectMultiple,
            required=False,
        )
        for field in (born, relation, flags):
            vars(field)["optional_mark"] = False
        self.fields |= {
            f"name_{count}": name,
            f"born_on_{count}": born,
            f"relation_{count}": relation,
            f"flags_{count}": flags,
        }

    def clean(self) -> dict[str, Any]:
        """Want birth and relation of everybody who is named."""
        said = self.cleaned_data
        for count in range(1, MOST_LISTED + 1):
            if not said.get(f"name_{count}"):
                continue
            if not said.get(f"born_on_{count}") and f"born_on_{count}" not in self.errors:
                self.add_error(f"born_on_{count}", gettext("Xin ghi ngày sinh, hoặc năm sinh."))
            if not said.get(f"relation_{count}"):
                self.add_error(f"relation_{count}", gettext("Xin chọn quan hệ."))
        return said


class EstimatePage(SurvivorsPage):
    """What it may come to: an estimate, with its steps; Social Insurance decides."""

    code = "estimate"
    title = _("Số tiền dự tính")
    lead = _("Số tiền dự tính. Cơ quan bảo hiểm quyết định.")
    template_name_page = "funeral_benefits/survivors.html"

    note = LineField(label=_("Điều gia đình muốn nói thêm với cơ quan bảo hiểm"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = estimate_of(self.declared, decided_on=self.today) if self.today else ()
        self.ways = found


class PaymentPage(SurvivorsPage):
    """How the money comes to who applies; not asked again of who said it for the allowance."""

    code = "payment"
    title = _("Nhận tiền tử tuất bằng cách nào?")
    official = {"pay_by": "MtpTienHinhthuc"}

    pay_by = forms.ChoiceField(label=_("Cách nhận"), choices=PAY_BY, widget=forms.RadioSelect)
    bank = LineField(label=_("Ngân hàng"), max_length=100, required=False)
    account_number = LineField(label=_("Số tài khoản"), max_length=30, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("bank", "account_number"):
            vars(self.fields[name])["optional_mark"] = False

    @classmethod
    def applies(cls, declared: Mapping[str, Any]) -> bool:
        """Ask unless the applicant said for the allowance how to be paid."""
        return super().applies(declared) and not paid_as_before(declared)

    def clean(self) -> dict[str, Any]:
        """Want an account where the money goes there, and only then."""
        if self.answer("pay_by") != PayBy.ACCOUNT:
            self.cleaned_data |= {"bank": "", "account_number": ""}
            return self.cleaned_data
        for name in ("bank", "account_number"):
            if not self.answer(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))
        account = re.sub(r"[\s.\-]", "", self.answer("account_number") or "").upper()
        if account and not ACCOUNT.fullmatch(account):
            self.add_error(
                "account_number", gettext("Số tài khoản có 6 đến 30 chữ số hoặc chữ cái.")
            )
        self.cleaned_data["account_number"] = account
        return self.cleaned_data


PAGES = (RegimePage, YearsPage, RelativesPage, EstimatePage, PaymentPage)


def claimed_before() -> str:
    """Return what whoever comes second is told; nothing of who came first."""
    return gettext(
        "Đã có đề nghị chế độ tử tuất cho người đã mất. Nếu còn thân nhân chưa được ghi, xin báo"
        " cơ quan bảo hiểm xã hội hoặc cán bộ xã, phường."
    )


def paid_as_before(declared: Mapping[str, Any]) -> bool:
    """Say whether the applicant is paid the allowance, into an account or in cash."""
    payee = (declared.get(f"{ALLOWANCE}.payee") or {}).get("payee_is")
    pay_by = (declared.get(f"{ALLOWANCE}.payment") or {}).get("pay_by")
    return payee == "applicant" and pay_by in list(PayBy)


def key_of(declared: Mapping[str, Any]) -> str:
    """Return what tells this death from another: the number, else the name and the days."""
    said = declared.get(f"{DEATH}.deceased") or {}
    if said.get("personal_number"):
        return str(said["personal_number"])
    parts = (said.get(part) or "" for part in ("surname", "middle_name", "given_name"))
    days = (said.get("born_on"), died_on(declared))
    spelt = "|".join(one.iso if isinstance(one, PartialDate) else "" for one in days)
    return f"{name_key(' '.join(filter(None, parts)))}|{spelt}"[:250]


def died_on(declared: Mapping[str, Any]) -> PartialDate | None:
    """Return the day of death as declared."""
    found = (declared.get(f"{DEATH}.event") or {}).get("died_on")
    return found if isinstance(found, PartialDate) else None


def relatives_of(said: Mapping[str, Any]) -> list[Relative]:
    """Return the relatives a page lists."""
    return [
        Relative(
            said[f"name_{count}"],
            said[f"born_on_{count}"],
            said.get(f"relation_{count}") or "",
            frozenset(said.get(f"flags_{count}") or ()),
        )
        for count in range(1, MOST_LISTED + 1)
        if said.get(f"name_{count}") and said.get(f"born_on_{count}")
    ]


def contributions_of(said: Mapping[str, Any], *, drew_pension: bool) -> Contributions:
    """Return what a family knows of the insurance."""
    salary = said.get("salary")
    return Contributions(
        years_before_2014=said.get("years_before_2014"),
        years_from_2014=said.get("years_from_2014"),
        salary=None if drew_pension else salary,
        pension_months=said.get("pension_months"),
        pension=salary if drew_pension else None,
    )


def ages_on(day: date) -> Ages | None:
    """Return the ages the law of a day names; None where it has no row."""
    rows = [time_limit(f"survivors.age.{who}", day) for who in ("child", "woman", "man")]
    found = [row.value for row in rows if row]
    return Ages(*found) if len(found) == len(rows) else None


def estimate_of(declared: Mapping[str, Any], *, decided_on: date) -> tuple[tuple[str, Any], ...]:
    """Return (title, steps in words) of each way that can be estimated."""
    day, ways = died_on(declared), []
    if day is None:
        return ()
    on, rates = day.earliest, tariff(CODES)
    wanted = (declared.get(f"{LEG}.regime") or {}).get("wanted")
    ages = ages_on(on)
    listed = relatives_of(declared.get(f"{LEG}.relatives") or {})
    if ages and wanted != Wanted.LUMP_SUM:
        found = rules.monthly(listed, on, rates, ages, decided_on=decided_on)
        if found and found.amount:
            ways.append((gettext("Hằng tháng"), _monthly_lines(found)))
    drew = rules.pension_of(declared) == YES
    known = contributions_of(declared.get(f"{LEG}.years") or {}, drew_pension=drew)
    compute = rules.lump_sum_of_pensioner if drew else rules.lump_sum
    once = compute(known, on, rates, decided_on=decided_on)
    if once and wanted != Wanted.MONTHLY:
        ways.append((gettext("Một lần"), [str(step) for step in once.steps]))
    return tuple(ways)


def _monthly_lines(found: rules.Monthly) -> list[str]:
    lines = [str(step) for step in found.steps]
    if len(found.steps) > 1:
        lines.append(gettext("Cộng: {sum} đ mỗi tháng").format(sum=money(found.amount)))
    lines.append(gettext("Tính cho: {names}").format(names=_names(found.counted)))
    if found.beyond:
        sentence = gettext("Quá số người được nhận, cơ quan bảo hiểm xem xét: {names}")
        lines.append(sentence.format(names=_names(found.beyond)))
    return lines


def _names(people: Iterable[Relative]) -> str:
    return ", ".join(one.full_name for one in people)
