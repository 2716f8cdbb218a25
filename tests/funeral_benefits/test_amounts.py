"""Sums to be paid after a death, one line each: law, day of death, day of decision, the whole."""

from datetime import date
from decimal import Decimal

import pytest

from funeral_benefits.allowance.rules.computing import (
    FORMULAS,
    Computed,
    Doubt,
    Formula,
    Reading,
    compute,
    difference,
    estimate,
)
from funeral_benefits.allowance.rules.regimes import LINES, Line, Regime
from portal.people.partial_dates import PartialDate
from portal.statutes.loading import read_rows
from portal.statutes.tariff import Rate, Tariff, cited, rates_from

R = Regime
TODAY = date(2026, 11, 22)
TARIFF = Tariff(rates_from(read_rows("amounts")))
LAW_2014, LAW_2024 = "Luật BHXH 58/2014/QH13", "Luật BHXH 41/2024/QH15"
WORK_14, OWN_14 = f"Điều 66 {LAW_2014}", f"Điều 80 {LAW_2014}"
WORK_24, OWN_24 = f"Điều 85 {LAW_2024}", f"Điều 109 {LAW_2024}"
PENSION_25 = "Điều 5 Nghị định 176/2025/NĐ-CP"
AID_21, AID_26 = "Điều 11 Nghị định 20/2021/NĐ-CP", "Điều 11 Nghị định 335/2026/NĐ-CP"
PENSION_26 = f"{PENSION_25}; {AID_26}"
MERIT = "Pháp lệnh 02/2020/UBTVQH14; Nghị định 131/2021/NĐ-CP"
VETERAN = "Nghị định 150/2006/NĐ-CP; Nghị định 157/2016/NĐ-CP"
YOUTH = "Quyết định 40/2011/QĐ-TTg; Nghị định 112/2017/NĐ-CP"
FRONT = "Quyết định 49/2015/QĐ-TTg"
RESIST = "Quyết định 290/2005/QĐ-TTg; Quyết định 62/2011/QĐ-TTg"
BASE, OWN_STANDARD = Reading.BASE_SALARY, Reading.MERIT_STANDARD

SURE, UNSURE = "", " (+)"
BY_MONTH = (R.COMPULSORY, R.VOLUNTARY)

