"""What a claim keeps of a family's answers, and the relatives it lists."""

from collections.abc import Mapping
from typing import Any

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.forms.relatives import relatives_of
from funeral_benefits.survivors.models import Dependant, SurvivorsClaim
from funeral_benefits.survivors.rules import ALLOWANCE, DEATH, LEG, PayBy
from portal.people.deaths import death_key, deceased_number

NUMBERS = ("years_before_2014", "years_from_2014", "salary", "pension_months")


def take_answers(claim: SurvivorsClaim, answers: Mapping[str, Any]) -> None:
    """Keep what was declared; pages that are absent leave theirs as it was."""
    if f"{DEATH}.deceased" in answers:
        claim.death = death_key(answers)
        claim.deceased_number = deceased_number(answers)
    regime = answers.get(f"{LEG}.regime")
    if regime is not None:
        before = answers.get(f"{ALLOWANCE}.regime") or {}
        number = regime.get("insurance_number") or before.get("insurance_number")
        claim.pension = rules.pension_of(answers)
        claim.long_enough = str(regime.get("long_enough") or "")
        claim.wanted, claim.insurance_number = regime["wanted"], str(number or "")
    if f"{LEG}.estimate" in answers:
        claim.note = str(answers[f"{LEG}.estimate"].get("note") or "")
    years = answers.get(f"{LEG}.years")
    if years is not None:
        for name in NUMBERS:
            setattr(claim, name, years.get(name))
    paid = answers.get(f"{LEG}.payment") or answers.get(f"{ALLOWANCE}.payment")
    if paid is not None and (f"{LEG}.payment" in answers or not claim.pay_by):
        claim.pay_by = paid["pay_by"] if paid["pay_by"] in list(PayBy) else PayBy.CASH.value
        claim.bank = paid.get("bank") or ""
        claim.account_number = paid.get("account_number") or ""


def replace_dependants(claim: SurvivorsClaim, said: Mapping[str, Any]) -> None:
    """List these relatives in place of those before."""
    claim.dependants.all().delete()
    Dependant.objects.bulk_create(
        Dependant(
            claim=claim,
            ordinal=ordinal,
            full_name=one.full_name,
            born_on=one.born_on.iso,
            relation=one.relation,
            flags=sorted(one.flags),
        )
        for ordinal, one in enumerate(relatives_of(said), 1)
    )
