"""What is stored: merged when corrected, whole or absent, and refused by the database if not."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from civil_registry.birth.forms import PAGES, declared_in
from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure import BirthRegistrationProcedure
from portal.pipeline.models import Step
from tests.civil_registry.birth.answers import COMMUNE, declared_by

File = Callable[..., Step]
BIRTH = "civil_registry.birth"


@pytest.fixture
def step(file: File) -> Step:
    """A birth filed by a married mother."""
    return file(declared_by())


def stored(step: Step) -> BirthDeclaration:
    """Return the declaration as it lies in the database."""
    return BirthDeclaration.objects.get(pk=step.pk)


def test_a_filed_birth_keeps_every_answer_as_it_was_cleaned(step):
    declared, kept = declared_by(), declared_in(stored(step))
    for page in PAGES:
        for field in page.stored():
            if field in declared.get(page.key(), {}):
                assert kept[page.key()][field] == declared[page.key()][field], (page.code, field)
    assert kept[f"{BIRTH}.fit"]["born_on"] == declared[f"{BIRTH}.fit"]["born_on"]


def test_recording_twice_changes_nothing(birth, step):
    before = declared_in(stored(step))
    birth.record_answers(step_id=step.pk, answers=declared_by())
    assert declared_in(stored(step)) == before
    assert BirthDeclaration.objects.count() == 1


def test_a_correction_of_one_page_leaves_the_others(birth, step):
    corrected = declared_by(child={"given_name": "Khác"})[f"{BIRTH}.child"]
    birth.record_answers(step_id=step.pk, answers={f"{BIRTH}.child": corrected})
    kept = stored(step)
    assert (kept.given_name, kept.mother_given_name, kept.phone) == ("Khác", "Mẫu", "0900000001")


def test_a_correction_of_one_field_leaves_the_rest_of_its_page(birth, step):
    birth.record_answers(step_id=step.pk, answers={f"{BIRTH}.child": {"given_name": "Khác"}})
    kept = stored(step)
    assert (kept.given_name, kept.middle_name, kept.sex) == ("Khác", "Thử", "female")


def test_leaving_the_father_out_after_all_empties_his_part_and_the_marriage(birth, step):
    answers = {f"{BIRTH}.parents_married": {"married": "no", "father_part": "left_out"}}
    birth.record_answers(step_id=step.pk, answers=answers)
    kept = stored(step)
    assert not kept.names_father
    assert (kept.father_personal_number, kept.father_ethnicity, kept.father_born_on) == (
        "",
        "",
        None,
    )
    assert (kept.full_name, kept.ethnicity) == ("Trần Thử Nghiệm", "02")


def test_a_father_who_lives_with_the_mother_moves_with_her_correction(birth, file):
    step = file(declared_by(father={"lives_with_mother": "on", "residence_commune": ""}))
    assert stored(step).father_residence_commune == COMMUNE
    birth.record_answers(
        step_id=step.pk, answers={f"{BIRTH}.mother": {"residence_line": "Tổ 2 mới"}}
    )
    assert stored(step).father_residence_line == "Tổ 2 mới"


def test_answers_of_other_procedures_are_left_alone(birth, step):
    before = declared_in(stored(step))
    birth.record_answers(step_id=step.pk, answers={"residence.registration.place": {"born_on": 1}})
    assert declared_in(stored(step)) == before


NONSENSE: dict[str, dict[str, Any]] = {
    "a father with a number and no name": {"father_given_name": ""},
    "a living father without a number": {"father_personal_number": ""},
    "a father without a date of birth": {"father_born_on": None},
    "a mother without an ethnicity": {"mother_ethnicity": ""},
    "no mother of an ordinary birth": {
        "mother_given_name": "",
        "mother_surname": "",
        "mother_middle_name": "",
        "mother_personal_number": "",
        "mother_ethnicity": "",
        "mother_born_on": None,
        "mother_residence_commune": "",
    },
    "a father who was to be left out": {"married": "no", "father_part": "left_out"},
    "an applicant who may not file": {"relation": "relative"},
    "a child without a name": {"given_name": ""},
    "a third sex": {"sex": "other"},
    "no children": {"children": 0},
    "a hundred copies": {"copies": 100},
    "a commune of four digits": {"birth_place_commune": "0069"},
    "a hometown in words": {"hometown_commune": "abcde"},
    "a short number": {"mother_personal_number": "12345"},
    "a short telephone": {"phone": "123"},
}


@pytest.mark.parametrize("columns", NONSENSE.values(), ids=NONSENSE)
def test_the_database_refuses_nonsense(step, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        BirthDeclaration.objects.filter(pk=step.pk).update(**columns)


def test_a_dead_father_may_lack_a_number(step):
    BirthDeclaration.objects.filter(pk=step.pk).update(
        father_deceased=True, father_personal_number=""
    )


def test_a_declaration_can_be_erased_without_its_step(step):
    stored(step).delete()
    assert Step.objects.filter(pk=step.pk).exists()


def test_no_column_holds_a_bag_of_anything():
    kinds = {field.get_internal_type() for field in BirthDeclaration._meta.get_fields()}
    assert not kinds & {"JSONField", "HStoreField", "BinaryField"}


def test_the_step_says_which_committee_decides_and_by_which_door(birth, step):
    assert step.commune_code == COMMUNE
    assert step.agency_title == "UBND phường Hà Giang 2"
    assert step.agency_code == f"peoples_committee.{COMMUNE}"
    assert step.endpoint.code == "civil_status_register.08"
    assert isinstance(birth, BirthRegistrationProcedure)


ALIKE: dict[str, tuple[dict[str, Any], bool]] = {
    "the same paper": ({}, True),
    "no paper yet": ({"paper": {"kind": "written_pledge", "number": ""}}, True),
    "another paper": ({"paper": {"number": "00002.GCS.99999.26"}}, False),
    "another day": ({"fit": {"born_on": "04/11/2026"}, "child": {"born_on": "04/11/2026"}}, False),
    "another mother": ({"mother": {"personal_number": "000196000099"}}, False),
}


@pytest.mark.parametrize(("changes", "alike"), ALIKE.values(), ids=ALIKE)
def test_a_second_filing_of_one_birth_is_noticed(birth, file, step, changes, alike):
    other = file(declared_by(**changes))
    assert (step.pk in birth.alike(other.pk)) is alike
    assert (other.pk in birth.alike(step.pk)) is alike


def test_twins_of_one_filing_are_not_a_second_filing(birth, file):
    filing = uuid4()
    twins = [
        file(
            declared_by(paper={"kind": "written_pledge", "number": ""}),
            filing=filing,
            ordinal=ordinal,
        )
        for ordinal in (1, 2)
    ]
    assert [list(birth.alike(one.pk)) for one in twins] == [[], []]


def test_a_mother_without_a_number_is_like_nobody(birth, file, step):
    BirthDeclaration.objects.update(mother_deceased=True, mother_personal_number="")
    assert list(birth.alike(step.pk)) == []
    assert list(birth.alike(0)) == []
