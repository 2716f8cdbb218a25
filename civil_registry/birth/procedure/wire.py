"""What the civil status register is written of a birth, and what is believed of its answer."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace

from civil_registry.birth.forms import CODE
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure.declared import is_late
from civil_registry.birth.procedure.facts import (
    E_COPY,
    EVERY_FIELD,
    RETURNED_FOR,
    SYSTEM,
    BirthFacts,
)
from integrations.birth_body import read_back
from integrations.birth_registration import (
    Address,
    Applicant,
    AttachedFile,
    BirthRegistration,
    Child,
    Parent,
    SentBirth,
)
from integrations.civil_status_parts import dotted, identified_by
from integrations.civil_status_register import BIRTHS, CivilStatusRegister, door_to
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

PARENT_COLUMNS = (
    "given_name",
    "born_on",
    "personal_number",
    "ethnicity",
    "residence_kind",
    "residence_commune",
    "residence_line",
)


def client_for(endpoint: str) -> CivilStatusRegister:
    """Return the client of one province's door to the book of births."""
    province = endpoint.removeprefix(SYSTEM).removeprefix(".")
    return door_to(BIRTHS, province, **reach(SYSTEM))


def checked(answer: Answer, letter: Letter, reference: str) -> Answer:
    """Return what the register says in our words; a grant is checked before it is believed."""
    if isinstance(answer, Granted):
        return believed(answer, letter, reference)
    return in_our_words(answer, RETURNED_FOR, procedure=CODE, every_field=EVERY_FIELD)


def believed(answer: Granted, letter: Letter, reference: str) -> Answer:
    """Return a grant only if it is whole, about our child and well signed.

    What the register has entered but not handed out as it must is Accepted, under a note.
    """
    if not all(answer.facts.get(name) for name in ("personal_number", "number", "book")):
        return Accepted(reference, note="number_due")
    e_copies = [one for one in answer.documents if one.kind == E_COPY]
    if not e_copies:
        return Accepted(reference, note="e_copy_due")
    facts = facts_from(answer.facts, read_back(letter.body))
    if facts is None or not is_well_signed(e_copies[-1].content):
        return Accepted(reference, note="e_copy_invalid")
    return replace(answer, facts=asdict(facts))


def facts_from(told: Mapping[str, object], sent: SentBirth) -> BirthFacts | None:
    """Return the facts of a grant, None unless the register echoes our child.

    Name, sex and day of birth must all be told: what is not told is not taken for agreement.
    """
    ours = {
        "full_name": name_key(sent.full_name),
        "sex": sent.sex,
        "born_on": PartialDate.parse(sent.born_on).iso,
    }
    if any(name_key(str(told.get(name) or "")) != ours[name] for name in ours):
        return None
    return BirthFacts(**{fact.name: str(told.get(fact.name) or "") for fact in fields(BirthFacts)})


def written(
    case: Case,
    declaration: BirthDeclaration,
    places: Mapping[str, Commune],
    papers: Sequence[SentPaper],
) -> BirthRegistration:
    """Return a declaration in the words of the register's client."""

    def address(code: str, line: str) -> Address:
        return Address.within(places.get(code), line)

    def parent(who: str) -> Parent | None:
        told = {name: getattr(declaration, f"{who}_{name}") for name in PARENT_COLUMNS}
        if not told["given_name"]:
            return None
        return Parent(
            full_name=declaration.parent_name(who),
            born_on=dotted(told["born_on"]),
            ethnicity=told["ethnicity"],
            **identified_by(told["personal_number"]),
            residence_kind=told["residence_kind"],
            residence=address(told["residence_commune"], told["residence_line"]),
        )

    born_on = PartialDate.from_date(declaration.born_on)
    applicant = declaration.step.dossier.applicant
    return BirthRegistration(
        dossier_code=case.dossier_code,
        revision=case.revision,
        filed_at=case.filed_at,
        unit_code=int(case.commune_code),
        registrar=places[case.commune_code].committee,
        registration="late" if is_late(declaration, case) else "on_time",
        child=Child(
            full_name=declaration.full_name,
            sex=declaration.sex,
            born_on=dotted(born_on),
            born_on_in_words=date_in_words(born_on),
            birth_place=address(declaration.birth_place_commune, declaration.birth_place_line),
            hometown=address(*declaration.hometown),
            ethnicity=declaration.ethnicity,
            birth_place_name=declaration.birth_place_line,
        ),
        applicant=Applicant(
            full_name=applicant.full_name,
            relation=declaration.relation,
            personal_number=applicant.personal_number,
            phone=declaration.phone,
            email=declaration.email,
        ),
        mother=parent("mother"),
        father=parent("father"),
        birth_notice_number=declaration.paper_number,
        birth_notice_issued_on=dotted(declaration.paper_issued_on),
        paper_copies=declaration.copies,
        files=tuple(AttachedFile(1, one.title, one.file_name, one.sha256) for one in papers),
    )
