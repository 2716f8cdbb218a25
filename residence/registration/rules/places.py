"""Where a newborn child may live, and which dwellings the police must see."""

from collections.abc import Mapping
from typing import Any

from portal.people.families import Family, family_of
from residence.registration.rules.names import (
    folded,
)
from residence.registration.rules.terms import (
    Branch,
    Dwelling,
    WithWhom,
    page_of,
)

_BY_DWELLING = {
    Dwelling.OWNER_UNCLEAR: Branch.OWNER_UNCLEAR,
    Dwelling.SPECIAL: Branch.SPECIAL_DWELLING,
    Dwelling.BARRACKS: Branch.BARRACKS,
}


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


def lives_with_applicant(declared: Mapping[str, Any]) -> bool:
    """Say whether the child will live in the home of the parent who files.

    Only then may the residence data be asked whom they name as head, and only of that household.
    Source: Luật Bảo vệ dữ liệu cá nhân 91/2025/QH15 [R].
    """
    family, place = family_of(declared), page_of(declared, "place")
    role = family.applicant_role
    if not place or family.parent(role) is None:
        return False
    known = place_known(family, role)
    said = (place.get("commune"), folded(str(place.get("address_line") or "")))
    return place.get("with_whom") == role or (
        known is not None and said == (known[0], folded(known[1]))
    )


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
