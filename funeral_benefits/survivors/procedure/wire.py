"""What Social Insurance is written about survivors, and what is believed of its answer."""

from dataclasses import asdict, fields, replace
from functools import cache

import orjson

from funeral_benefits.survivors import rules
from funeral_benefits.survivors.models import SurvivorsClaim
from funeral_benefits.survivors.procedure.facts import SYSTEM, SurvivorsFacts
from funeral_benefits.survivors.rules import DEATH, Flag
from integrations.funeral_claims import DeathEntry, DeceasedPerson, Payee, Relative
from integrations.funeral_claims import SurvivorsClaim as WrittenClaim
from integrations.funeral_office import FuneralOffice, is_double
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.pipeline.procedures import Case


@cache
def client() -> FuneralOffice:
    """Return the client of Social Insurance for such claims, made once a process."""
    return FuneralOffice(**reach(SYSTEM))


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a grant only if it is about this death."""
    if isinstance(answer, Returned):
        reason, items = rules.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        if is_double(answer):
            return Refused(rules.ALREADY_DECIDED, answer.note)
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    sent, told = orjson.loads(letter.body), answer.facts
    about = (told["dossier"], told["personal_number"])
    if about != (sent["dossier"], sent["deceased"]["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    facts = SurvivorsFacts(**{one.name: str(told[one.name]) for one in fields(SurvivorsFacts)})
    return replace(answer, facts=asdict(facts))


def written(case: Case, claim: SurvivorsClaim) -> WrittenClaim:
    """Return a claim in the words of Social Insurance: the deceased as registered."""
    death, applicant = case.granted[DEATH], claim.step.dossier.applicant
    return WrittenClaim(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        deceased=DeceasedPerson(
            death.full_name, death.personal_number, death.born_on, death.died_on
        ),
        death=DeathEntry(death.number, death.book, death.registered_on, death.e_copy_sha256),
        wanted=claim.wanted,
        relatives=tuple(
            Relative(
                full_name=one.full_name,
                born_on=one.relative.born_on.iso,
                relation=one.relation,
                is_studying=Flag.STUDYING in one.flags,
                is_disabled=Flag.DISABLED in one.flags,
                has_no_income=Flag.NO_INCOME in one.flags,
                has_no_other_support=Flag.ALONE in one.flags,
            )
            for one in claim.dependants.all()
        ),
        payee=Payee(
            kind="applicant",
            name=applicant.full_name,
            personal_number=applicant.personal_number,
            phone=claim.step.dossier.phone,
            pay_by=claim.pay_by,
            bank=claim.bank,
            account_number=claim.account_number,
        ),
        insurance_number=claim.insurance_number,
        estimate=claim.estimate,
        note=claim.note,
    )
