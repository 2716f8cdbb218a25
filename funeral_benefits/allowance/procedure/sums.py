"""What a claim comes to: computed of its answers, confirmed by an official, stored as options."""

from collections.abc import Iterable
from datetime import date

from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption
from funeral_benefits.allowance.rules.computing import Computed, Estimate, estimate
from funeral_benefits.allowance.rules.regimes import Regime
from portal.people.deaths import partial
from portal.statutes.tariff import Tariff


def rests_on(claim: AllowanceClaim) -> tuple[object, ...]:
    """Return all that the sum of a claim depends on, but the law."""
    day = partial(claim.died_on)
    return claim.answers, day.iso if day else "", claim.province


def compute_anew(claim: AllowanceClaim, rates: Tariff, today: date) -> None:
    """Compute anew; what an official confirmed of other answers counts no more."""
    found = estimate_of(claim, claim.answers.regimes, rates, today)
    AllowanceOption.replace(claim, found.found, found.best)
    claim.computed_on, claim.cited = today, ""
    claim.confirmed_at = claim.confirmed_by = None
    claim.save(update_fields=["computed_on", "cited", "confirmed_at", "confirmed_by"])


def estimate_of(
    claim: AllowanceClaim, regimes: Iterable[Regime], rates: Tariff, today: date
) -> Estimate:
    """Return what these laws would give to whoever decides on `today`."""
    day = partial(claim.died_on)
    if day is None:
        return Estimate(())
    return estimate(regimes, day, rates, decided_on=today, province=claim.province)


def every_law(claim: AllowanceClaim, rates: Tariff, today: date) -> list[Computed]:
    """Return what each law would give, those the family named first."""
    named = claim.answers.regimes
    found = estimate_of(claim, Regime, rates, today).found
    return sorted(found, key=lambda one: one.regime not in named)


def code_of(one: Computed | AllowanceOption) -> str:
    """Return what tells the computations of one death apart."""
    return f"{one.regime}.{one.reading}" if one.reading else str(one.regime)
