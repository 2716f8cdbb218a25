"""The rules of residence, walked: every dwelling, every head, every way of agreeing."""

from itertools import product
from typing import Any

import pytest

from portal.consents.models import Role as Known
from portal.people.codes import RelationToHead
from portal.people.families import Parent, Person, family_of
from residence.registration.rules.agreeing import agreements, parents_who_agree
from residence.registration.rules.household import branch_of_head, owners_named
from residence.registration.rules.names import half_masked, may_be, number_to_ask
from residence.registration.rules.places import (
    branch_of_family,
    branch_of_place,
    lives_with_applicant,
    place_known,
)
from residence.registration.rules.relation import relation_is_unusual, suggested_relation
from residence.registration.rules.returns import reason_of
from residence.registration.rules.terms import AgreesBy, Branch, Dwelling, HeadIs, Role, WithWhom
from tests.residence import families as f

ME = Person("Lê Thử Mẹ", f.MOTHER)
HEAD = Person("Ngô Thử Ông", f.HEAD)
OWNER = Person("Ngô Thử Bà", f.OWNER)
OTHER = Person("Ngô Thử Cô", f.OTHER_OWNER)


def ways(*owners: Person, head: Person = HEAD, **more: Any) -> list[tuple[str, str, str]]:
    options = {"every_owner": True, **more}
    agreed = agreements(applicant_number=f.MOTHER, head=head, owners=owners, **options)
    return [(one.role.value, one.person.personal_number, one.by.value) for one in agreed]


def test_every_dwelling_leads_to_its_branch_or_to_none() -> None:
    expected = {
        Dwelling.FAMILY: None,
        Dwelling.RENTED: None,
        Dwelling.ORGANISATION: None,
        Dwelling.OWNER_UNCLEAR: Branch.OWNER_UNCLEAR,
        Dwelling.SPECIAL: Branch.SPECIAL_DWELLING,
        Dwelling.BARRACKS: Branch.BARRACKS,
    }
    for dwelling, with_whom in product(Dwelling, WithWhom):
        found = branch_of_place(with_whom, dwelling)
        if (dwelling, with_whom) == (Dwelling.RENTED, WithWhom.ELSEWHERE):
            assert found is Branch.RENTED_WITHOUT_RESIDENCE
        else:
            assert found is expected[dwelling]


@pytest.mark.parametrize("head_is", HeadIs)
@pytest.mark.parametrize("state", ["able", "dead", "abroad", "minor"])
def test_a_head_who_cannot_be_one_sends_the_leg_to_the_police(head_is: HeadIs, state: str) -> None:
    unable = head_is is HeadIs.UNABLE or state != "able"
    found = branch_of_head(head_is, state)
    assert found is (Branch.NO_ABLE_HEAD if unable else None)


@pytest.mark.parametrize(
    ("mother", "father", "opened"),
    [
        ("permanent", "permanent", True),
        ("temporary", "temporary", True),
        ("temporary", "current", True),
        ("current", "permanent", True),
        ("current", "current", False),
        ("current", None, False),
        ("temporary", None, True),
    ],
)
def test_the_leg_opens_when_a_living_parent_has_a_registered_residence(
    mother: str, father: str | None, opened: bool
) -> None:
    declared = f.birth(mother={"residence_kind": mother}, father={"residence_kind": father or ""})
    if father is None:
        del declared["civil_registry.birth.father"]
    found = branch_of_family(family_of(declared))
    assert (found is None) is opened


def test_a_dead_parents_residence_opens_nothing() -> None:
    declared = f.birth(mother={"residence_kind": "current"}, father={"deceased": True})
    found = branch_of_family(family_of(declared))
    assert found is Branch.NO_RESIDENCE_AT_ALL


def test_each_role_is_held_by_the_applicant_or_somebody_else() -> None:
    for head_is_me, owner_is_me in product((True, False), repeat=2):
        head, owner = (ME if head_is_me else HEAD), (ME if owner_is_me else OWNER)
        assert ways(owner, head=head) == [
            ("household_head", head.personal_number, "filing" if head_is_me else "asked"),
            ("dwelling_owner", owner.personal_number, "filing" if owner_is_me else "asked"),
        ]


