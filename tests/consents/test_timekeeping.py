"""Reminders and the last day."""

from datetime import timedelta

import pytest

from portal.consents import services
from portal.consents.models import Consent
from portal.handovers.models import Handover
from tests.consents.people import (
    DAY,
    FILED,
    HEAD,
    OWNER,
    Listener,
    Need,
    ask,
    delivered,
    head,
    owner,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def asked(*needs: Need) -> list[Consent]:
    """Ask about step 7; VNeID has put it before everybody."""
    made = ask(7, *needs)
    delivered()
    return made


def reminded_at(*hours: int) -> list[int]:
    """Run the clockwork at these hours after filing; return when it reminded somebody."""
    return [hour for hour in hours if services.remind_due(at=FILED + hour * HOUR)]


def test_the_silent_are_reminded_after_24_hours_72_hours_and_5_days() -> None:
    asked()
    assert reminded_at(1, 23, 24, 25, 71, 72, 73, 119, 120, 121, 170, 200) == [24, 72, 120]
    consent = Consent.objects.get()
    assert (consent.status, consent.reminded_count) == ("REMINDED", 3)
    sent = Handover.objects.filter(channel="consent_reminder").order_by("revision")
    assert list(sent.values_list("revision", "status")) == [(1, "DONE"), (2, "DONE"), (3, "DUE")]


def test_after_an_outage_two_reminders_never_come_at_once() -> None:
    asked()
    assert reminded_at(100, 101, 123, 124, 125, 147, 148) == [100, 124, 148]


def test_nobody_is_reminded_of_what_vneid_has_not_put_before_them() -> None:
    ask()
    assert reminded_at(24, 72) == []
    delivered()
    assert reminded_at(73) == [73]


def test_nobody_is_reminded_who_answered_or_whose_day_is_over() -> None:
    first, _ = asked(head(), owner())
    services.answer(consent_id=first.pk, personal_number=HEAD, agreed=True, at=FILED)
    assert [one.personal_number for one in services.remind_due(at=FILED + DAY)] == [OWNER]
    assert services.remind_due(at=FILED + 11 * DAY) == []


def test_a_family_may_remind_once_a_day() -> None:
    (made,) = asked()
    for hours in (1, 23):
        with pytest.raises(services.TooSoon):
            services.remind(consent_id=made.pk, step_id=7, at=FILED + hours * HOUR)
    assert services.remind(consent_id=made.pk, step_id=7, at=FILED + 24 * HOUR).reminded_count == 1
    with pytest.raises(services.TooSoon):
        services.remind(consent_id=made.pk, step_id=7, at=FILED + 30 * HOUR)
    with pytest.raises(services.TooSoon):
        services.remind(consent_id=made.pk, step_id=8, at=FILED + 60 * HOUR)


def test_silence_lapses_after_the_last_day_and_the_step_hears_of_it(listener: Listener) -> None:
    asked(head(), owner())
    midnight = (FILED + 10 * DAY).replace(hour=0)
    assert services.lapse_due(at=FILED + 9 * DAY) == 0
    assert services.lapse_due(at=midnight + 0.9 * HOUR) == 0  # answers may be on their way
    assert services.lapse_due(at=FILED + 10 * DAY) == 2
    assert listener.last == {7: "lapsed"}
    assert services.lapse_due(at=FILED + 11 * DAY) == 0
    assert len(listener.heard) == 1
    assert not Handover.objects.filter(channel="consent").exclude(status="DONE").exists()


def test_a_lapsed_request_cannot_be_answered() -> None:
    (made,) = asked()
    services.lapse_due(at=FILED + 10 * DAY)
    with pytest.raises(services.AlreadyClosed):
        services.answer(consent_id=made.pk, personal_number=HEAD, agreed=True, at=FILED)