# Law, reading, died on, the sum, its article, and whether an official must confirm it.
CASES = [
    (R.COMPULSORY, "", "2019-06-30", "10 × 1.390.000 = 13.900.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2019-07-01", "10 × 1.490.000 = 14.900.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2023-06-30", "10 × 1.490.000 = 14.900.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2023-07-01", "10 × 1.800.000 = 18.000.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2024-06-30", "10 × 1.800.000 = 18.000.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2024-07-01", "10 × 2.340.000 = 23.400.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2025-06-30", "10 × 2.340.000 = 23.400.000", WORK_14, UNSURE),
    (R.COMPULSORY, "", "2025-07-01", "10 × 2.340.000 = 23.400.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-06-01", "10 × 2.340.000 = 23.400.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-07-31", "10 × 2.530.000 = 25.300.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-11", "10 × 2.530.000 = 25.300.000", WORK_24, SURE),
    (R.COMPULSORY, "", "2026-11-21", "10 × 2.530.000 = 25.300.000", WORK_24, SURE),
    (R.VOLUNTARY, "", "2023-06-30", "10 × 1.490.000 = 14.900.000", OWN_14, UNSURE),
    (R.VOLUNTARY, "", "2025-06-30", "10 × 2.340.000 = 23.400.000", OWN_14, UNSURE),
    (R.VOLUNTARY, "", "2025-07-01", "10 × 2.340.000 = 23.400.000", OWN_24, UNSURE),
    (R.VOLUNTARY, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", OWN_24, UNSURE),
    (R.VOLUNTARY, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", OWN_24, UNSURE),
    (R.VOLUNTARY, "", "2026-11-21", "10 × 2.530.000 = 25.300.000", OWN_24, UNSURE),
    (R.SOCIAL_PENSION, "", "2025-06-30", "", "", SURE),
    (R.SOCIAL_PENSION, "", "2025-07-01", "20 × 500.000 = 10.000.000", PENSION_25, SURE),
    (R.SOCIAL_PENSION, "", "2026-06-30", "20 × 500.000 = 10.000.000", PENSION_25, SURE),
    (R.SOCIAL_PENSION, "", "2026-07-01", "20 × 540.000 = 10.800.000", PENSION_26, UNSURE),
    (R.SOCIAL_PENSION, "", "2026-11-21", "20 × 540.000 = 10.800.000", PENSION_26, UNSURE),
    (R.SOCIAL_PROTECTION, "", "2021-06-30", "", "", SURE),
    (R.SOCIAL_PROTECTION, "", "2021-07-01", "20 × 360.000 = 7.200.000", AID_21, UNSURE),
    (R.SOCIAL_PROTECTION, "", "2024-06-30", "20 × 360.000 = 7.200.000", AID_21, UNSURE),
    (R.SOCIAL_PROTECTION, "", "2024-07-01", "20 × 500.000 = 10.000.000", AID_21, SURE),
    (R.SOCIAL_PROTECTION, "", "2025-06-30", "20 × 500.000 = 10.000.000", AID_21, SURE),
    (R.SOCIAL_PROTECTION, "", "2025-07-01", "20 × 500.000 = 10.000.000", AID_21, SURE),
    (R.SOCIAL_PROTECTION, "", "2026-06-30", "20 × 500.000 = 10.000.000", AID_21, SURE),
    (R.SOCIAL_PROTECTION, "", "2026-07-01", "20 × 540.000 = 10.800.000", AID_26, UNSURE),
    (R.SOCIAL_PROTECTION, "", "2026-11-21", "20 × 540.000 = 10.800.000", AID_26, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2021-06-30", "", "", SURE),
    (R.PERSON_OF_MERIT, BASE, "2021-07-01", "10 × 1.490.000 = 14.900.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2023-07-01", "10 × 1.800.000 = 18.000.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2025-06-30", "10 × 2.340.000 = 23.400.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2025-07-01", "10 × 2.340.000 = 23.400.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2026-06-30", "10 × 2.340.000 = 23.400.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, BASE, "2026-07-01", "10 × 2.530.000 = 25.300.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2021-09-14", "", "", SURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2021-09-15", "10 × 1.624.000 = 16.240.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2023-07-01", "10 × 2.055.000 = 20.550.000", MERIT, UNSURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2025-07-01", "10 × 2.789.000 = 27.890.000", MERIT, SURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2026-06-30", "10 × 2.789.000 = 27.890.000", MERIT, SURE),
    (R.PERSON_OF_MERIT, OWN_STANDARD, "2026-07-01", "10 × 3.012.000 = 30.120.000", MERIT, SURE),
    (R.VETERAN, "", "2016-12-31", "", "", SURE),
    (R.VETERAN, "", "2023-06-30", "10 × 1.490.000 = 14.900.000", VETERAN, UNSURE),
    (R.VETERAN, "", "2025-07-01", "10 × 2.340.000 = 23.400.000", VETERAN, UNSURE),
    (R.VETERAN, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", VETERAN, UNSURE),
    (R.VETERAN, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", VETERAN, UNSURE),
    (R.YOUTH_VOLUNTEER, "", "2025-06-30", "10 × 2.340.000 = 23.400.000", YOUTH, UNSURE),
    (R.YOUTH_VOLUNTEER, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", YOUTH, UNSURE),
    (R.YOUTH_VOLUNTEER, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", YOUTH, UNSURE),
    (R.FRONTLINE_LABOURER, "", "2025-07-01", "10 × 2.340.000 = 23.400.000", FRONT, UNSURE),
    (R.FRONTLINE_LABOURER, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", FRONT, UNSURE),
    (R.FRONTLINE_LABOURER, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", FRONT, UNSURE),
    (R.RESISTANCE, "", "2025-07-01", "10 × 2.340.000 = 23.400.000", RESIST, UNSURE),
    (R.RESISTANCE, "", "2026-06-30", "10 × 2.340.000 = 23.400.000", RESIST, UNSURE),
    (R.RESISTANCE, "", "2026-07-01", "10 × 2.530.000 = 25.300.000", RESIST, UNSURE),
]  # fmt: skip

# Decided before and after a decree that counts from an earlier day takes effect (M05).
RETROACTIVE = [
    (R.SOCIAL_PROTECTION, "", date(2026, 10, 4), "20 × 500.000 = 10.000.000", AID_21),
    (R.SOCIAL_PROTECTION, "", date(2026, 10, 5), "20 × 540.000 = 10.800.000", AID_26),
    (R.PERSON_OF_MERIT, OWN_STANDARD, date(2026, 9, 30), "10 × 2.789.000 = 27.890.000", MERIT),
    (R.PERSON_OF_MERIT, OWN_STANDARD, date(2026, 10, 1), "10 × 3.012.000 = 30.120.000", MERIT),
]  # fmt: skip


def formula_of(regime: Regime, reading: str = "") -> Formula:
    return next(one for one in FORMULAS if (one.regime, one.reading) == (regime, reading))


def computed(
    regime: Regime,
    died_on: str,
    *,
    reading: str = "",
    decided_on: date = TODAY,
    tariff: Tariff = TARIFF,
    province: str = "",
) -> Computed | None:
    day = PartialDate.parse(died_on)
    return compute(formula_of(regime, reading), day, tariff, decided_on, province)


def printed(regime: Regime, died_on: str, product: str, article: str) -> str:
    day = PartialDate.parse(died_on).earliest
    when = f"tháng {day:%m/%Y}" if regime in BY_MONTH else f"ngày {day:%d/%m/%Y}"
    return f"{product} đ, {article}, {when}" if product else ""


@pytest.mark.parametrize(("regime", "reading", "died_on", "product", "article", "sure"), CASES)
def test_a_death_on_this_day_gives_this_sum_by_this_article(
    regime: Regime, reading: str, died_on: str, product: str, article: str, sure: str
) -> None:
    one = computed(regime, died_on, reading=reading)
    text = "" if one is None else str(one) + (SURE if one.is_sure else UNSURE)
    assert text == printed(regime, died_on, product, article) + sure


@pytest.mark.parametrize(("regime", "reading", "decided_on", "product", "article"), RETROACTIVE)
def test_a_decree_counts_from_its_earlier_day_only_once_it_is_in_force(
    regime: Regime, reading: str, decided_on: date, product: str, article: str
) -> None:
    one = computed(regime, "2026-07-01", reading=reading, decided_on=decided_on)
    assert str(one) == printed(regime, "2026-07-01", product, article)


def test_what_is_decided_meanwhile_says_that_a_newer_rate_is_awaited() -> None:
    early = computed(R.SOCIAL_PROTECTION, "2026-07-01", decided_on=date(2026, 9, 1))
    late = computed(R.SOCIAL_PROTECTION, "2026-07-01", decided_on=date(2026, 10, 5))
    assert early and early.is_sure and Doubt.AWAITED in early.doubts
    assert late and difference(early.amount, late) == 800_000
    assert difference(late.amount, early) == 0


def test_a_row_entered_later_counts_for_deaths_before_it_was_entered() -> None:
    newer = Rate("reference_level", Decimal(2_600_000), date(2026, 11, 1), basis="Nghị định 1/2027")
    kept = [
        Rate(one.code, one.value, one.valid_from, date(2026, 10, 31), one.basis, one.is_sure)
        if (one.code, one.valid_from) == ("reference_level", date(2026, 7, 1))
        else one
        for one in rates_from(read_rows("amounts"))
    ]
    then = Tariff([*kept, newer])
    assert str(computed(R.COMPULSORY, "2026-11-02", tariff=then)).startswith("10 × 2.600.000")
    assert str(computed(R.COMPULSORY, "2026-10-31", tariff=then)).startswith("10 × 2.530.000")


@pytest.mark.parametrize(
    ("province", "level", "amount"),
    [("", 650_000, 10_000_000), ("79", 650_000, 13_000_000), ("79", 450_000, 10_000_000)],
)
def test_a_province_may_pay_more_than_the_country_and_never_less(
    province: str, level: int, amount: int
) -> None:
    own = Rate("social_assistance_standard", Decimal(level), date(2025, 1, 1), province="79")
    tariff = Tariff([*rates_from(read_rows("amounts")), own])
    one = computed(R.SOCIAL_PROTECTION, "2026-06-30", tariff=tariff, province=province)
    assert one and one.amount == amount


class TestTheDeathOfSomebodyUnderSeveralLaws:
    """One allowance a death, the highest (M02)."""

    def all_of(self, *regimes: Regime, died_on: str = "2026-11-21") -> list[str]:
        found = estimate(regimes, PartialDate.parse(died_on), TARIFF, decided_on=TODAY)
        assert found.best
        return [found.best.regime, *(one.regime for one in found.others)]

    def test_gives_the_highest_and_shows_the_others(self) -> None:
        best, *others = self.all_of(R.SOCIAL_PENSION, R.COMPULSORY)
        assert (best, others) == (R.COMPULSORY, [R.SOCIAL_PENSION])

    def test_needs_no_official_where_the_highest_is_sure(self) -> None:
        found = estimate(
            (R.SOCIAL_PROTECTION, R.COMPULSORY),
            PartialDate.parse("2026-11-21"),
            TARIFF,
            decided_on=TODAY,
        )
        assert not found.needs_official

    def test_needs_an_official_where_what_is_in_doubt_may_be_more(self) -> None:
        found = estimate(
            (R.PERSON_OF_MERIT, R.COMPULSORY),
            PartialDate.parse("2026-11-21"),
            TARIFF,
            decided_on=TODAY,
        )
        assert found.needs_official
        assert found.best and found.best.regime == R.COMPULSORY
        assert [one.amount for one in found.found] == [30_120_000, 25_300_000, 25_300_000]

    def test_takes_the_lower_reading_until_somebody_chooses(self) -> None:
        found = estimate(
            (R.PERSON_OF_MERIT,), PartialDate.parse("2026-11-21"), TARIFF, decided_on=TODAY
        )
        assert found.best and found.best.amount == 25_300_000
        assert all(Doubt.READINGS in one.doubts for one in found.found)

    def test_says_where_no_rate_of_the_day_is_known(self) -> None:
        found = estimate((R.VETERAN,), PartialDate.parse("1999"), TARIFF, decided_on=TODAY)
        assert (found.best, found.uncomputed) == (None, (R.VETERAN,))
        assert found.needs_official


def test_a_month_or_year_alone_takes_the_lowest_it_may_mean() -> None:
    unsure = computed(R.SOCIAL_PROTECTION, "2024")
    assert unsure and unsure.amount == 7_200_000
    assert Doubt.DAY in unsure.doubts
    sure = computed(R.COMPULSORY, "2026-08")
    assert sure and not sure.doubts


def test_every_law_has_somebody_who_decides_and_a_way_to_compute() -> None:
    assert set(LINES) == set(Regime) == {one.regime for one in FORMULAS}
    assert set(LINES.values()) == set(Line)


@pytest.mark.parametrize(
    ("basis", "citation"),
    [
        ("Luật Bảo hiểm xã hội 41/2024/QH15 Điều 85: lần mức", f"Điều 85 {LAW_2024}"),
        ("Luật Bảo hiểm xã hội 41/2024/QH15 Điều 86–87: lần", f"Điều 86–87 {LAW_2024}"),
        ("Nghị định 163/2026/NĐ-CP Điều 10 khoản 1", "Điều 10 khoản 1 Nghị định 163/2026/NĐ-CP"),
        ("Quyết định 49/2015/QĐ-TTg: lần lương cơ sở", "Quyết định 49/2015/QĐ-TTg"),
    ],
)
def test_a_basis_is_cited_with_its_article_first(basis: str, citation: str) -> None:
    assert cited(basis) == citation
