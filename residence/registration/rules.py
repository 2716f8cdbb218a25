"""What residence law asks about a newborn child: where it may live, and who must agree to that."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from portal.people.families import Family, Person, family_of

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


_BY_DWELLING = {
    Dwelling.OWNER_UNCLEAR: Branch.OWNER_UNCLEAR,
    Dwelling.SPECIAL: Branch.SPECIAL_DWELLING,
    Dwelling.BARRACKS: Branch.BARRACKS,
}


def proposed_head(declared: Mapping[str, Any]) -> Proposal | None:
    """Return whom the residence data name as head where the child will live (R12).

    Nobody, where the child will live in another household than the applicant's, where the data
    name another commune, and where VNeID cannot reach that head.
    """
    offered = _page(declared, "offered")
    found = offered.get("household")
    if not found or offered.get("unreachable") or not lives_with_applicant(declared):
        return None
    if found["commune_code"] != _page(declared, "place").get("commune"):
        return None
    head = Person(found["masked_name"], handle=found["handle"])
    return Proposal(head, found["state"], found["is_applicant"])


def lives_with_applicant(declared: Mapping[str, Any]) -> bool:
    """Say whether the child will live in the home of the parent who files.

    Only then may the residence data be asked whom they name as head, and only of that household.
    Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 [R].
    """
    family, place = family_of(declared), _page(declared, "place")
    role = family.applicant_role
    if not place or family.parent(role) is None:
        return False
    known = place_known(family, role)
    said = (place.get("commune"), _folded(str(place.get("address_line") or "")))
    return place.get("with_whom") == role or (
        known is not None and said == (known[0], _folded(known[1]))
    )


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
    said, consent = _page(declared, "head"), _page(declared, "consent")
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


def places_offered(family: Family) -> tuple[WithWhom, ...]:
    """Return whose residence the child may take: a minor lives where father or mother does.

    Source: Luật Cư trú 2020 Đ12 [R].
    """
    alive = tuple(which for which in (WithWhom.FATHER, WithWhom.MOTHER) if family.parent(which))
    return (*alive, WithWhom.ELSEWHERE)


def place_known(family: Family, with_whom: str) -> tuple[str, str] | None:
    """Return (commune, address line) if the declaration of birth holds the place already.

    A parent declared as a temporary resident has a permanent residence elsewhere, which only the
    family can name. Source: Luật Cư trú 2020 Đ12 [R]; NĐ 154/2024 Đ7 [V].
    """
    parent = family.parent(with_whom)
    if parent is None or not parent.has_permanent_place:
        return None
    return parent.commune_code, parent.address_line


def branch_of_family(family: Family) -> Branch | None:
    """Return why the leg is not opened: no parent has a registered residence (B19).

    Source: `Family.has_no_registered_residence`. The birth's pages tell the family.
    """
    return Branch.NO_RESIDENCE_AT_ALL if family.has_no_registered_residence else None


def branch_of_place(with_whom: str, dwelling: str) -> Branch | None:
    """Return why the police must look at the dwelling themselves.

    Source: Luật Cư trú 2020 Đ20 k3 [V2] (rented), Đ23 [R] (unclear owner), Đ20 k4–k8 [V2].
    """
    if dwelling == Dwelling.RENTED:
        return Branch.RENTED_WITHOUT_RESIDENCE if with_whom == WithWhom.ELSEWHERE else None
    return _BY_DWELLING.get(Dwelling(dwelling))


def branch_of_head(head_is: str, register_says: str = ABLE) -> Branch | None:
    """Return why a new head must be named first: dead, gone abroad, or under 18.

    `register_says` is the register's word on this head. Source: Luật Cư trú Đ10 [R].
    """
    unable = head_is == HeadIs.UNABLE or register_says != ABLE
    return Branch.NO_ABLE_HEAD if unable else None


def needs_paper(dwelling: str) -> bool:
    """Say whether only a signed and stamped CT01 will do: the owner is no person (R07).

    Source: Luật Cư trú 2020 Đ20 k2 [R].
    """
    return dwelling == Dwelling.ORGANISATION


def agreements(
    *,
    applicant_number: str,
    head: Person,
    owners: Sequence[Person],
    parents: Sequence[Person] = (),
    on_paper: bool = False,
    every_owner: bool,
) -> tuple[Agreement, ...]:
    """Return who agrees in what capacity and how: head and owner, and parents it lives apart from.

    The applicant agrees by filing; the dead are not asked; a signed CT01 speaks for everybody.
    Where one owner suffices and the applicant is one, no other is asked.
    Source: Luật Cư trú 2020 Đ20 k2 [V2], Đ12 k2 [R]; co-owners [?].
    """
    mine = [one for one in owners if one.personal_number == applicant_number]
    asked = [(Role.HEAD, head)]
    asked += [(Role.OWNER, owner) for owner in (mine if mine and not every_owner else owners)]
    asked += [(Role.PARENT, parent) for parent in parents]
    return tuple(
        Agreement(role, person, _way(person, applicant_number, on_paper))
        for role, person in asked
        if not person.is_dead
    )


def parents_who_agree(family: Family, with_whom: str) -> tuple[Person, ...]:
    """Return the parents whose agreement is needed because the child lives apart from both (R11).

    Source: Luật Cư trú 2020 Đ12 k2 [R]; NĐ 63/2024 Đ5 [V2].
    """
    if with_whom != WithWhom.ELSEWHERE:
        return ()
    living = (family.parent(WithWhom.FATHER), family.parent(WithWhom.MOTHER))
    return tuple(parent.person for parent in living if parent)


def suggested_relation(with_whom: str, head_is: str, *, by_guardian: bool = False) -> str:
    """Return what the child most likely is to the head (R10), "" if nothing is likely.

    Source: form CT01, list of relations [V]; Luật Cư trú 2020 Đ12 [R].
    """
    if head_is == HeadIs.PROPOSED:  # a half-hidden name tells nothing of who that is
        return ""
    if head_is in (HeadIs.FATHER, HeadIs.MOTHER):
        return "own_child"
    if head_is == HeadIs.APPLICANT:
        return "ward" if by_guardian else "own_child"
    # Who lives with a parent in the household of somebody else lives, as a rule, with its parents.
    return {WithWhom.FATHER: "sons_child", WithWhom.MOTHER: "daughters_child"}.get(
        WithWhom(with_whom), ""
    )


def relation_is_unusual(head_is: str, relation: str) -> bool:
    """Say whether a parent is head and the child is called anything but a child (CT03).

    Source: form CT01 [V].
    """
    children = {"child", "own_child", "adopted_child"}
    return head_is in (HeadIs.FATHER, HeadIs.MOTHER) and relation not in children


def number_to_ask(person: Person) -> str:
    """Return the number under which somebody is asked, "" if only an invitation reaches them.

    An old identity card of nine digits is no personal number. Source: Luật Căn cước 2023 Đ12 [V2].
    """
    return person.personal_number if len(person.personal_number) == 12 else ""


def half_masked(full_name: str) -> str:
    """Return a name its bearer's family recognises and a stranger cannot read.

    What came half hidden already only gets our own sign, which does not tell how long a word is.
    Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 [R].
    """
    if _HIDDEN.search(full_name):
        return _HIDDEN.sub(_HIDES, full_name)
    words = full_name.split()
    return " ".join(word[: (len(word) + 1) // 2] + _HIDES * (len(word) > 1) for word in words)


def may_be(masked: str, full_name: str) -> bool:
    """Say whether a half-hidden name fits this person's, word for word."""
    shown = _folded(_HIDDEN.sub(" ", masked)).split()
    whole = _folded(full_name).split()
    return len(shown) == len(whole) and all(map(str.startswith, whole, shown))


