"""Requests that nobody needs to answer any more."""

import pytest

from portal.consents import selectors, services
from portal.consents.models import Consent
from portal.handovers.models import Handover
from tests.consents.people import DAY, FILED, HEAD, Listener, ask, delivered, head, owner

pytestmark = pytest.mark.django_db


def test_a_step_given_up_takes_its_requests_back_and_tells_nobody(listener: Listener) -> None:
    first, second = ask(7, head(), owner())
    (other,) = ask(8)
    services.answer(consent_id=first.pk, personal_number=HEAD, agreed=True, at=FILED)
    heard = len(listener.heard)
    services.cancel_for(step_ids=[7])
    assert [one.status for one in selectors.of_step(7)] == ["AGREED", "CANCELLED"]
    assert len(listener.heard) == heard
    assert Handover.objects.get(channel="consent", subject=second.pk).status == "DONE"
    assert Handover.objects.get(channel="consent", subject=other.pk).status == "DUE"


def test_a_registered_death_takes_back_what_the_person_was_asked(listener: Listener) -> None:
    ask(7, head(), owner())
    ask(8)
    delivered()
    assert services.cancel_for_person(personal_number=HEAD, at=FILED) == [7, 8]
    assert listener.last == {7: "cancelled", 8: "cancelled"}
    assert selectors.steps_missing([7, 8]) == {7, 8}
    assert services.remind_due(at=FILED + DAY) == list(selectors.of_step(7).filter(cause=""))
    assert services.cancel_for_person(personal_number=HEAD, at=FILED) == []


def test_what_a_person_agreed_to_while_alive_stands() -> None:
    (made,) = ask(7)
    services.answer(consent_id=made.pk, personal_number=HEAD, agreed=True, at=FILED)
    assert services.cancel_for_person(personal_number=HEAD, at=FILED) == []
    assert selectors.steps_missing([7]) == set()


def test_nobodys_number_cancels_nothing() -> None:
    services.ask([(7, head(""))], at=FILED)
    assert services.cancel_for_person(personal_number="", at=FILED) == []


def test_words_are_erased_once_a_request_has_ended() -> None:
    ended, open_still = ask(7, head(), owner())
    services.answer(
        consent_id=ended.pk, personal_number=HEAD, agreed=False, reason="Không.", at=FILED
    )
    digest = ended.text_sha256
    assert services.erase(step_ids=[7]) == 1
    ended, open_still = (Consent.objects.get(pk=one.pk) for one in (ended, open_still))
    assert (ended.personal_number, ended.full_name, ended.text, ended.reason) == ("",) * 4
    assert (ended.status, ended.text_sha256) == ("REFUSED", digest)
    assert open_still.text
