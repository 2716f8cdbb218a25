"""What the civil status register is written of a death, and what is believed of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from civil_registry.death.forms import CODE
from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure.declared import registered_as, relation_told
from civil_registry.death.procedure.facts import (
    E_COPY,
    EVERY_FIELD,
    RETURNED_FOR,
    SYSTEM,
    DeathFacts,
)
from civil_registry.death.procedure.notices import notice_told, signed_told
from integrations.civil_status_parts import dotted, identified_by
from integrations.civil_status_register import DEATHS, CivilStatusRegister, door_to
from integrations.death_body import read_back
from integrations.death_registration import (
    Address,
    Applicant,
    AttachedFile,
    DeathRegistration,
    Deceased,
    SentDeath,
)
from portal.documents.e_copies import is_well_signed
from portal.handovers.answers import Accepted, Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.people.dates_in_words import date_in_words
from portal.people.names import name_key
from portal.people.partial_dates import PartialDate
from portal.pipeline.manifests.answers import in_our_words
from portal.pipeline.manifests.papers import SentPaper
from portal.pipeline.procedures import Case
from portal.places.models import Commune


def client_for(endpoint: str) -> CivilStatusRegister:
    """Return the client of one province's door to the book of deaths."""
    province = endpoint.removeprefix(SYSTEM).removeprefix(".")
    return door_to(DEATHS, province, **reach(SYSTEM))


def checked(answer: Answer, letter: Letter, reference: str) -> Answer:
    """Return what the register says in our words; a grant is checked before it is believed."""
    if isinstance(answer, Granted):
        return believed(answer, letter, reference)
    return in_our_words(answer, RETURNED_FOR, procedure=CODE, every_field=EVERY_FIELD)


def believed(answer: Granted, letter: Letter, reference: str) -> Answer:
    """Return a grant only if it is whole, about our deceased and well signed.

    What the register has entered but not handed out as it must is Accepted, under a note.
    """
    e_copies = [one for one in answer.documents if one.kind == E_COPY]
    if not e_copies or not all(answer.facts.get(name) for name in ("number", "book")):
        return Accepted(reference, note="e_copy_due")
    facts = facts_from(answer.facts, read_back(letter.body))
    if facts is None or not is_well_signed(e_copies[-1].content):
        return Accepted(reference, note="e_copy_invalid")
    return replace(answer, facts=asdict(facts))


def facts_from(told: Mapping[str, object], sent: SentDeath) -> DeathFacts | None:
    """Return the facts of a grant, None unless the register echoes our deceased.

    Name, sex and day of death must all be told as we told them, and the number where we knew it:
    what is not told is not taken for agreement.
    """
    same = (
        name_key(str(told.get("full_name") or "")) == name_key(sent.full_name)
        and told.get("sex") == sent.sex
        and str(told.get("died_on") or "").replace("/", ".") == sent.died_on
        and (not sent.personal_number or told.get("personal_number") == sent.personal_number)
    )
    if not same:
        return None
    from_register = {
        fact.name: str(told.get(fact.name) or "")
        for fact in fields(DeathFacts)
        if fact.name not in ("born_on", "died_on")
    }
    return DeathFacts(
        **from_register,
        born_on=PartialDate.parse(sent.born_on).iso if sent.born_on else "",
        died_on=PartialDate.parse(sent.died_on).iso,
    )


def written(
    case: Case,
    declaration: DeathDeclaration,
    places: Mapping[str, Commune],
    papers: Sequence[SentPaper],
) -> DeathRegistration:
    """Return a declaration in the words of the register's client."""

    def address(code: str, line: str) -> Address:
        return Address.within(places.get(code), line)

    applicant = declaration.step.dossier.applicant
    return DeathRegistration(
        dossier_code=case.dossier_code,
        revision=case.revision,
        filed_at=case.filed_at,
        unit_code=int(case.commune_code),
        registrar=places[case.commune_code].committee,
        registration=registered_as(declaration, case),
        deceased=Deceased(
            full_name=declaration.full_name,
            sex=declaration.sex,
            born_on=dotted(declaration.born_on),
            died_on=dotted(declaration.died_on),
            died_on_in_words=date_in_words(declaration.day_of_death),
            ethnicity=declaration.ethnicity,
            **identified_by(declaration.personal_number),
            residence_kind=declaration.residence_kind,
            residence=address(declaration.residence_commune, declaration.residence_line),
            died_time=declaration.died_time,
            place=address(declaration.place_commune, declaration.place_line),
            place_name=declaration.place_line,
            cause=declaration.cause,
        ),
        applicant=Applicant(
            full_name=applicant.full_name,
            relation=relation_told(declaration),
            personal_number=applicant.personal_number,
            phone=declaration.phone,
            email=declaration.email,
        ),
        notice=notice_told(declaration),
        **signed_told(declaration),
        paper_copies=declaration.copies,
        files=tuple(AttachedFile(1, one.title, one.file_name, one.sha256) for one in papers),
    )