def _way(person: Person, applicant_number: str, on_paper: bool) -> AgreesBy:
    if person.personal_number and person.personal_number == applicant_number:
        return AgreesBy.FILING
    return AgreesBy.PAPER if on_paper else AgreesBy.ASKED


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _page(declared: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    return declared.get(f"{LEG}.{code}") or {}


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded return reason, and which answers it opens."""

    code: str
    items: tuple[str, ...]


_ASKED_BY_REGISTER = {
    "head_full_name": ("CT02", "head.*"),
    "head_personal_number": ("CT02", "head.*"),
    "resident.relation_to_head": ("CT03", "relation.*"),
    "commune_code": ("CT04", "place.*"),
    "address_line": ("CT04", "place.*"),
    "consents": ("CT01", "consent.way"),
    "papers": ("CT01", "consent.ct01"),
}
_HIDES, _HIDDEN = "…", re.compile(r"[*•…]+")
UNREASONED, REFUSED = "unreasoned", "refused_by_register"


def reason_of(items: Sequence[str]) -> Reason:
    """Return the coded reason for what the register names, and the answers that are opened.

    Whole pages, as the rows of the reasons do: a name counts only beside the choice it belongs to.
    A return that names nothing opens the whole leg, and is counted as one without a reason.
    Source: NĐ 63/2024 Đ8 [V2]; reasons CT01 to CT04.
    """
    known = [_ASKED_BY_REGISTER[item] for item in items if item in _ASKED_BY_REGISTER]
    if not known:
        return Reason(UNREASONED, (f"{LEG}.*",))
    return Reason(known[0][0], tuple(dict.fromkeys(f"{LEG}.{field}" for _code, field in known)))
