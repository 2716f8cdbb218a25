"""What the residence register is written of a removal, and what is believed of its answer."""

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any

import orjson

from integrations.residence_deregistration import (
    DeathEntry,
    Head,
    RemovedResident,
)
from integrations.residence_deregistration import ResidenceDeregistration as Deregistration
from integrations.residence_register import ResidenceRegister
from integrations.residence_restoration import (
    ResidenceRestoration,
    RestoredResident,
    TakenBackDeath,
)
from portal.accounts.models import Citizen
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.outside import reach
from portal.pipeline.manifests.answers import by_reason
from portal.pipeline.procedures import (
    Case,
)
from residence.deregistration import rules
from residence.deregistration.models import DeregistrationDeclaration
from residence.deregistration.procedure.declared import relation_of
from residence.deregistration.procedure.facts import REGISTER, DeregistrationFacts
from residence.deregistration.rules import DEATH, LEG, HeadIs


@cache
def client() -> ResidenceRegister:
    """Return the register's client, made once a process."""
    return ResidenceRegister(**reach(REGISTER))


def checked(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the person in the letter."""
    if not isinstance(answer, Granted):
        return by_reason(answer, rules.reason_of, rules.REFUSED)
    sent = orjson.loads(body)
    if not _is_about(answer, sent):
        return NoAnswer(NoAnswerKind.GARBLED)
    told = {**answer.facts, "head_is": sent["head"]["is"]}
    kept = DeregistrationFacts(
        **{one.name: str(told[one.name]) for one in fields(DeregistrationFacts)}
    )
    return replace(answer, facts=asdict(kept))


def restored(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the person in the letter."""
    if not isinstance(answer, Granted):
        return answer
    if not _is_about(answer, orjson.loads(body)):
        return NoAnswer(NoAnswerKind.GARBLED)
    return replace(answer, facts={"done_on": str(answer.facts["restored_on"])})


def _is_about(answer: Granted, sent: Mapping[str, Any]) -> bool:
    """Whether a grant names the dossier and the person it was asked for."""
    about = tuple(answer.facts.get(name) for name in ("dossier", "full_name", "personal_number"))
    resident = sent["resident"]
    return about == (sent["dossier"], resident["full_name"], resident["personal_number"])


def restoration_of(case: Case) -> ResidenceRestoration:
    """Return what takes a removal back, in the words of the register's client."""
    death, removal = case.granted[DEATH], case.granted[LEG]
    return ResidenceRestoration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        removal=f"step-{case.step_id}.{case.revision}",
        notice_number=removal.notice_number,
        resident=RestoredResident(death.full_name, death.personal_number),
        death=TakenBackDeath(death.number, death.book, death.registered_on),
    )


def written(case: Case, declaration: DeregistrationDeclaration) -> Deregistration:
    """Return a declaration in the words of the register's client."""
    death = case.granted[DEATH]
    applicant = declaration.step.dossier.applicant
    head = _head_of(declaration, applicant)
    return Deregistration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        address_line=declaration.address_line,
        resident=RemovedResident(death.full_name, death.sex, death.born_on, death.personal_number),
        head=head,
        applicant_full_name=applicant.full_name,
        applicant_personal_number=applicant.personal_number,
        death=DeathEntry(
            number=death.number,
            book=death.book,
            registered_on=death.registered_on,
            died_on=death.died_on,
            e_copy_sha256=death.e_copy_sha256,
        ),
    )


def _head_of(declaration: DeregistrationDeclaration, applicant: Citizen) -> Head:
    relation = relation_of(declaration)
    name, number = declaration.head_name, declaration.head_number
    if declaration.head_is == HeadIs.APPLICANT:
        name, number = applicant.full_name, applicant.personal_number
    return Head(
        declaration.head_is,
        name,
        number,
        relation,
        declaration.new_head_name,
        declaration.new_head_number,
    )
