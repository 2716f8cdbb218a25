"""What the residence register is written of a child, and what is believed of its answer."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields, replace
from functools import cache
from typing import Any

import orjson

from integrations.residence_register import ResidenceRegister, parse_delivery
from integrations.residence_registration import (
    AttachedPaper,
    BirthEntry,
    Resident,
)
from integrations.residence_registration import ResidenceRegistration as Registration
from portal.consents.models import Consent
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.models import Handover
from portal.handovers.outside import reach
from portal.people.codes import RelationToHead
from portal.people.families import BIRTH
from portal.pipeline.manifests.answers import by_reason
from portal.pipeline.models import Attachment
from portal.pipeline.procedures import Case
from residence.registration.models import ResidenceDeclaration
from residence.registration.procedure.agreeing import (
    agreed,
    head_of,
    require_same_people,
)
from residence.registration.procedure.facts import CHANNEL, REGISTER, ResidenceFacts
from residence.registration.rules.returns import REFUSED, reason_of
from residence.registration.rules.terms import LEG

_KEY = re.compile(rf"{CHANNEL}-([0-9]{{1,18}})\.([0-9]{{1,9}})")


@cache
def client() -> ResidenceRegister:
    """Return the register's client, made once a process."""
    return ResidenceRegister(**reach(REGISTER))


def checked(answer: Answer, body: bytes) -> Answer:
    """Return an answer in our own words; a grant only if it is about the child in the letter."""
    if not isinstance(answer, Granted):
        return by_reason(answer, reason_of, REFUSED)
    sent = orjson.loads(body)
    about = (answer.facts.get("dossier"), answer.facts.get("personal_number"))
    if about != (sent["dossier"], sent["resident"]["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    told = {**answer.facts, "relation_to_head": sent["resident"]["relation_to_head"]}
    facts = ResidenceFacts(**{one.name: str(told[one.name]) for one in fields(ResidenceFacts)})
    return replace(answer, facts=asdict(facts))


def pushed(raw: bytes) -> list[tuple[int, int, Answer]]:
    """Read what the register pushed, held against its letters; ValueError if it answers none."""
    words: list[tuple[int, int, Answer]] = []
    for key, revision, told in parse_delivery(raw):
        found = _KEY.fullmatch(key)
        if found is None or int(found[2]) != revision:
            raise ValueError("a key that is not ours")
        step_id = int(found[1])
        answer = checked(told, _body_of(step_id, revision))
        if isinstance(answer, NoAnswer):
            raise ValueError("no answer to this letter")
        words.append((step_id, revision, answer))
    return words


def _body_of(step_id: int, revision: int) -> bytes:
    letter = Handover.objects.filter(channel=CHANNEL, topic=LEG, subject=step_id, revision=revision)
    body = letter.values_list("body", flat=True).first()
    if not body:
        raise ValueError("nothing was sent under this key")
    return bytes(body)


def papers_sent(step_ids: Mapping[int, Any]) -> dict[int, list[AttachedPaper]]:
    """Return the papers a family sent along, by step; one query."""
    papers: dict[int, list[AttachedPaper]] = {}
    uploads = Attachment.objects.filter(
        step__in=step_ids, kind=Attachment.Kind.UPLOAD, superseded_at__isnull=True
    )
    for one in uploads.order_by("pk"):
        kind = one.field.rpartition(".")[2]
        papers.setdefault(one.step_id, []).append(
            AttachedPaper(kind, one.filename, one.document_id)
        )
    return papers


def written(
    case: Case,
    declaration: ResidenceDeclaration,
    address: str,
    consents: Sequence[Consent],
    papers: Sequence[AttachedPaper],
) -> Registration:
    """Return a declaration in the words of the register's client."""
    require_same_people(declaration, consents)
    birth = case.granted[BIRTH]
    applicant = declaration.step.dossier.applicant
    head = head_of(declaration, consents)
    return Registration(
        dossier=case.dossier_code,
        revision=case.revision,
        commune_code=case.commune_code,
        address_line=declaration.address_line,
        resident=Resident(
            full_name=birth.full_name,
            sex=birth.sex,
            born_on=birth.born_on,
            personal_number=birth.personal_number,
            ethnicity=declaration.ethnicity,
            relation_to_head=str(RelationToHead(declaration.relation_to_head).label),
        ),
        head_full_name=head.full_name,
        head_personal_number=head.personal_number,
        applicant_full_name=applicant.full_name,
        applicant_personal_number=applicant.personal_number,
        birth=BirthEntry(birth.number, birth.book, birth.registered_on, birth.e_copy_sha256),
        consents=tuple(agreed(case, declaration, address, consents, papers)),
        papers=tuple(papers),
    )
