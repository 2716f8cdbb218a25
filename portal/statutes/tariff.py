"""Rates as the law's rows give them for a day, a place and the day on which one asks.

Plain values without Django: the rules of procedures compute by them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

_ARTICLE = re.compile(r"(?P<law>.*?) (?P<article>Điều [0-9].*)")


@dataclass(frozen=True, slots=True)
class Rate:
    """One row of law as a value: a sum, a factor or a threshold, and the days it is counted for.

    `in_force_on` is when its decree takes effect, where that is later than `valid_from`; `is_sure`
    says whether the text behind it was seen.
    """

    code: str
    value: Decimal
    valid_from: date
    valid_to: date | None = None
    basis: str = ""
    is_sure: bool = True
    province: str = ""
    in_force_on: date | None = None

    def counts_on(self, day: date, province: str = "") -> bool:
        """Say whether this row is law on a day, there or in the whole country."""
        in_days = self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)
        return in_days and self.province in ("", province)

    def is_known_on(self, day: date) -> bool:
        """Say whether somebody who decides on this day may apply it already."""
        return self.in_force_on is None or self.in_force_on <= day


@dataclass(frozen=True, slots=True)
class Found:
    """The rate that is applied; `awaits` is a newer one for the same day, not in force yet."""

    rate: Rate
    awaits: Rate | None = None


class Tariff:
    """Rows by code, asked for the day that counts, by somebody who decides on another."""

    def __init__(self, rates: Iterable[Rate]) -> None:
        self._by_code: dict[str, list[Rate]] = {}
        for rate in rates:
            self._by_code.setdefault(rate.code, []).append(rate)

    def find(self, code: str, on: date, *, decided_on: date, province: str = "") -> Found | None:
        """Return the rate of `on` as it may be applied on `decided_on`; None if there is none.

        A province may pay more than the country, never less. A decree that counts from an earlier
        day than it takes effect leaves what was law before it in place until then.
        """
        of_day = [one for one in self._by_code.get(code, ()) if one.counts_on(on, province)]
        known = [one for one in of_day if one.is_known_on(decided_on)]
        coming = max((one for one in of_day if one not in known), key=_by_value, default=None)
        if known:
            return Found(max(known, key=_by_value), coming)
        if coming is None:
            return None
        day_before = coming.valid_from - timedelta(days=1)
        before = self.find(code, day_before, decided_on=decided_on, province=province)
        return Found(before.rate, coming) if before else None

    def value(self, code: str, on: date, *, decided_on: date) -> Decimal | None:
        """Return the number of a row alone."""
        found = self.find(code, on, decided_on=decided_on)
        return found.rate.value if found else None


def cited(basis: str) -> str:
    """Return what a row rests on as it is cited: the article first, without the explanation.

    "Luật Bảo hiểm xã hội 41/2024/QH15 Điều 85: …" is "Điều 85 Luật BHXH 41/2024/QH15".
    """
    laws = basis.partition(":")[0].split("; ")
    return "; ".join(_cited_one(law.strip()) for law in laws).replace("Bảo hiểm xã hội", "BHXH")


def money(amount: Decimal | int) -> str:
    """Return an amount in dong as people write it: 25.300.000."""
    return f"{int(amount):,}".replace(",", ".")


def number(value: Decimal) -> str:
    """Return a factor as people write it: 10, 1,5."""
    return f"{value.normalize():f}".replace(".", ",")


def rates_from(rows: Sequence[Mapping[str, object]]) -> list[Rate]:
    """Return rates from rows as the committed file of amounts holds them."""
    return [
        Rate(
            code=str(row["code"]),
            value=Decimal(str(row["value"])),
            valid_from=_day(row["valid_from"]) or date.min,
            valid_to=_day(row.get("valid_to")),
            basis=str(row.get("basis", "")),
            is_sure=row.get("certainty") in ("V", "V2"),
            province=str(row.get("province", "")),
            in_force_on=_day(row.get("in_force_on")),
        )
        for row in rows
    ]


def _day(value: object) -> date | None:
    return value if isinstance(value, date) else None


def _by_value(rate: Rate) -> Decimal:
    return rate.value


def _cited_one(law: str) -> str:
    found = _ARTICLE.fullmatch(law)
    if found is None:
        return law
    return f"{found['article']} {found['law']}"
