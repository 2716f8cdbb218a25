"""How much: factor times level of the month or day of death, with the article of each step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from funeral_benefits.allowance.rules.regimes import LINES, Line, Regime
from portal.people.partial_dates import PartialDate
from portal.statutes.tariff import Rate, Tariff, cited, money, number


class Doubt(StrEnum):
    """Why an official must confirm a computation before money is asked for by it."""

    LAW = "law"  # the text behind a rate was not seen
    READINGS = "readings"  # the law is read in two ways
    DAY = "day"  # the day of death is not known well enough
    AWAITED = "awaited"  # a newer rate for that day is not in force yet


class Reading(StrEnum):
    """The two ways in which the allowance of a person of merit is read (M15)."""

    BASE_SALARY = "base_salary"
    MERIT_STANDARD = "merit_standard"


@dataclass(frozen=True, slots=True)
class Formula:
    """Factor × level, by codes of rows; `by_month` takes the level of the month of death."""

    regime: Regime
    level: str
    by_month: bool = False
    reading: str = ""

    @property
    def factor(self) -> str:
        """The code of the factor's row."""
        reading = f".{self.reading}" if self.reading else ""
        return f"funeral.factor.{self.regime}{reading}"


_STANDARD = "social_assistance_standard"
_SALARY = "base_salary"
FORMULAS: tuple[Formula, ...] = (
    Formula(Regime.COMPULSORY, "reference_level", by_month=True),
    Formula(Regime.VOLUNTARY, "reference_level", by_month=True),
    Formula(Regime.SOCIAL_PENSION, _STANDARD),
    Formula(Regime.SOCIAL_PROTECTION, _STANDARD),
    Formula(Regime.PERSON_OF_MERIT, _SALARY, reading=Reading.BASE_SALARY),
    Formula(Regime.PERSON_OF_MERIT, "merit_standard", reading=Reading.MERIT_STANDARD),
    Formula(Regime.VETERAN, _SALARY),
    Formula(Regime.YOUTH_VOLUNTEER, _SALARY),
    Formula(Regime.FRONTLINE_LABOURER, _SALARY),
    Formula(Regime.RESISTANCE, _SALARY),
)
CODES = frozenset({one.factor for one in FORMULAS} | {one.level for one in FORMULAS})


@dataclass(frozen=True, slots=True)
class Computed:
    """One allowance as the law gives it; as a text, the whole computation with its article.

    "10 × 2.530.000 = 25.300.000 đ, Điều 85 Luật BHXH 41/2024/QH15, tháng 11/2026".
    """

    regime: Regime
    factor: Rate
    level: Rate
    law_day: date
    by_month: bool = False
    reading: str = ""
    doubts: tuple[Doubt, ...] = ()

    @property
    def amount(self) -> int:
        """What is due, in dong."""
        return int(self.factor.value * self.level.value)

    @property
    def article(self) -> str:
        """The article that gives the factor."""
        return cited(self.factor.basis)

    @property
    def level_article(self) -> str:
        """The text that sets the level."""
        return cited(self.level.basis)

    @property
    def line(self) -> Line:
        """Who decides."""
        return LINES[self.regime]

    @property
    def when(self) -> str:
        """The month or day whose rate counts, as it is said."""
        return f"tháng {self.law_day:%m/%Y}" if self.by_month else f"ngày {self.law_day:%d/%m/%Y}"

    @property
    def is_sure(self) -> bool:
        """Whether no official need confirm it; what is only awaited is paid later by itself."""
        return not set(self.doubts) - {Doubt.AWAITED}

    def __str__(self) -> str:
        product = f"{number(self.factor.value)} × {money(self.level.value)}"
        return f"{product} = {money(self.amount)} đ, {self.article}, {self.when}"


