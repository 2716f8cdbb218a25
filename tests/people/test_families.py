"""A family read once for every procedure: whom the child follows, and where its parents live."""

import pytest

from portal.people.families import family_of
from tests.residence.families import BIRTH, birth, changed


def test_the_child_takes_surname_and_ethnicity_from_the_parent_chosen() -> None:
    declared = birth(origin={"surname": "mother", "ethnicity": "father"})
    declared = changed(declared, {f"{BIRTH}.father": {"ethnicity": "01"}})
    assert (family_of(declared).child, family_of(declared).ethnicity) == ("Lê Thử Nghiệm", "01")


@pytest.mark.parametrize("part", ["left_out", "to_be_named"])
def test_without_a_father_the_mother_is_followed_whatever_was_chosen_before(part: str) -> None:
    declared = birth(
        parents_married={"married": "no", "father_part": part},
        origin={"surname": "father", "ethnicity": "father"},
        mother={"ethnicity": "02"},
    )
    assert (family_of(declared).child, family_of(declared).ethnicity) == ("Lê Thử Nghiệm", "02")


def test_a_found_child_has_its_own_name_and_no_ethnicity() -> None:
    found = family_of({f"{BIRTH}.child": {"surname": "Thử", "given_name": "Nghiệm"}})
    assert (found.child, found.ethnicity, dict(found.parents)) == ("Thử Nghiệm", "", {})


@pytest.mark.parametrize(
    ("mother", "father", "none"),
    [
        ({"residence_kind": "current"}, {"residence_kind": "current"}, True),
        ({"residence_kind": "current"}, {"residence_kind": "temporary"}, False),
        ({"residence_kind": "current"}, {"deceased": True}, True),
        ({"deceased": True}, {"deceased": True}, False),
    ],
)
def test_the_dead_have_no_registered_residence(
    mother: dict[str, object], father: dict[str, object], none: bool
) -> None:
    assert family_of(birth(mother=mother, father=father)).has_no_registered_residence is none
