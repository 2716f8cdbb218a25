"""What is stored: merged when corrected, refused by the database if it cannot be, once a person."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from civil_registry.death.forms import PAGES, declared_in
from civil_registry.death.models import DeathDeclaration
from portal.pipeline.models import Step
from portal.pipeline.procedures import AlreadyDeclared
from portal.pipeline.services import Filing, submit_dossier
from tests.civil_registry.death.answers import (
    AT,
    AT_HOME,
    COMMUNE,
    declared_by,
    invented_citizen,
)
from tests.consents.test_races import at_once

File = Callable[..., Step]
DEATH = "civil_registry.death"
SAID = "Đã có hồ sơ khai tử cho người này, nộp ngày 20/11/2026."
NO_NUMBER = {"deceased": {"personal_number": ""}}


@pytest.fixture
def step(file: File) -> Step:
    """A death filed by a child of the deceased."""
    return file(declared_by())


def stored(step: Step) -> DeathDeclaration:
    """Return the declaration as it lies in the database."""
    return DeathDeclaration.objects.get(pk=step.pk)


def test_a_filed_death_keeps_every_answer_as_it_was_cleaned(step):
    declared, kept = declared_by(), declared_in(stored(step))
    for page in PAGES:
        for field in page.stored():
            if field in declared.get(page.key(), {}):
                assert kept[page.key()][field] == declared[page.key()][field], (page.code, field)


def test_who_died_at_home_died_in_the_commune_of_the_last_residence(file):
    kept = stored(file(declared_by(**AT_HOME)))
    assert (kept.place_commune, kept.place_line) == (COMMUNE, "Tổ 1")


def test_a_partial_day_keeps_no_hour(file):
    kept = stored(file(declared_by(event={"died_on": "11/2026"})))
    assert (str(kept.died_on), kept.died_time) == ("11/2026", "")


def test_a_correction_of_one_field_leaves_the_rest_of_its_page(death, step):
    death.record_answers(step_id=step.pk, answers={f"{DEATH}.deceased": {"given_name": "Khác"}})
    kept = stored(step)
    assert (kept.given_name, kept.surname, kept.phone) == ("Khác", "Trần", "0900000001")


def test_the_step_says_which_committee_decides_and_by_which_door(step):
    assert step.commune_code == COMMUNE
    assert step.agency_title == "UBND phường Hà Giang 2"
    assert step.endpoint.code == "civil_status_register.08"


NONSENSE: dict[str, dict[str, Any]] = {
    "no name": {"given_name": ""},
    "a third sex": {"sex": "other"},
    "a foreigner": {"nationality": "FR"},
    "a case for the counter": {"situation": "missing"},
    "an organisation that applies": {"relation": "organisation"},
    "no relative, and nobody knows who": {"relation": "not_related", "relation_other": ""},
    "a residence nowhere": {"residence_commune": ""},
    "a death nowhere": {"place_commune": ""},
    "half past twenty-five": {"died_time": "25:30"},
    "an hour of a month": {"died_on": "2026-11"},
    "a notice of the commune without a day": {"issued_number": "1/UBND-GBT"},
    "a hundred copies": {"copies": 100},
    "a commune of four digits": {"office_commune": "0069"},
    "a short number": {"personal_number": "12345"},
    "a short telephone": {"phone": "123"},
}


@pytest.mark.parametrize("columns", NONSENSE.values(), ids=NONSENSE)
def test_the_database_refuses_nonsense(step, columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        DeathDeclaration.objects.filter(pk=step.pk).update(**columns)


def test_no_column_holds_a_bag_of_anything():
    kinds = {field.get_internal_type() for field in DeathDeclaration._meta.get_fields()}
    assert not kinds & {"JSONField", "HStoreField", "BinaryField"}


def test_a_second_filing_for_one_number_is_refused_and_told_only_the_day(file, step):
    with pytest.raises(AlreadyDeclared) as refusal, transaction.atomic():
        file(declared_by(applicant={"relation": "spouse"}))
    assert str(refusal.value) == SAID
    assert DeathDeclaration.objects.count() == 1


@pytest.mark.parametrize("status", ["REFUSED", "WITHDRAWN"])
def test_a_filing_that_ended_without_a_registration_frees_the_number(file, step, status):
    Step.objects.filter(pk=step.pk).update(status=status)
    again = file(declared_by())
    assert stored(again).holds_number and not stored(step).holds_number


def test_a_death_that_is_registered_keeps_its_number_for_good(file, step):
    Step.objects.filter(pk=step.pk).update(status="GRANTED", facts={})
    with pytest.raises(AlreadyDeclared), transaction.atomic():
        file(declared_by())


def test_a_number_corrected_to_one_that_counts_already_is_refused(death, file, step):
    other = file(declared_by(deceased={"personal_number": "000046000099"}))
    taken = {f"{DEATH}.deceased": {"personal_number": "000046000001"}}
    with pytest.raises(AlreadyDeclared), transaction.atomic():
        death.record_answers(step_id=other.pk, answers=taken)


def test_what_is_recorded_twice_is_not_its_own_rival(death, step):
    death.record_answers(step_id=step.pk, answers=declared_by())
    assert stored(step).holds_number


def test_of_two_families_at_the_same_moment_one_is_let_through(death, committed_db):
    declared = declared_by()
    families = [invented_citizen(f"00019600001{number}") for number in (1, 2)]
    outcomes = at_once(
        *(
            lambda one=one: submit_dossier(filing=Filing("death", declared), applicant=one, at=AT)
            for one in families
        )
    )
    assert sorted(type(one).__name__ for one in outcomes) == ["AlreadyDeclared", "Dossier"]
    assert [str(one) for one in outcomes if isinstance(one, AlreadyDeclared)] == [SAID]
    assert DeathDeclaration.objects.filter(holds_number=True).count() == 1


ALIKE: dict[str, tuple[dict[str, Any], bool]] = {
    "the same name and day": (NO_NUMBER, True),
    "another spelling of the name": (
        {"deceased": {"personal_number": "", "surname": "TRẦN", "given_name": "mẫu"}},
        True,
    ),
    "another day": ({**NO_NUMBER, "event": {"died_on": "14/11/2026"}}, False),
    "another name": ({"deceased": {"personal_number": "", "given_name": "Khác"}}, False),
    "another number": ({"deceased": {"personal_number": "000046000099"}}, False),
}


@pytest.mark.parametrize(("changes", "alike"), ALIKE.values(), ids=ALIKE)
def test_without_a_number_the_official_is_shown_what_may_be_the_same(
    death, file, step, changes, alike
):
    other = file(declared_by(**changes))
    assert (step.pk in death.alike(other.pk)) is alike
    assert (other.pk in death.alike(step.pk)) is alike


def test_nothing_is_like_a_step_nobody_declared(death, db):
    assert list(death.alike(0)) == []
