"""A draft that was left is told of twice, and never after it is filed or thrown away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.citizens import reminding
from portal.citizens.models import Draft
from portal.notifications import rendering
from portal.notifications.models import Notice
from portal.settings.broker import CELERY_BEAT_SCHEDULE
from tests.pipeline.invented import AT, invented_citizen

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def left(number: int = 1, *, phone: str = "0900000001") -> Draft:
    citizen = invented_citizen(number)
    Citizen.objects.filter(pk=citizen.pk).update(phone=phone)
    return Draft.objects.create(citizen=citizen, life_event="birth", updated_at=AT)


def told() -> list[int]:
    return [round((one.created_at - AT) / HOUR) for one in Notice.objects.order_by("pk")]


def test_once_after_a_day_and_once_after_three() -> None:
    left()
    for hours in range(0, 24 * 7, 6):
        reminding.remind_unfinished(at=AT + hours * HOUR)
    assert told() == [24, 72]
    notice = Notice.objects.latest("pk")
    day = timezone.localdate(AT + timedelta(days=60))
    assert f"{day:%d/%m/%Y}" in rendering.sms(notice)
    assert "chưa nộp" in rendering.sentence(notice)


def test_after_an_outage_only_the_later_word_is_said() -> None:
    left()
    reminding.remind_unfinished(at=AT + 100 * HOUR)
    assert told() == [100]


@pytest.mark.parametrize("change", [{"filed_at": AT}, {"updated_at": AT - timedelta(days=90)}])
def test_what_is_filed_or_over_is_not_spoken_of(change: dict[str, object]) -> None:
    Draft.objects.filter(pk=left().pk).update(**change)
    assert reminding.remind_unfinished(at=AT + 30 * HOUR) == 0


def test_who_left_no_contact_is_not_told() -> None:
    left(phone="")
    assert reminding.remind_unfinished(at=AT + 30 * HOUR) == 0


def test_many_drafts_cost_as_much_as_one() -> None:
    left(1)
    reminding.remind_unfinished(at=AT + 24 * HOUR)  # the way out is known from now on
    counts = []
    for start, hours in ((2, 24), (8, 72)):
        for number in range(start, start * 3):
            left(number + 100 * hours)
        with CaptureQueriesContext(connection) as asked:
            reminding.remind_unfinished(at=AT + hours * HOUR)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_jobs_are_in_the_calendar() -> None:
    tasks = {one["task"] for one in CELERY_BEAT_SCHEDULE.values()}
    assert {"citizens.remind_drafts", "pipeline.remind_of_duties"} <= tasks
