"""Survivors: who counts, what it may come to, and what Social Insurance decides (M13, M14)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

import pytest

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.models import Dependant, SurvivorsClaim
from funeral_benefits.survivors.procedure import SurvivorsBenefit, wire
from funeral_benefits.survivors.rules import Ages, Contributions, Relative
from portal.handovers.answers import Refused, Returned
from portal.handovers.models import Handover
from portal.people.partial_dates import PartialDate
from portal.pipeline.cases import cases_of
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.procedures import AlreadyDeclared
from portal.pipeline.registry import registry
from portal.statutes.loading import read_rows
from portal.statutes.tariff import Tariff, rates_from
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m

LEG = cast(SurvivorsBenefit, registry[d.SURVIVORS])
PAGES = {page.code: page for page in LEG.pages}
TARIFF = Tariff(rates_from(read_rows("amounts")))
AGES = Ages(child=18, woman=55, man=60)
DAY = date(2026, 11, 5)
CHILD = Relative("Trần Thử Cháu", PartialDate.parse("2012-05-01"), "child")


def kin(relation: str, born_on: str, *flags: str) -> Relative:
    return Relative("Trần Thử Thân", PartialDate.parse(born_on), relation, frozenset(flags))


@pytest.mark.parametrize(
    ("one", "counts"),
    [
        (kin("child", "2008-11-06"), True),
        (kin("child", "2008-11-05"), False),
        (kin("child", "2000", "disabled"), True),
        (kin("child", "2007-01-01", "studying"), False),
        (kin("wife", "1971-11-05", "no_income"), True),
        (kin("wife", "1971-11-06", "no_income"), False),
        (kin("wife", "1960"), False),
        (kin("wife", "1990", "disabled", "no_income"), True),
        (kin("husband", "1966-11-05", "no_income"), True),
        (kin("husband", "1971", "no_income"), False),
        (kin("mother", "1950", "no_income"), True),
        (kin("father", "1950", "no_income"), True),
        (kin("father", "1950"), False),
        (kin("other", "1950", "no_income"), True),
        (kin("other", "1990", "no_income"), False),
    ],
)
def test_a_relative_counts_by_age_and_by_what_the_family_says(one: Relative, counts: bool) -> None:
    assert rules.may_receive(one, DAY, AGES) is counts


def monthly(*people: Relative, on: date = DAY) -> rules.Monthly:
    found = rules.monthly(people, on, TARIFF, AGES, decided_on=d.TODAY)
    assert found
    return found


ALONE = replace(CHILD, flags=frozenset({"alone"}))
ARTICLE = "Điều 86–87 Luật BHXH 41/2024/QH15"


@pytest.mark.parametrize(
    ("people", "on", "amount", "steps"),
    [
        ((CHILD,), DAY, 1_265_000, [f"1 × 0,5 × 2.530.000 = 1.265.000 đ mỗi tháng, {ARTICLE}"]),
        ((ALONE,), DAY, 1_771_000, [f"1 × 0,7 × 2.530.000 = 1.771.000 đ mỗi tháng, {ARTICLE}"]),
        (
            (CHILD, ALONE, CHILD),
            DAY,
            4_301_000,
            [
                f"1 × 0,7 × 2.530.000 = 1.771.000 đ mỗi tháng, {ARTICLE}",
                f"2 × 0,5 × 2.530.000 = 2.530.000 đ mỗi tháng, {ARTICLE}",
            ],
        ),
        (
            (CHILD,),
            date(2026, 6, 30),
            1_170_000,
            [f"1 × 0,5 × 2.340.000 = 1.170.000 đ mỗi tháng, {ARTICLE}"],
        ),
        ((kin("wife", "1990"),), DAY, 0, []),
    ],
)
def test_each_counts_half_or_seven_tenths_of_the_level_of_the_month(
    people: tuple[Relative, ...], on: date, amount: int, steps: list[str]
) -> None:
    found = monthly(*people, on=on)
    assert (found.amount, [str(step) for step in found.steps]) == (amount, steps)


def test_m14_of_more_than_four_the_four_that_count_most_are_counted() -> None:
    found = monthly(*[CHILD] * 5, ALONE)
    assert (len(found.counted), len(found.beyond)) == (4, 2)
    assert found.counted[0] == ALONE
    assert found.amount == 1_771_000 + 3 * 1_265_000


def test_there_is_no_estimate_of_a_death_before_the_law() -> None:
    before = date(2025, 6, 30)
    assert rules.monthly([CHILD], before, TARIFF, AGES, decided_on=d.TODAY) is None


@pytest.mark.parametrize(
    ("known", "months", "amount"),
    [
        (Contributions(Decimal(4), Decimal(12), 6_000_000), Decimal(30), 180_000_000),
        (Contributions(Decimal(4), Decimal(12)), Decimal(30), None),
        (Contributions(None, Decimal(1), 6_000_000), Decimal(3), 18_000_000),
    ],
)
def test_one_sum_is_months_of_salary_for_each_year_at_least_three(
    known: Contributions, months: Decimal, amount: int | None
) -> None:
    found = rules.lump_sum(known, DAY, TARIFF, decided_on=d.TODAY)
    assert found and (found.months, found.amount) == (months, amount)


@pytest.mark.parametrize(
    ("drawn", "months"), [(0, "48"), (2, "48"), (3, "47.5"), (60, "19"), (400, "3")]
)
def test_a_pensioners_sum_is_less_by_half_a_month_for_each_month_drawn(
    drawn: int, months: str
) -> None:
    known = Contributions(pension_months=drawn, pension=5_000_000)
    found = rules.lump_sum_of_pensioner(known, DAY, TARIFF, decided_on=d.TODAY)
    assert found and found.months == Decimal(months)
    assert found.amount == int(Decimal(months) * 5_000_000)


@pytest.mark.django_db
class TestM13:
    """The family chooses and lists; the estimate is an estimate, and Social Insurance decides."""

    @pytest.fixture
    def line(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[m.FakeLine]:
        fake = m.FakeLine()
        monkeypatch.setattr(wire, "client", lambda: fake)
        with d.legs(d.SURVIVORS):
            yield fake

    def sent(self, answers: d.Declared) -> Step:
        step = d.filed(d.death() | answers)[d.SURVIVORS]
        m.carry()
        return m.again(step)

    def test_what_is_listed_is_sent_with_the_estimate(self, line: m.FakeLine) -> None:
        step = self.sent(
            d.survivors({}, {"name": "Lê Thử Vợ", "relation": "wife", "flags": ["no_income"]})
        )
        assert step.agency_code == f"social_insurance.{d.HA_GIANG}"
        body = line.bodies[-1]
        assert [one["relation"] for one in body["relatives"]] == ["child", "wife"]
        assert body["relatives"][1]["has_no_income"] is True
        assert body["note"] == "Cháu đang đi học xa."
        assert body["wanted"] == "monthly" and "1.265.000 đ" in body["estimate"]
        (first, *_rest) = LEG.tracked(list(cases_of([step.pk]).values()), on=d.TODAY)[step.pk]
        assert first == "Số tiền dự tính. Cơ quan bảo hiểm quyết định."

    def test_the_page_shows_the_steps_and_asks_nothing_that_was_said(
        self, line: m.FakeLine
    ) -> None:
        declared = d.death() | d.allowance() | d.survivors()
        assert "pension" not in PAGES["regime"](declared=declared, today=d.TODAY).fields
        assert not PAGES["payment"].applies(declared)
        ((title, lines),) = PAGES["estimate"](declared=declared, today=d.TODAY).worked_out()
        assert title == "Hằng tháng"
        assert lines.startswith("1 × 0,5 × 2.530.000 = 1.265.000 đ mỗi tháng")

    def test_as_many_are_asked_for_as_the_family_says(self, line: m.FakeLine) -> None:
        page = PAGES["relatives"](declared=d.death() | d.survivors(people=2), today=d.TODAY)
        assert [name for name in page.fields if name.startswith("name_")] == ["name_1", "name_2"]
        said = {"name_1": "Trần Thử Cháu", "name_2": "Lê Thử Vợ", "born_on_1": "2012"}
        page = PAGES["relatives"](
            said | {"relation_1": "child"},
            declared=d.death() | d.survivors(people=2),
            today=d.TODAY,
        )
        assert not page.is_valid() and set(page.errors) == {"born_on_2", "relation_2"}

    def test_nobody_is_named_by_leaving_the_question(self, line: m.FakeLine) -> None:
        page = PAGES["regime"]({"people": ""}, declared=d.death(), today=d.TODAY)
        assert page.errors["people"] == ["Xin chọn một câu trả lời."]

    def test_who_does_not_know_whom_to_name_leaves_it_to_social_insurance(
        self, line: m.FakeLine
    ) -> None:
        answers = d.survivors(people=0, wanted="advise")
        assert not PAGES["relatives"].applies(d.death() | answers)
        del answers[f"{d.SURVIVORS}.relatives"]
        step = self.sent(answers)
        summary = LEG.summary(list(cases_of([step.pk]).values()))[step.pk]
        shown = {one.field.rpartition(".")[2]: one.text for one in summary.values}
        assert shown["deceased"] == f"Trần Thử Nghiệm · {d.DECEASED} · mất ngày 05/11/2026"
        assert shown["people"] == "Chưa biết ghi ai; cơ quan bảo hiểm xem giúp"
        assert line.bodies[-1]["relatives"] == []
        assert line.bodies[-1]["wanted"] == "advise"

    def test_who_was_never_insured_is_asked_nothing(self, line: m.FakeLine) -> None:
        answers = d.death() | d.allowance(pension="no", monthly_aid="social_pension")
        assert not LEG.applies(answers)
        assert not any(page.applies(answers) for page in PAGES.values())

    def test_a_decision_and_its_payment_are_two_lines(self, line: m.FakeLine) -> None:
        step = self.sent(d.survivors())
        line.answer = m.decided(step.dossier.code, regime="monthly", amount=1_265_000)
        m.carry()
        assert m.again(step).status == "GRANTED"
        line.paid_on = date(2026, 11, 21)
        m.carry()
        lines = LEG.tracked(list(cases_of([step.pk]).values()), on=d.TODAY)[step.pk]
        assert list(lines) == [
            "Đã duyệt ngày 20/11/2026: 1.265.000 đ mỗi tháng.",
            "Đã chi trả ngày 21/11/2026.",
        ]
        assert Handover.objects.get(channel="survivors_payment").status == "DONE"

    def test_proofs_are_asked_by_social_insurance_itself(self, line: m.FakeLine) -> None:
        step = self.sent(d.survivors())
        line.answer = Returned("Xin ghi lại ngày sinh của thân nhân.", items=("relatives",))
        m.carry()
        asked = ReturnRequest.objects.get(step=step)
        assert asked.items == [f"{d.SURVIVORS}.relatives.*"]

    def test_a_second_claim_for_the_same_death_files_nothing(self, line: m.FakeLine) -> None:
        step = self.sent(d.survivors())
        page = PAGES["regime"](
            {"long_enough": "yes", "wanted": "advise", "pension": "no", "people": "1"},
            declared=d.death(),
            today=d.TODAY,
        )
        assert page.is_valid(), page.errors
        counter = page.leads_to_counter()
        assert counter and step.dossier.code not in counter.reason
        with pytest.raises(AlreadyDeclared):
            d.filed(d.death() | d.survivors())
        line.answer = Refused("already_decided")
        m.carry()
        assert ReturnRequest.objects.get(step=step).reason == "XX7"
        assert SurvivorsClaim.objects.get().released_at is not None
        assert d.filed(d.death() | d.survivors())

    def test_a_correction_leaves_what_it_does_not_open(self, line: m.FakeLine) -> None:
        step = self.sent(d.survivors({}, {}))
        payment: dict[str, Any] = {
            "pay_by": "account",
            "bank": "Ví Dụ",
            "account_number": "0123456",
        }
        LEG.record_answers(step_id=step.pk, answers={f"{d.SURVIVORS}.payment": payment})
        claim = SurvivorsClaim.objects.get()
        assert (claim.pay_by, claim.wanted) == ("account", "monthly")
        assert Dependant.objects.count() == 2
