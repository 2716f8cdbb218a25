"""What the law says of survivors: who may receive monthly, and how much either way, as estimates.

Source: Luật BHXH 41/2024/QH15 Đ86–89; conditions and amounts [V2], ages [R]. Social Insurance
decides; nothing computed here is promised.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from portal.people.partial_dates import PartialDate
from portal.statutes.tariff import Tariff, cited, money, number

LEG = "funeral_benefits.survivors"
ALLOWANCE = "funeral_benefits.allowance"
DEATH = "civil_registry.death"
YES, NO, UNKNOWN = "yes", "no", "unknown"
MOST_LISTED = 6
HALF, MORE = "survivors.monthly.factor", "survivors.monthly.factor_without_other_support"
MOST, LEVEL = "survivors.monthly.dependants", "reference_level"
BEFORE, SINCE = (
    "survivors.lump_sum.months_a_year_before_2014",
    "survivors.lump_sum.months_a_year_from_2014",
)
LEAST = "survivors.lump_sum.minimum"
PENSIONER = "survivors.lump_sum.pensioner"
LESS = "survivors.lump_sum.pensioner_less_each_month"
CODES = frozenset({HALF, MORE, MOST, LEVEL, BEFORE, SINCE, LEAST, PENSIONER, LESS})
FULL_MONTHS = 2  # of pension drawn, before which a pensioner's sum is whole


class Wanted(StrEnum):
    """What the family chooses (M13)."""

    MONTHLY = "monthly"
    LUMP_SUM = "lump_sum"
    ADVISE = "advise"


class Relation(StrEnum):
    """What a relative is to the deceased."""

    CHILD = "child"
    WIFE = "wife"
    HUSBAND = "husband"
    MOTHER = "mother"
    FATHER = "father"
    OTHER = "other"


class Flag(StrEnum):
    """What a family says of a relative; Social Insurance asks for proof by its own message."""

    STUDYING = "studying"
    DISABLED = "disabled"
    NO_INCOME = "no_income"
    ALONE = "alone"


class PayBy(StrEnum):
    """How the money comes."""

    ACCOUNT = "account"
    CASH = "cash"


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages the law of a day names, in years."""

    child: int
    woman: int
    man: int


@dataclass(frozen=True, slots=True)
class Relative:
    """Somebody the deceased supported, as a family lists them."""

    full_name: str
    born_on: PartialDate
    relation: str
    flags: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computation, with the article it rests on."""

    said: str
    article: str

    def __str__(self) -> str:
        return f"{self.said}, {self.article}"


@dataclass(frozen=True, slots=True)
class Monthly:
    """A monthly benefit: its steps, the sum in dong, and who it was counted for."""

    steps: tuple[Step, ...]
    amount: int
    counted: tuple[Relative, ...]
    beyond: tuple[Relative, ...] = ()


@dataclass(frozen=True, slots=True)
class LumpSum:
    """One sum: its steps, how many months it is, and how much where the salary is known."""

    steps: tuple[Step, ...]
    months: Decimal
    amount: int | None


@dataclass(frozen=True, slots=True)
class Contributions:
    """What a family knows of the deceased's insurance; None is not known."""

    years_before_2014: Decimal | None = None
    years_from_2014: Decimal | None = None
    salary: int | None = None
    pension_months: int | None = None
    pension: int | None = None


def age_on(born_on: PartialDate, day: date) -> int:
    """Return the age in whole years; of an uncertain birth the lowest it may be."""
    born = born_on.latest
    had_birthday = (day.month, day.day) >= (born.month, born.day)
    return day.year - born.year - (0 if had_birthday else 1)


def may_receive(one: Relative, died_on: date, ages: Ages) -> bool:
    """Say whether a relative counts for the monthly benefit, by what the family says (Đ86) [R].

    A child under age; one who can hardly work; wife, husband and parents of age, or hardly able to
    work, without an income.
    """
    disabled, poor = Flag.DISABLED in one.flags, Flag.NO_INCOME in one.flags
    age = age_on(one.born_on, died_on)
    match one.relation:
        case Relation.CHILD:
            return age < ages.child or disabled
        case Relation.WIFE | Relation.MOTHER:
            return poor and (age >= ages.woman or disabled)
        case Relation.HUSBAND | Relation.FATHER:
            return poor and (age >= ages.man or disabled)
        case _:
            return poor and (disabled or age >= ages.man)


