"""What a declaration of birth says of a family, read in one place by every procedure after it.

Plain functions of plain values, as the rules of procedures are, which build on them.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

BIRTH = "civil_registry.birth"
MOTHER, FATHER = "mother", "father"
WITHOUT_A_FATHER = ("left_out", "to_be_named")
_PAGES = ("applicant", "parents_married", "child", MOTHER, FATHER, "origin")
_RESIDENCE = ("residence_kind", "residence_commune", "residence_line")


@dataclass(frozen=True, slots=True)
class Person:
    """A person by name and number; the number of an invited head is not known yet.

    A `handle` stands for a number that VNeID keeps to itself; the name beside it is half hidden.
    """

    full_name: str
    personal_number: str = ""
    is_dead: bool = False
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Parent:
    """A parent as the declaration of birth names them, and where they live."""

    person: Person
    residence_kind: str = ""
    commune_code: str = ""
    address_line: str = ""

    @property
    def has_permanent_place(self) -> bool:
        """Say whether the place declared is one of permanent residence."""
        return self.residence_kind == "permanent" and bool(self.commune_code)


@dataclass(frozen=True, slots=True)
class Family:
    """The child as it will be called, and its parents."""

    child: str
    ethnicity: str
    applicant_role: str
    parents: Mapping[str, Parent]

    def parent(self, which: str) -> Parent | None:
        """Return a parent if named and alive."""
        found = self.parents.get(which)
        return None if found is None or found.person.is_dead else found

    @property
    def residence_kinds(self) -> frozenset[str]:
        """How the parents who live are registered; the dead reside nowhere."""
        living = (self.parent(which) for which in self.parents)
        return frozenset(one.residence_kind for one in living if one and one.residence_kind)

    @property
    def has_no_registered_residence(self) -> bool:
        """Say whether no parent has a registered residence, so that the child can take none (B19).

        Source: Luật Cư trú 2020 Đ19 [R]: they make a residence statement first.
        """
        return self.residence_kinds == {"current"}


def followed_parent(chosen: str, *, father_named: bool) -> str:
    """Return which parent surname, ethnicity and hometown are taken from.

    BLDS 2015 Đ26 k2, Đ29 k2; Luật Hộ tịch 2014 Đ4 k8; the mother alone where no father is named
    (NĐ 123/2015/NĐ-CP Đ15 k2).
    """
    return FATHER if father_named and chosen == FATHER else MOTHER


def family_of(declared: Mapping[str, Any]) -> Family:
    """Read the declaration of birth, whose questions are asked once (NĐ 63/2024 Đ5)."""
    pages = {code: declared.get(f"{BIRTH}.{code}") or {} for code in _PAGES}
    if pages["parents_married"].get("father_part") in WITHOUT_A_FATHER:
        pages[FATHER] = {}
    parents = {which: _parent(pages[which]) for which in (FATHER, MOTHER)}
    child = dict(pages["child"])
    if parents[MOTHER]:
        for what in ("surname", "ethnicity"):
            chosen = str(pages["origin"].get(what) or "")
            followed = followed_parent(chosen, father_named=parents[FATHER] is not None)
            child[what] = pages[followed].get(what)
    return Family(
        child=_name(child),
        ethnicity=str(child.get("ethnicity") or ""),
        applicant_role=str(pages["applicant"].get("relation") or ""),
        parents={which: parent for which, parent in parents.items() if parent},
    )


def _parent(page: Mapping[str, Any]) -> Parent | None:
    name = _name(page)
    if not name:
        return None
    number = str(page.get("personal_number") or "")
    kind, commune, line = (str(page.get(key) or "") for key in _RESIDENCE)
    return Parent(Person(name, number, bool(page.get("deceased"))), kind, commune, line)


def _name(page: Mapping[str, Any]) -> str:
    parts = (str(page.get(part) or "") for part in ("surname", "middle_name", "given_name"))
    return " ".join(part for part in parts if part)
