"""What a line is written, and what is believed of its answer."""

from dataclasses import asdict, fields, replace
from functools import cache

import orjson
from django.utils import timezone

from funeral_benefits.allowance.models import AllowanceClaim
from funeral_benefits.allowance.procedure.facts import AllowanceFacts
from funeral_benefits.allowance.rules import claiming
from funeral_benefits.allowance.rules.regimes import DEATH, Line, Regime
from integrations.funeral_claims import AllowanceClaim as WrittenClaim
from integrations.funeral_claims import AskedSum, DeathEntry, DeceasedPerson, Payee
from integrations.funeral_office import FuneralOffice, is_double
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.people.deaths import partial
from portal.pipeline.procedures import Agency, Case
from portal.places.models import OfficeKind
from portal.places.selectors import communes_by_code, offices


class ClaimedByAnother(Exception):
    """The register names somebody for whose death another claim is open or was granted."""


@cache
def client(line: str) -> FuneralOffice:
    """Return the client of a line, made once a process."""
    return FuneralOffice(**reach(line))


def agency_of(line: Line, commune_code: str) -> Agency:
    """Return the office of a line that decides for a commune."""
    code = f"{line}.{commune_code}"
    if line is Line.HOME_AFFAIRS:
        commune = communes_by_code([commune_code]).get(commune_code)
        province = commune.province.title if commune else ""
        return Agency(code, f"Sở Nội vụ {province}".strip(), line)
    social = line is Line.SOCIAL_INSURANCE
    kind = OfficeKind.SOCIAL_INSURANCE if social else OfficeKind.PEOPLES_COMMITTEE
    office = offices([commune_code], kind).get(commune_code)
    return Agency(code, office.title if office else str(kind.label), line)


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a grant only if it is about this death."""
    if isinstance(answer, Returned):
        reason, items = claiming.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        reason = claiming.ALREADY_PAID if is_double(answer) else claiming.REFUSED
        return Refused(reason, answer.note or ("" if is_double(answer) else answer.reason))
    if not isinstance(answer, Granted):
        return answer
    sent, told = orjson.loads(letter.body), answer.facts
    about = (told["dossier"], told["personal_number"])
    known = told["regime"] in list(Regime)
    if about != (sent["dossier"], sent["deceased"]["personal_number"]) or not known:
        return NoAnswer(NoAnswerKind.GARBLED)
    facts = AllowanceFacts(**{one.name: str(told[one.name]) for one in fields(AllowanceFacts)})
    return replace(answer, facts=asdict(facts))


def known_now(claim: AllowanceClaim, case: Case) -> AllowanceClaim:
    """Return the claim as the register of deaths knows its deceased.

    A number the family did not know may be that of somebody for whom another claimed.
    """
    number = case.granted[DEATH].personal_number
    if number and number != claim.deceased_number:
        claim.deceased_number = claim.death = number
        if not claim.hold():
            raise ClaimedByAnother
    return claim


def written(case: Case, claim: AllowanceClaim, address: str) -> WrittenClaim:
    """Return a claim in the words of the line that decides: the deceased as registered."""
    death, chosen = case.granted[DEATH], claim.chosen
    decision_on = partial(claim.decision_on)
    confirmed = timezone.localtime(claim.confirmed_at).isoformat() if claim.confirmed_at else ""
    return WrittenClaim(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        deceased=DeceasedPerson(
            death.full_name, death.personal_number, death.born_on, death.died_on
        ),
        death=DeathEntry(death.number, death.book, death.registered_on, death.e_copy_sha256),
        asked=AskedSum(
            regime=chosen.regime if chosen else "",
            amount=chosen.amount if chosen else 0,
            said=chosen.said if chosen else "",
            article=chosen.article if chosen else "",
            confirmed_at=confirmed,
            cited=claim.cited,
        ),
        payee=Payee(
            kind=claim.payee_is,
            name=claim.payee_name,
            personal_number=claim.payee_number,
            tax_code=claim.payee_tax_code,
            relation=claim.payee_relation,
            phone=claim.step.dossier.phone,
            pay_by=claim.pay_by,
            bank=claim.bank,
            account_number=claim.account_number,
            address=address,
        ),
        decision_number=claim.decision_number,
        decision_on=decision_on.iso if decision_on else "",
        decision_by=claim.decision_by,
        insurance_number=claim.insurance_number,
        drawn_at=claim.drawn_at,
    )