def monthly(
    relatives: Iterable[Relative], died_on: date, tariff: Tariff, ages: Ages, *, decided_on: date
) -> Monthly | None:
    """Return the monthly benefit of those who count, at most four (Đ86–87); None without rates.

    Who has nobody else counts 70 %, the others 50 % of the reference level of the month of death.
    Of more than the law allows, those that count more come first, as they are listed.
    """
    level = tariff.find(LEVEL, died_on.replace(day=1), decided_on=decided_on)
    most = tariff.value(MOST, died_on, decided_on=decided_on)
    rates = {code: tariff.find(code, died_on, decided_on=decided_on) for code in (HALF, MORE)}
    half, more = rates[HALF], rates[MORE]
    if level is None or most is None or half is None or more is None:
        return None
    able = [one for one in relatives if may_receive(one, died_on, ages)]
    able.sort(key=lambda one: Flag.ALONE not in one.flags)
    counted, beyond = able[: int(most)], able[int(most) :]
    steps, total = [], Decimal(0)
    for found, alone in ((more, True), (half, False)):
        count = sum((Flag.ALONE in one.flags) is alone for one in counted)
        if not count:
            continue
        amount = count * found.rate.value * level.rate.value
        total += amount
        product = f"{count} × {number(found.rate.value)} × {money(level.rate.value)}"
        steps.append(Step(f"{product} = {money(amount)} đ mỗi tháng", cited(found.rate.basis)))
    return Monthly(tuple(steps), int(total), tuple(counted), tuple(beyond))


def lump_sum(
    known: Contributions, died_on: date, tariff: Tariff, *, decided_on: date
) -> LumpSum | None:
    """Return the one sum of whoever contributed: months of average salary, at least three (Đ88–89).

    None where the law's rows or the years are not known.
    """
    found = {code: tariff.find(code, died_on, decided_on=decided_on) for code in CODES}
    before, since, least = found[BEFORE], found[SINCE], found[LEAST]
    years = (known.years_before_2014, known.years_from_2014)
    if before is None or since is None or least is None or years == (None, None):
        return None
    first, second = (one or Decimal(0) for one in years)
    months = first * before.rate.value + second * since.rate.value
    said = (
        f"{number(first)} × {number(before.rate.value)} + {number(second)} ×"
        f" {number(since.rate.value)} = {number(months)} tháng lương bình quân"
    )
    steps = [Step(said, cited(since.rate.basis))]
    return _paid(steps, months, known.salary, least.rate.value, cited(least.rate.basis))


def lump_sum_of_pensioner(
    known: Contributions, died_on: date, tariff: Tariff, *, decided_on: date
) -> LumpSum | None:
    """Return the one sum of a pensioner: 48 months of pension, less half a month for each drawn.

    Counted from the third month drawn, at least three months of pension [R].
    """
    found = {code: tariff.find(code, died_on, decided_on=decided_on) for code in CODES}
    whole, less, least = found[PENSIONER], found[LESS], found[LEAST]
    if whole is None or less is None or least is None or known.pension_months is None:
        return None
    further = max(0, known.pension_months - FULL_MONTHS)
    months = whole.rate.value - further * less.rate.value
    said = (
        f"{number(whole.rate.value)} − {further} × {number(less.rate.value)} ="
        f" {number(months)} tháng lương hưu"
    )
    steps = [Step(said, cited(whole.rate.basis))]
    return _paid(steps, months, known.pension, least.rate.value, cited(least.rate.basis))


def _paid(
    steps: Sequence[Step], months: Decimal, a_month: int | None, least: Decimal, article: str
) -> LumpSum:
    steps = list(steps)
    if months < least:
        months = least
        steps.append(Step(f"ít nhất {number(least)} tháng", article))
    if a_month is None:
        return LumpSum(tuple(steps), months, None)
    amount = int(months * a_month)
    said = f"{number(months)} × {money(a_month)} = {money(amount)} đ"
    return LumpSum((*steps, Step(said, article)), months, amount)


def pension_of(declared: Mapping[str, Any]) -> str:
    """Return whether a pension was drawn, as this leg or the allowance asked."""
    here = (declared.get(f"{LEG}.regime") or {}).get("pension")
    return str(here or (declared.get(f"{ALLOWANCE}.benefits") or {}).get("pension") or "")


def is_insured(declared: Mapping[str, Any]) -> bool:
    """Say whether there may be anything for survivors: not where nothing was ever paid in."""
    said = declared.get(f"{ALLOWANCE}.benefits") or {}
    return not (said.get("pension") == NO and said.get("contributed") == NO)


PAYEE_DIED = "payment.died"  # M12: who is paid instead is found with an official; names no box
_ASKED_BY_AGENCY = {
    "insurance_number": ("MT01", "regime.insurance_number"),
    "payee": ("MT02", "payment.*"),
    "payee_died": ("MT02", PAYEE_DIED),
    "account": ("MT02", "payment.*"),
    "relatives": ("unreasoned", "relatives.*"),
}
UNREASONED, REFUSED, ALREADY_DECIDED = "unreasoned", "refused_by_agency", "XX7"


def reason_of(items: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the coded reason for what Social Insurance names, and the answers that are opened.

    Source: NĐ 63/2024 Đ8 [V2]; reasons MT01, MT02.
    """
    known = [_ASKED_BY_AGENCY[item] for item in items if item in _ASKED_BY_AGENCY]
    if not known:
        return UNREASONED, (f"{LEG}.*",)
    return known[0][0], tuple(f"{LEG}.{field}" for _code, field in known)
