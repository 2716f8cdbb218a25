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

# In place of a claim where the register names somebody for whose death another claimed before.
CLAIMED_BY_ANOTHER = b'{"claimed_by_another":true}'


@cache
def client(line: str) -> FuneralOffice:
    """Return the client of a line, made once a process."""
    return FuneralOffice(**reach(line))


def agency_of(line: Line, commune_code: str) -> Agency:
    """Return the office of a line that decides for a commune."""
    code = f"{line}.{commune_code}"
    commune = communes_by_code([commune_code]).get(commune_code)
    if line is Line.HOME_AFFAIRS:
        province = commune.province.title if commune else ""
        return Agency(code, f"Sở Nội vụ {province}".strip(), line)
    if line is Line.COMMUNE and commune:
        return Agency(code, commune.committee, line)
    kind = OfficeKind.PEOPLES_COMMITTEE if line is Line.COMMUNE else OfficeKind.SOCIAL_INSURANCE
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


def holds(claim: AllowanceClaim, case: Case) -> bool:
    """Say whether a claim is the only one for its death as the register of deaths knows it.

    A number the family did not know may be that of somebody for whom another claimed before.
    """
    number = case.granted[DEATH].personal_number
    if not number or number == claim.deceased_number:
        return True
    claim.deceased_number = claim.death = number
    return claim.hold()


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
