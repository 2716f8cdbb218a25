"""Decided claims that the law of today would decide otherwise (M05)."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from funeral_benefits.allowance.models import AllowanceOption, BackPayment, Owed
from funeral_benefits.allowance.rules.computing import CODES, FORMULAS, Computed, compute
from portal.people.partial_dates import PartialDate
from portal.pipeline.procedures import BackClaim, NoSuchBackClaim
from portal.statutes.cache import read_anew
from portal.statutes.selectors import tariff


@transaction.atomic
def find(*, at: datetime) -> int:
    """Keep a line for each decided claim that comes to another sum by the law of today (M05).

    Return how many are new. Each rate is computed once, however many claims were computed by it.
    What a line granted beyond what was computed counts as granted.
    """
    BackPayment.look_alone()
    today = timezone.localdate(at)
    with read_anew():
        rates = tariff(CODES)
    decided = AllowanceOption.objects.filter(
        is_chosen=True,
        claim__decided_amount__isnull=False,
        claim__decided_regime=F("regime"),
        claim__released_at__isnull=True,
    )
    ways = ("regime", "reading", "law_day", "claim__province", "amount")
    owed: dict[int, Owed] = {}
    for regime, reading, day, province, amount in decided.values_list(*ways).distinct():
        now = _again(regime, reading, day, province, rates, today)
        if now is None:
            continue
        same = decided.filter(
            regime=regime,
            reading=reading,
            law_day=day,
            claim__province=province,
            amount=amount,
        )
        if now.amount == amount:  # what a mistaken rate made owed for a while is not
            open_ones = BackPayment.objects.filter(decided_at__isnull=True)
            same = same.filter(claim__in=open_ones.values("claim"))
        found = Owed(now.amount, f"{now}; mức theo {now.level_article}")
        owed |= dict.fromkeys(same.values_list("claim", flat=True), found)
    return BackPayment.find(owed, on=today)


def to_decide(communes: Collection[str]) -> Sequence[BackClaim]:
    """Return those still to be decided about, the oldest first; one query."""
    open_ones = _standing().filter(decided_at__isnull=True, claim__step__commune_code__in=communes)
    return [
        BackClaim(
            one.pk,
            one.claim_id,
            one.claim.deceased_name,
            one.said_before,
            one.said_now,
            one.owed_now - one.decided_before,
            one.found_on,
        )
        for one in open_ones.select_related("claim").order_by("found_on", "pk")[:200]
    ]


def decide(
    *, back_claim: int, step_id: int, pays: bool, reason: str, by: Any, at: datetime
) -> bool:
    """Keep what an official decided on one difference; the claim itself never changes.

    Raises NoSuchBackClaim where the sum was computed anew since it was read, or the death was
    taken back.
    """
    lines = _standing().select_for_update(of=("self",))
    found = lines.filter(pk=back_claim, claim=step_id).first()
    if found is None:
        raise NoSuchBackClaim(back_claim)
    if found.decided_at is not None:
        return False
    decision = BackPayment.Decision.PAY if pays else BackPayment.Decision.LEAVE
    found.decide(decision, reason, by=by, at=at)
    return True


def drop(step_ids: Collection[int]) -> None:
    """Leave nothing to decide about claims to a death that was taken back; one query."""
    BackPayment.objects.filter(claim__in=step_ids, decided_at__isnull=True).delete()


def _standing() -> QuerySet[BackPayment]:
    """Return the lines of deaths that stand: a look may cross a death's being taken back."""
    return BackPayment.objects.filter(claim__released_at__isnull=True)


def _again(
    regime: str, reading: str, day: date, province: str, rates: Any, today: date
) -> Computed | None:
    formula = next(
        (one for one in FORMULAS if (one.regime.value, str(one.reading)) == (regime, reading)), None
    )
    if formula is None:
        return None
    return compute(formula, PartialDate.from_date(day), rates, today, province)
