"""What Social Insurance is written about a child, and what is believed of its answer."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cache
from typing import Any

import orjson

from insurance.health_card import rules
from insurance.health_card.models import HealthCardDeclaration
from insurance.health_card.procedure.facts import MISMATCH, SYSTEM, CardFacts
from integrations.health_card_application import HealthCardApplication, InsuredChild
from integrations.social_insurance import SocialInsurance
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from portal.handovers.carriers import Letter
from portal.handovers.outside import reach
from portal.people.families import BIRTH
from portal.pipeline.procedures import Case


@dataclass(frozen=True, slots=True)
class CardMismatch(Accepted):
    """A card came, and differs from the birth record in these fields: it is not a grant."""

    wrong: tuple[str, ...] = ()


@cache
def client() -> SocialInsurance:
    """Return the client of Social Insurance, made once a process."""
    return SocialInsurance(**reach(SYSTEM))


def checked(answer: Answer, letter: Letter) -> Answer:
    """Return an answer in our own words; a card is a grant only if it equals the birth record."""
    if isinstance(answer, Returned):
        reason, items = rules.reason_of(answer.items)
        return Returned(reason, items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        return Refused(rules.REFUSED, answer.note or answer.reason)
    if not isinstance(answer, Granted):
        return answer
    return _held_against(orjson.loads(letter.body), answer, letter)


def written(
    case: Case,
    declaration: HealthCardDeclaration,
    address: str,
    insured: Mapping[str, str],
) -> HealthCardApplication:
    """Return a declaration in the words of the client: the child as the birth record has it."""
    birth = case.granted[BIRTH]
    return HealthCardApplication(
        dossier=case.dossier_code,
        revision=case.revision,
        child=InsuredChild(
            birth.full_name,
            birth.sex,
            birth.born_on,
            birth.personal_number,
            declaration.ethnicity,
        ),
        commune_code=case.commune_code,
        address_line=declaration.home_line,
        guardian_full_name=declaration.guardian_name,
        guardian_relation=declaration.guardian_role,
        facility_code=declaration.facility_code,
        insurance_number=insured.get(birth.personal_number, ""),
        temporary_card=declaration.temporary_card,
        delivery=declaration.card_by,
        delivery_address=address,
        phone=declaration.step.dossier.phone,
        birth_registered_on=birth.registered_on,
        birth_e_copy_sha256=birth.e_copy_sha256,
    )


def person_of(letter: Letter) -> str:
    """Return the personal number of the child a letter is about."""
    return str(orjson.loads(letter.body)["child"]["personal_number"])


def _held_against(sent: Mapping[str, Any], answer: Granted, letter: Letter) -> Answer:
    """Return the grant if it is about this child and says nothing else than the birth record."""
    number = str(answer.facts.get("insurance_number"))
    if answer.facts.get("dossier") != sent["dossier"] or not rules.is_insurance_number(number):
        return NoAnswer(NoAnswerKind.GARBLED)
    known = _number_known(sent)
    if isinstance(known, NoAnswer):
        return known
    wrong = rules.compare(answer.facts, {**sent["child"], "insurance_number": known})
    if wrong:
        return CardMismatch(letter.reference or letter.key, note=MISMATCH, wrong=tuple(wrong))
    facts = CardFacts(**{one.name: str(answer.facts[one.name]) for one in fields(CardFacts)})
    return replace(answer, facts=asdict(facts))


def _number_known(sent: Mapping[str, Any]) -> str | NoAnswer:
    """Return the number the child had before this card, "" if none (C03)."""
    if sent["insurance_number"] or not sent["temporary_card"]:
        return str(sent["insurance_number"])
    found = client().find_person("", temporary_card=sent["temporary_card"])
    if isinstance(found, NoAnswer):
        return found
    return found.insurance_number if found else ""