@dataclass(frozen=True, slots=True)
class Estimate:
    """Everything a death may give, the highest first; only `best` is paid (NĐ 176/2025 Đ5).

    `uncomputed` are laws for which no rate of that day is known.
    """

    found: tuple[Computed, ...]
    uncomputed: tuple[Regime, ...] = ()

    @property
    def best(self) -> Computed | None:
        """The highest, of equal ones what is sure.

        Of a law that is read in two ways the lower reading counts until one is chosen.
        """
        return max(self._cautious(), key=lambda one: (one.amount, one.is_sure), default=None)

    @property
    def others(self) -> tuple[Computed, ...]:
        """What is not paid beside it."""
        return tuple(one for one in self.found if one is not self.best)

    @property
    def needs_official(self) -> bool:
        """Whether an official must confirm before anything is asked for."""
        if self.best is None or self.uncomputed or not self.best.is_sure:
            return True
        # Whatever is sure and highest stands, unless something in doubt could be more.
        return any(not one.is_sure and one.amount > self.best.amount for one in self.found)

    def _cautious(self) -> list[Computed]:
        kept: dict[Regime, Computed] = {}
        for one in self.found:
            known = kept.get(one.regime)
            if known is None or one.amount < known.amount:
                kept[one.regime] = one
        return list(kept.values())


def estimate(
    regimes: Iterable[Regime],
    died_on: PartialDate,
    tariff: Tariff,
    *,
    decided_on: date,
    province: str = "",
) -> Estimate:
    """Compute each allowance, by the month (social insurance) or the day of death (M02, M04)."""
    found, uncomputed = [], []
    for regime in regimes:
        computed = [
            one
            for formula in FORMULAS
            if formula.regime == regime
            and (one := compute(formula, died_on, tariff, decided_on, province)) is not None
        ]
        found += _in_dispute(computed)
        if not computed:
            uncomputed.append(regime)
    found.sort(key=lambda one: -one.amount)
    return Estimate(tuple(found), tuple(uncomputed))


def compute(
    formula: Formula, died_on: PartialDate, tariff: Tariff, decided_on: date, province: str = ""
) -> Computed | None:
    """Return one computation; None where no rate of that day is known.

    Where only the month or year of death is known, the lowest level it may mean is taken, and an
    official finds the day out.
    """
    days = _days(formula, died_on)
    by_level = [
        (found, day)
        for day in days
        if (found := tariff.find(formula.level, day, decided_on=decided_on, province=province))
    ]
    if not by_level:
        return None
    level, law_day = min(by_level, key=lambda pair: pair[0].rate.value)
    factor = tariff.find(formula.factor, law_day, decided_on=decided_on, province=province)
    if factor is None:
        return None
    doubts = []
    if not (level.rate.is_sure and factor.rate.is_sure):
        doubts.append(Doubt.LAW)
    if len(by_level) < len(days) or len({found.rate.value for found, _day in by_level}) > 1:
        doubts.append(Doubt.DAY)
    if level.awaits or factor.awaits:
        doubts.append(Doubt.AWAITED)
    return Computed(
        formula.regime,
        factor.rate,
        level.rate,
        law_day,
        formula.by_month,
        formula.reading,
        tuple(doubts),
    )


def difference(paid: Decimal | int, now: Computed) -> int:
    """Return what is still owed after a rate counted from an earlier day (M05); never negative."""
    return max(0, now.amount - int(paid))


def _days(formula: Formula, died_on: PartialDate) -> Sequence[date]:
    """Return the days whose level may count: that of death, or the first and last it may be.

    Social insurance looks at the month, whose level is that of its first day.
    """
    first, last = died_on.earliest, died_on.latest
    if formula.by_month:
        first, last = first.replace(day=1), last.replace(day=1)
    return (first,) if first == last else (first, last)


def _in_dispute(computed: list[Computed]) -> list[Computed]:
    """Mark the readings of one law that come to different amounts."""
    if len({one.amount for one in computed}) < 2:
        return computed
    return [
        Computed(
            one.regime,
            one.factor,
            one.level,
            one.law_day,
            one.by_month,
            one.reading,
            (*one.doubts, Doubt.READINGS),
        )
        for one in computed
    ]
