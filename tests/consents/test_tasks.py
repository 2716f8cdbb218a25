"""The doors of the clock."""

import pytest
from django.utils import timezone

from portal.consents import tasks
from portal.consents.models import Consent
from tests.consents.people import DAY, ask, delivered


@pytest.mark.django_db
def test_the_clock_reminds_and_lapses() -> None:
    ask(1, at=timezone.now() - 2 * DAY)
    ask(2, at=timezone.now() - 60 * DAY)
    delivered()
    tasks.remind()
    tasks.lapse()
    statuses = dict(Consent.objects.values_list("step_id", "status"))
    assert statuses == {1: "REMINDED", 2: "LAPSED"}


def test_tasks_keep_the_names_the_schedule_knows() -> None:
    assert {tasks.remind.name, tasks.lapse.name} == {"consents.remind", "consents.lapse"}
