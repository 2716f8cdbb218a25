"""Who must agree to a child's residence, and how."""

from collections.abc import Sequence

from portal.people.families import Family, Person
from residence.registration.rules.terms import (
    Agreement,
    AgreesBy,
    Dwelling,
    Role,
    WithWhom,
)


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


def _way(person: Person, applicant_number: str, on_paper: bool) -> AgreesBy:
    if person.personal_number and person.personal_number == applicant_number:
        return AgreesBy.FILING
    return AgreesBy.PAPER if on_paper else AgreesBy.ASKED
