"""What a claim keeps of a family's answers."""

from collections.abc import Mapping
from typing import Any

from funeral_benefits.allowance.forms.base import province_of
from funeral_benefits.allowance.models import AllowanceClaim
from funeral_benefits.allowance.rules import claiming
from funeral_benefits.allowance.rules.claiming import PayeeIs
from funeral_benefits.allowance.rules.regimes import DEATH, LEG, Answers
from portal.accounts.models import Citizen
from portal.people.deaths import (
    death_key,
    deceased_name,
    deceased_number,
    died_on,
    home_of,
    partial,
)


def take_death(claim: AllowanceClaim, answers: Mapping[str, Any]) -> None:
    """Keep who died and when, and where the last residence was."""
    claim.death = death_key(answers)
    claim.deceased_name = deceased_name(answers)
    claim.deceased_number = deceased_number(answers)
    days = {
        "born_on": partial(answers[f"{DEATH}.deceased"].get("born_on")),
        "died_on": died_on(answers),
    }
    for name, day in days.items():
        setattr(claim, name, day)
    claim.province = province_of(home_of(answers))


def take_answers(claim: AllowanceClaim, answers: Mapping[str, Any]) -> None:
    """Keep what the family says of the law; pages that are absent leave theirs as it was."""
    if f"{LEG}.benefits" in answers:
        said = Answers.declared(answers[f"{LEG}.benefits"])
        claim.pension, claim.contributed = said.pension, said.contributed
        claim.monthly_aid, claim.merits = said.monthly_aid, list(said.merits)
    if f"{LEG}.estimate" in answers:
        claim.other = str(answers[f"{LEG}.estimate"].get("other") or "")
    regime = answers.get(f"{LEG}.regime")
    if regime is not None:
        for name in ("decision_number", "decision_by", "insurance_number", "drawn_at"):
            setattr(claim, name, str(regime.get(name) or ""))
        remembered = {"decision_on": partial(regime.get("decision_on"))}
        for name, day in remembered.items():
            setattr(claim, name, day)


def take_payee(claim: AllowanceClaim, answers: Mapping[str, Any], applicant: Citizen) -> None:
    """Keep who is paid and how; pages that are absent leave theirs as it was."""
    payee = answers.get(f"{LEG}.payee")
    if payee is not None:
        claim.payee_is = payee["payee_is"]
        own = claim.payee_is == PayeeIs.APPLICANT
        claim.payee_name = applicant.full_name if own else payee.get("name") or ""
        claim.payee_number = applicant.personal_number if own else payee.get("number") or ""
        claim.payee_tax_code = payee.get("tax_code") or ""
        relation = claiming.relation_of(answers) if own else payee.get("relation") or ""
        claim.payee_relation = relation or claim.payee_relation
    payment = answers.get(f"{LEG}.payment")
    if payment is not None:
        for name in ("pay_by", "bank", "account_number", "post_commune", "post_line"):
            setattr(claim, name, payment.get(name) or "")