def test_one_person_in_two_roles_is_named_in_both() -> None:
    assert ways(HEAD) == [
        ("household_head", f.HEAD, "asked"),
        ("dwelling_owner", f.HEAD, "asked"),
    ]


def test_paper_speaks_for_everybody_but_the_applicant() -> None:
    assert {way for _role, _number, way in ways(OWNER, OTHER, on_paper=True)} == {"paper"}
    assert ways(ME, on_paper=True)[1][2] == "filing"


def test_the_dead_are_not_asked() -> None:
    dead = Person("Ngô Thử Cụ", f.OWNER, is_dead=True)
    assert ways(dead, OTHER) == [
        ("household_head", f.HEAD, "asked"),
        ("dwelling_owner", f.OTHER_OWNER, "asked"),
    ]


def test_where_one_owner_suffices_the_applicant_is_enough() -> None:
    assert ways(OWNER, ME, every_owner=False)[1:] == [("dwelling_owner", f.MOTHER, "filing")]
    assert [way for *_rest, way in ways(OWNER, ME)[1:]] == ["asked", "filing"]
    assert len(ways(OWNER, OTHER, every_owner=False)) == 3  # who of them agrees is not ours to say


def test_somebody_without_a_number_is_asked_and_never_taken_for_the_applicant() -> None:
    unknown = Person("Ngô Thử Lạ")
    agreed = agreements(applicant_number="", head=unknown, owners=(unknown,), every_owner=True)
    assert {one.by for one in agreed} == {AgreesBy.ASKED}


@pytest.mark.parametrize(("number", "asked_under"), [(f.HEAD, f.HEAD), ("012345678", ""), ("", "")])
def test_only_a_personal_number_of_twelve_digits_is_asked_by_number(
    number: str, asked_under: str
) -> None:
    assert number_to_ask(Person("Ngô Thử Ông", number)) == asked_under


def test_parents_agree_only_when_the_child_lives_apart_from_both() -> None:
    family = family_of(f.birth())
    for with_whom in WithWhom:
        parents = parents_who_agree(family, with_whom)
        assert len(parents) == (2 if with_whom is WithWhom.ELSEWHERE else 0)


def test_a_relation_is_suggested_for_every_head_and_place() -> None:
    for with_whom, head_is in product(WithWhom, HeadIs):
        suggested = suggested_relation(with_whom, head_is)
        assert suggested == "" or suggested in RelationToHead.values
    assert suggested_relation("mother", "mother") == "own_child"
    assert suggested_relation("mother", "other") == "daughters_child"
    assert suggested_relation("father", "other") == "sons_child"
    assert suggested_relation("father", "proposed") == ""
    assert suggested_relation("elsewhere", "other") == ""
    assert suggested_relation("elsewhere", "applicant", by_guardian=True) == "ward"


def test_every_relation_to_a_parent_but_child_is_unusual() -> None:
    usual = {value for value in RelationToHead.values if not unusual_for_a_mother(value)}
    assert usual == {"child", "own_child", "adopted_child"}
    assert not any(relation_is_unusual("other", value) for value in RelationToHead.values)


def unusual_for_a_mother(relation: str) -> bool:
    return relation_is_unusual("mother", relation)


def test_the_place_of_a_parent_is_known_only_when_it_is_a_permanent_one() -> None:
    for kind in ("permanent", "temporary", "current", ""):
        declared = f.birth(mother={"residence_kind": kind})
        known = place_known(family_of(declared), "mother")
        assert known == ((f.HA_GIANG, "12 Đường Ví Dụ") if kind == "permanent" else None)
    assert place_known(family_of(f.birth()), "elsewhere") is None


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Ngô Thử Ông", "Ng… Th… Ôn…"),
        ("Y", "Y"),
        ("H' Hen Niê", "H… He… Ni…"),
        ("Ngô T** Ô**", "Ngô T… Ô…"),
        ("Ng… Th… Ôn…", "Ng… Th… Ôn…"),
        ("", ""),
    ],
)
def test_a_name_is_half_masked(name: str, shown: str) -> None:
    assert half_masked(name) == shown


