"""A verified paper as plain values: what other rooms read, and how it is kept beside the row."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from integrations.hospital_xml.notices import BirthNotice, Notice, Person
from integrations.hospital_xml.spelling import VIETNAM
from portal.people.sex import WIRE_CODES

_SEXES = {digit: sex.value for sex, digit in WIRE_CODES.items()}
_UNSHOWN = ("surrogate", "surrogate_husband")


@dataclass(frozen=True, slots=True)
class PersonFacts:
    """Somebody a paper names; empty text and None where it says nothing."""

    name: str = ""
    born_on: date | None = None
    ethnicity_code: str = ""
    nationality_code: str = ""
    document_kind: str = ""
    document_number: str = ""
    document_issued_on: date | None = None
    document_issued_by: str = ""
    address: str = ""
    province_code: str = ""
    district_code: str = ""
    commune_code: str = ""
    insurance_number: str = ""
    health_card: str = ""


@dataclass(frozen=True, slots=True)
class NoticeFacts:
    """What a verified paper says, in plain values; a surrogate is not among them.

    `person` is the mother or carer of a birth, and who died of a death. `sex` is male, female,
    undetermined or empty, and is the child's or that of who died. Times are aware.
    """

    event: str
    number: str
    child: int
    printed_number: str
    layout: str
    facility_code: str
    facility_name: str
    issued_on: date
    event_at: datetime
    event_on: date
    person: PersonFacts
    sex: str = ""
    place: str = ""
    book: str = ""
    is_surrogacy: bool = False
    father: PersonFacts | None = None
    intended_name: str = ""
    weight_grams: int | None = None
    children_born: int | None = None
    birth_order: int | None = None
    children_living: int | None = None
    condition: str = ""
    is_surgical: bool = False
    is_before_32_weeks: bool = False
    note: str = ""
    attendant: str = ""
    treatment_number: str = ""
    facility_address: str = ""
    book_number: str = ""
    first_book_number: str = ""
    first_book: str = ""
    current_address: str = ""
    current_province_code: str = ""
    current_commune_code: str = ""
    admitted_at: datetime | None = None
    died_on_the_way: bool = False
    cause: str = ""
    disease_code: str = ""
    disease_name: str = ""
    relative: str = ""
    recorder: str = ""
    signatory: str = ""


_NAMES = frozenset(field.name for field in fields(NoticeFacts))
_MOMENTS = ("event_at", "admitted_at")
_DAYS = ("issued_on", "event_on")


def digest_of(paper: Notice) -> str:
    """Return the SHA-256 of everything a paper says; two of one digest say the same."""
    said = json.dumps(asdict(paper), cls=DjangoJSONEncoder, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()


def facts_of(paper: Notice, *, number: str, child: int) -> NoticeFacts:
    """Return what a paper says as facts, without the facility's name and without a surrogate."""
    said: dict[str, Any] = {
        name: getattr(paper, name) for name in _NAMES if hasattr(paper, name) and name != "number"
    }
    if isinstance(paper, BirthNotice):
        person, event, event_at = paper.carer, "birth", paper.born_at
        said |= {
            "father": _person(paper.father),
            "place": paper.birth_place,
            "is_surrogacy": paper.surrogate is not None,
        }
    else:
        person, event, event_at = paper.deceased, "death", paper.died_at
    return NoticeFacts(
        **said
        | {
            "event": event,
            "number": number,
            "child": child,
            "printed_number": paper.number,
            "facility_name": "",
            "event_at": event_at,
            "event_on": event_at.astimezone(VIETNAM).date(),
            "person": _person(person),
            "sex": _SEXES.get(paper.sex, ""),
        }
    )


def thawed(kept: dict[str, Any], *, facility_name: str) -> NoticeFacts:
    """Return facts again from what was kept of them."""
    said = {name: value for name, value in kept.items() if name in _NAMES}
    for name in _DAYS:
        said[name] = date.fromisoformat(said[name])
    for name in _MOMENTS:
        said[name] = datetime.fromisoformat(said[name]) if said.get(name) else None
    said["person"] = _thawed_person(said["person"])
    said["father"] = _thawed_person(said["father"]) if said.get("father") else None
    return NoticeFacts(**said | {"facility_name": facility_name})


def _person(one: Person | None) -> PersonFacts | None:
    return PersonFacts(**asdict(one)) if one else None


def _thawed_person(kept: dict[str, Any]) -> PersonFacts:
    days = {
        name: date.fromisoformat(kept[name])
        for name in ("born_on", "document_issued_on")
        if kept.get(name)
    }
    return PersonFacts(**kept | days)
