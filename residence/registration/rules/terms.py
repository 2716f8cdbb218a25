"""What residence law tells apart about a newborn child, and the words for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.people.families import Person

MOST_OWNERS = 5
LEG = "residence.registration"
EVERY_OWNER = "consent.every_owner"  # the switch: do all owners of a dwelling agree, or one of them
GUARDIAN = "guardian"
ABLE = "able"
HEAD = "head"
OTHERS = "others"
SELF = "self"


class WithWhom(StrEnum):
    """Whose permanent residence the child takes."""

    FATHER = "father"
    MOTHER = "mother"
    ELSEWHERE = "elsewhere"


class Dwelling(StrEnum):
    """What kind of place the dwelling is, as far as the law treats it apart."""

    FAMILY = "family"
    RENTED = "rented"
    ORGANISATION = "organisation"
    OWNER_UNCLEAR = "owner_unclear"
    SPECIAL = "special"
    BARRACKS = "barracks"


class HeadIs(StrEnum):
    """How the family names the head of the household."""

    FATHER = "father"
    MOTHER = "mother"
    APPLICANT = "applicant"
    PROPOSED = "proposed"
    OTHER = "other"
    UNABLE = "unable"


class AgreesBy(StrEnum):
    """How an agreement is given: by filing, asked on VNeID, or on a signed CT01."""

    FILING = "filing"
    ASKED = "asked"
    PAPER = "paper"


class Role(StrEnum):
    """In what capacity somebody agrees."""

    HEAD = "household_head"
    OWNER = "dwelling_owner"
    PARENT = "parent"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Whom the residence data name as head, by handle, and whether they can be it."""

    person: Person
    state: str = ABLE
    is_applicant: bool = False


@dataclass(frozen=True, slots=True)
class Household:
    """Who heads the household and who owns the dwelling; an owner may be the head."""

    head: Person
    owners: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One capacity in which one person agrees, and how."""

    role: Role
    person: Person
    by: AgreesBy


class Branch(StrEnum):
    """The cases an official must see; the rest of the dossier goes on."""

    NO_RESIDENCE_AT_ALL = "B19"
    OWNER_UNCLEAR = "R06"
    RENTED_WITHOUT_RESIDENCE = "R09"
    NO_ABLE_HEAD = "R16"
    SPECIAL_DWELLING = "R17"
    BARRACKS = "R18"


def page_of(declared: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    """Return what one page of this leg says, {} before it is answered."""
    return declared.get(f"{LEG}.{code}") or {}
