"""What the pages on the allowance share."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from funeral_benefits.allowance.rules.computing import CODES, Estimate, estimate
from funeral_benefits.allowance.rules.regimes import LEG, Answers
from portal.people.deaths import died_on, home_of
from portal.people.pages import PageMixin
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import DeclarationPage
from portal.places.selectors import communes_by_code
from portal.statutes.selectors import tariff

MONTHS = {
    "workplace": "funeral.months.social_insurance_compulsory",
    "own": "funeral.months.social_insurance_voluntary",
}


class AllowancePage(PageMixin, DeclarationPage):
    """A page of this leg; what it keeps and what it demands is said in `PageMixin`."""

    procedure = LEG


def answers_of(declared: Mapping[str, Any]) -> Answers:
    """Return the four plain answers, with what the family added to the estimate."""
    said = dict(declared.get(f"{LEG}.benefits") or {})
    said["other"] = (declared.get(f"{LEG}.estimate") or {}).get("other")
    return Answers.declared(said)


def is_wanted(declared: Mapping[str, Any]) -> bool:
    """Say whether there is anything to claim or look up, as far as it was declared (M08)."""
    return f"{LEG}.benefits" not in declared or answers_of(declared).opens_leg


def estimate_of(declared: Mapping[str, Any], *, decided_on: date) -> Estimate:
    """Return what the answers come to by the law in force."""
    day = died_on(declared)
    if day is None:
        return Estimate(())
    province = province_of(home_of(declared))
    regimes = answers_of(declared).regimes
    return estimate(regimes, day, tariff(CODES), decided_on=decided_on, province=province)


def province_of(commune: str) -> str:
    """Return the province of a commune, "" if it is not known."""
    found = communes_by_code([commune]).get(commune) if commune else None
    return found.province_id if found else ""


def months_needed(which: str, died: PartialDate | None, today: date) -> int:
    """Return how many months of contributions the law of that day wants; 0 if no row says."""
    day = died.earliest if died else today
    found = tariff([MONTHS[which]]).value(MONTHS[which], day, decided_on=today)
    return int(found) if found else 0
