"""How VNeID is asked, reminded and told to stop, and what of its answers is believed."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from portal.consents import carriers as ours
from portal.consents import selectors, services
from portal.consents.models import Consent
from portal.handovers.carriers import CarrierRegistry, Letter, carriers
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from tests.consents.fake_vneid import FakeVNeID
from tests.consents.people import (
    ASKER,
    DAY,
    FILED,
    HEAD,
    STRANGER,
    TEXT,
    Listener,
    ask,
    head,
    owner,
)

pytestmark = pytest.mark.django_db
LATER = FILED + timedelta(hours=5)


@pytest.fixture(autouse=True)
def vneid(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeVNeID]:
    """Stand in for VNeID."""
    fake = FakeVNeID()
    monkeypatch.setattr(ours, "client", lambda: fake)
    yield fake


def runner() -> Runner:
    registry = CarrierRegistry()
    for carrier in (ours.ConsentCarrier, ours.ReminderCarrier, ours.WithdrawalCarrier):
        registry.register(carrier())
    return Runner(registry=registry)


def be_due() -> None:
    Handover.objects.update(next_at="2026-01-01T00:00:00Z")


def dispatch() -> None:
    be_due()
    runner().dispatch(clock=lambda: LATER)


def collect(at: Callable[[], datetime] = lambda: LATER) -> None:
    be_due()
    runner().collect(clock=at)


def key(consent: Consent) -> str:
    return f"consent-{consent.pk}.1"


def test_the_three_channels_are_registered() -> None:
    for channel in ("consent", "consent_reminder", "consent_withdrawal"):
        assert carriers[channel].channel == channel


def test_the_person_reads_who_asks_for_what_until_when_and_no_more(vneid: FakeVNeID) -> None:
    (made,) = ask(7)
    dispatch()
    assert vneid.requests[key(made)] == {
        "procedure": "consent",
        "dossier": ASKER.dossier_code,
        "revision": 1,
        "text": TEXT,
        "text_sha256": made.text_sha256,
        "roles": ["household_head"],
        "asked_by": ASKER.full_name,
        "expires_on": "2026-12-09",
        "personal_number": HEAD,
        "handle": "",
        "full_name": "",
    }


def test_an_agreement_on_vneid_reaches_the_step(vneid: FakeVNeID, listener: Listener) -> None:
    (made,) = ask(7)
    dispatch()
    collect()
    assert listener.heard == []
    vneid.agree(key(made), at=FILED + timedelta(hours=2))
    collect()
    made.refresh_from_db()
    assert (made.status, made.answered_at) == ("AGREED", FILED + timedelta(hours=2))
    assert listener.heard == [{7: "given"}]
    assert Handover.objects.get().status == "DONE"


def test_a_refusal_on_vneid_keeps_the_refusers_words(vneid: FakeVNeID, listener: Listener) -> None:
    (made,) = ask(7)
    dispatch()
    vneid.refuse(key(made), "Tôi muốn hỏi lại gia đình đã.")
    collect()
    made.refresh_from_db()
    assert (made.status, made.reason) == ("REFUSED", "Tôi muốn hỏi lại gia đình đã.")
    assert listener.last == {7: "refused"}


def test_who_has_no_account_is_known_at_once(vneid: FakeVNeID, listener: Listener) -> None:
    vneid.without_account = {HEAD}
    (made,) = ask(7)
    dispatch()
    made.refresh_from_db()
    assert (made.status, made.cause) == ("CANCELLED", "unreachable")
    assert listener.last == {7: "cancelled"}


def test_an_account_below_level_2_is_as_none(vneid: FakeVNeID, listener: Listener) -> None:
    (made,) = ask(7)
    dispatch()
    vneid.agree(key(made), at=FILED, level="1")
    collect()
    assert listener.last == {7: "cancelled"}


@pytest.mark.parametrize(
    "false",
    [
        {"dossier": "LT-261130-0000-0000-0000"},
        {"text_sha256": "0" * 64},
        {"personal_number": STRANGER},
    ],
    ids=lambda false: next(iter(false)),
)
def test_an_agreement_to_something_else_is_none(
    false: dict[str, str], vneid: FakeVNeID, listener: Listener
) -> None:
    (made,) = ask(7)
    dispatch()
    vneid.agree(key(made), at=FILED, **false)
    collect()
    assert listener.heard == []
    assert selectors.steps_missing([7]) == {7}
    assert Handover.objects.get().last_kind == "garbled"


def test_an_answer_given_in_time_counts_though_it_arrives_after_midnight(
    vneid: FakeVNeID, listener: Listener
) -> None:
    (made,) = ask(7)
    dispatch()
    last_minute = (FILED + 9 * DAY).replace(hour=23, minute=59)
    vneid.agree(key(made), at=last_minute)
    collect(lambda: last_minute + timedelta(minutes=10))
    assert listener.last == {7: "given"}


def test_an_answer_given_too_late_counts_for_nothing(vneid: FakeVNeID, listener: Listener) -> None:
    (made,) = ask(7)
    dispatch()
    vneid.agree(key(made), at=FILED + 10 * DAY)
    collect(lambda: FILED + 10 * DAY)
    assert listener.heard == []
    services.lapse_due(at=FILED + 10 * DAY)
    assert listener.last == {7: "lapsed"}


def test_an_answer_to_a_request_that_has_ended_changes_nothing(
    vneid: FakeVNeID, listener: Listener
) -> None:
    (made,) = ask(7)
    dispatch()
    vneid.agree(key(made), at=FILED)
    services.answer(consent_id=made.pk, personal_number=HEAD, agreed=False, at=FILED)
    letter = Letter(1, "consent", "consent", made.pk, 1, "vneid", b"", 2, 1)
    carrier = ours.ConsentCarrier()
    asked_before = [(letter, vneid.answers[key(made)])]
    carrier.settle(asked_before, at=LATER, locked=carrier.lock([made.pk]))
    made.refresh_from_db()
    assert made.status == "REFUSED"
    assert listener.heard == [{7: "refused"}]


def test_what_was_answered_at_the_door_is_taken_back_from_vneid(vneid: FakeVNeID) -> None:
    at_the_door, on_vneid = ask(7, head(), owner())
    dispatch()
    vneid.agree(key(on_vneid), at=FILED)
    collect()
    services.answer(consent_id=at_the_door.pk, personal_number=HEAD, agreed=True, at=FILED)
    dispatch()
    assert vneid.withdrawn == {key(at_the_door)}


def test_a_request_that_ends_before_it_is_sent_is_never_sent(vneid: FakeVNeID) -> None:
    (made,) = ask(7)
    Consent.objects.filter(pk=made.pk).update(status="CANCELLED", cause="withdrawn")
    dispatch()
    assert vneid.requests == {}


def test_reminders_name_the_request(vneid: FakeVNeID) -> None:
    (made,) = ask(7)
    dispatch()
    services.remind_due(at=FILED + DAY)
    dispatch()
    assert vneid.reminders == {f"consent_reminder-{made.pk}.1": key(made)}


def test_a_reminder_that_waited_while_the_person_answered_is_not_sent(vneid: FakeVNeID) -> None:
    (made,) = ask(7)
    dispatch()
    services.remind_due(at=FILED + DAY)
    services.answer(consent_id=made.pk, personal_number=HEAD, agreed=True, at=FILED + DAY)
    dispatch()
    assert vneid.reminders == {}


def test_somebody_known_by_a_handle_gets_a_number_with_the_answer(vneid: FakeVNeID) -> None:
    (made,) = ask(7, head("", full_name="L• T• H•", handle="a1b2c3"))
    dispatch()
    assert vneid.requests[key(made)]["handle"] == "a1b2c3"
    vneid.agree(key(made), at=FILED)
    collect()
    made.refresh_from_db()
    assert (made.status, made.personal_number) == ("AGREED", "000066000077")
    assert made.full_name == "Lê Thị Hoa"


def test_a_hundred_requests_are_two_questions(vneid: FakeVNeID) -> None:
    for step in range(100):
        ask(step)
    dispatch()
    Handover.objects.filter(channel="consent").update(next_at="2026-01-01T00:00:00Z")
    runner().collect(clock=lambda: LATER)
    assert max(vneid.questions) == 50


def test_nobodys_name_number_or_words_reach_a_log(
    vneid: FakeVNeID, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        (made,) = ask(7)
        vneid.down = True
        dispatch()
        vneid.down = False
        dispatch()
        vneid.refuse(key(made), "Nhà đã bán.")
        collect()
    said = "".join(record.getMessage() for record in caplog.records if "portal" in record.name)
    for private in (HEAD, "Trần", "Nhà đã bán", "Lê Lợi", ASKER.full_name):
        assert private not in said