@pytest.mark.parametrize(
    ("masked", "name", "fits"),
    [
        ("Ngô T… Ô…", "Ngô Thử Ông", True),
        ("NGÔ T** Ô**", "Ngô Thử Ông", True),
        ("Ngô T… Ô…", "Ngô Thử Bà", False),
        ("Ngô T… Ô…", "Ngô Thử", False),
        ("Ngô T…", "Ngô Thử Ông", False),
    ],
)
def test_a_half_hidden_name_is_held_against_a_whole_one(masked: str, name: str, fits: bool) -> None:
    assert may_be(masked, name) is fits


@pytest.mark.parametrize(
    ("change", "asked"),
    [
        ({}, True),
        ({"place": {"with_whom": "father"}}, True),  # the same home
        ({"place": {"with_whom": "elsewhere", "address_line": "12  đường VÍ DỤ"}}, True),
        ({"place": {"with_whom": "father", "address_line": "9 Phố Khác"}}, False),
        ({"place": {"with_whom": "elsewhere", "commune": f.BA_DINH}}, False),
    ],
)
def test_only_the_applicants_own_household_is_asked_about(
    change: dict[str, dict[str, str]], asked: bool
) -> None:
    assert lives_with_applicant(f.birth() | f.residence(**change)) is asked


@pytest.mark.parametrize("role", ["guardian", "grandparent", "", "father"])
def test_nobody_but_a_living_parent_has_a_household_asked_about(role: str) -> None:
    declared = f.birth(applicant={"relation": role}, father={"deceased": True}) | f.residence()
    assert not lives_with_applicant(declared)
    assert not lives_with_applicant(f.birth())


@pytest.mark.parametrize(
    ("items", "code", "opened"),
    [
        (["head_personal_number"], "CT02", "residence.registration.head.*"),
        (["resident.relation_to_head"], "CT03", "residence.registration.relation.*"),
        (["commune_code", "address_line"], "CT04", "residence.registration.place.*"),
        (["address_line"], "CT04", "residence.registration.place.*"),
        (["papers"], "CT01", "residence.registration.consent.ct01"),
        ([], "unreasoned", "residence.registration.*"),
        (["?"], "unreasoned", "residence.registration.*"),
    ],
)
def test_what_the_register_names_opens_the_answer_it_means(
    items: list[str], code: str, opened: str
) -> None:
    reason = reason_of(items)
    assert (reason.code, reason.items) == (code, (opened,))


def test_a_father_left_out_of_the_birth_is_nobody_here() -> None:
    declared = f.birth(parents_married={"married": "no", "father_part": "left_out"})
    assert list(family_of(declared).parents) == ["mother"]


def test_the_child_takes_surname_and_ethnicity_of_the_parent_chosen() -> None:
    declared = f.birth(
        mother={"ethnicity": "02"},
        father={"ethnicity": "01"},
        origin={"surname": "father", "ethnicity": "mother"},
    )
    family = family_of(declared)
    assert (family.child, family.ethnicity) == ("Trần Thử Nghiệm", "02")
    alone = {key: page for key, page in declared.items() if not key.endswith(("father", "origin"))}
    assert family_of(alone).child == "Lê Thử Nghiệm"


def test_owners_keep_their_order_and_blanks_between_them_do_not_count() -> None:
    page = {"name_1": "A Thử", "number_1": "1", "name_2": "", "name_4": "B Thử", "number_4": ""}
    assert owners_named(page) == (Person("A Thử", "1"), Person("B Thử"))


def test_a_parent_page_without_a_name_is_no_parent() -> None:
    assert family_of({"civil_registry.birth.mother": {"surname": ""}}).parents == {}
    assert Parent(ME).has_permanent_place is False


def test_roles_are_those_consents_know() -> None:
    assert {role.value for role in Role} <= set(Known.values)
