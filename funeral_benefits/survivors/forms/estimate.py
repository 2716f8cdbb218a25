"""What the answers of survivors come to, as an estimate with its steps."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.forms.base import SurvivorsPage
from funeral_benefits.survivors.forms.relatives import relatives_of
from funeral_benefits.survivors.rules import CODES, LEG, YES, Ages, Contributions, Relative, Wanted
from portal.people.deaths import died_on
from portal.people.form_fields import LineField
from portal.statutes.selectors import tariff, time_limit
from portal.statutes.tariff import money


class EstimatePage(SurvivorsPage):
    """What it may come to: an estimate, with its steps; Social Insurance decides."""

    code = "estimate"
    title = _("Tiền tử tuất dự tính")
    lead = _("Số tiền dự tính. Cơ quan bảo hiểm quyết định.")
    template_name_page = "funeral_benefits/survivors.html"

    note = LineField(label=_("Điều gia đình muốn nói thêm với cơ quan bảo hiểm"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.ways = estimate_of(self.declared, decided_on=self.today)

    def worked_out(self) -> Sequence[tuple[str, str]]:
        """Return each way that can be estimated, with its steps."""
        unknown = gettext("Chưa đủ thông tin. Cơ quan bảo hiểm tính và trả lời.")
        ways = [(title, "\n".join(lines)) for title, lines in self.ways]
        return ways or [(gettext("Chế độ tử tuất"), unknown)]


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
