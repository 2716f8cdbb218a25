"""Who heads the household and who owns the dwelling, as declared and as proposed."""

from collections.abc import Mapping
from typing import Any

from portal.people.families import Person, family_of
from residence.registration.rules.places import (
    lives_with_applicant,
)
from residence.registration.rules.terms import (
    ABLE,
    HEAD,
    MOST_OWNERS,
    OTHERS,
    AgreesBy,
    Branch,
    HeadIs,
    Household,
    Proposal,
    page_of,
)


def proposed_head(declared: Mapping[str, Any]) -> Proposal | None:
    """Return whom the residence data name as head where the child will live (R12).

    Nobody, where the child will live in another household than the applicant's, where the data
    name another commune, and where VNeID cannot reach that head.
    """
    offered = page_of(declared, "offered")
    found = offered.get("household")
    if not found or offered.get("unreachable") or not lives_with_applicant(declared):
        return None
    if found["commune_code"] != page_of(declared, "place").get("commune"):
        return None
    head = Person(found["masked_name"], handle=found["handle"])
    return Proposal(head, found["state"], found["is_applicant"])


def state_of_head(declared: Mapping[str, Any], head_is: str) -> str:
    """Return what the residence data say of the head who was chosen: able, dead, abroad, minor."""
    proposal = proposed_head(declared)
    if proposal is None:
        return ABLE
    named = family_of(declared).applicant_role if proposal.is_applicant else HeadIs.PROPOSED
    return proposal.state if head_is == named else ABLE


def head_declared(declared: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the page of the head, as a name and a number where the family files on paper.

    A half-hidden name cannot be signed under: on form CT01 the head stands in full [V].
    """
    said, consent = page_of(declared, "head"), page_of(declared, "consent")
    if said.get("household_head") != HeadIs.PROPOSED or consent.get("way") != AgreesBy.PAPER:
        return said
    return {
        **said,
        "household_head": HeadIs.OTHER.value,
        "household_head_name": consent.get("head_name"),
        "household_head_number": consent.get("head_number"),
    }


def people_of(declared: Mapping[str, Any], applicant: Person) -> dict[str, Person]:
    """Return the people one may point at as head or owner without writing a name again."""
    proposal = proposed_head(declared)
    parents = {which: one.person for which, one in family_of(declared).parents.items()}
    found = {**parents, HeadIs.APPLICANT: applicant}
    return {**found, HeadIs.PROPOSED: proposal.person} if proposal else found


def household_of(
    said: Mapping[str, Any], owners: Mapping[str, Any], people: Mapping[str, Person]
) -> Household | None:
    """Return head and owners as two pages name them, None before the first is answered.

    `people` are those one may point at: father, mother, applicant, proposed.
    Source: Luật Cư trú 2020 Đ10 (head), Đ20 k2 (owner) [V2].
    """
    if not said.get("household_head"):
        return None
    named = Person(
        str(said.get("household_head_name") or ""), str(said.get("household_head_number") or "")
    )
    head = people.get(said["household_head"], named)
    owner = said.get("owner") or ""
    if owner == OTHERS:
        return Household(head, owners_named(owners))
    found = head if owner == HEAD else people.get(owner)
    return Household(head, (found,) if found else ())


def owners_named(page: Mapping[str, Any]) -> tuple[Person, ...]:
    """Return the owners written on their page, in order (R05)."""
    rows = (
        (page.get(f"name_{count}"), page.get(f"number_{count}"))
        for count in range(1, MOST_OWNERS + 1)
    )
    return tuple(Person(str(name), str(number or "")) for name, number in rows if name)


def branch_of_head(head_is: str, register_says: str = ABLE) -> Branch | None:
    """Return why a new head must be named first: dead, gone abroad, or under 18.

    `register_says` is the register's word on this head. Source: Luật Cư trú Đ10 [R].
    """
    unable = head_is == HeadIs.UNABLE or register_says != ABLE
    return Branch.NO_ABLE_HEAD if unable else None
