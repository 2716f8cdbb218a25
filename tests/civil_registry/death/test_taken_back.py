"""A death registered by mistake is in nobody's way when the person dies indeed."""

from collections.abc import Callable

import pytest

from civil_registry.death.forms import declared_before
from portal.accounts.models import User
from portal.pipeline.models import Step
from portal.pipeline.services import retract_death
from portal.pipeline.statuses import StepStatus
from tests.civil_registry.death.answers import AT, declared_by

File = Callable[..., Step]
pytestmark = pytest.mark.django_db


def test_a_death_taken_back_lets_the_person_be_declared_again(file: File) -> None:
    declared = declared_by()
    number = str(declared["civil_registry.death.deceased"]["personal_number"])
    first = file(declared)
    Step.objects.filter(pk=first.pk).update(
        status=StepStatus.GRANTED, facts={"personal_number": number}
    )
    assert declared_before(number)
    by = User.objects.create(username="invented-official")
    retract_death(step_id=first.pk, by=by, at=AT)
    assert declared_before(number) == ""
    assert file(declared_by()).pk != first.pk
