"""How notices leave the house: written once, handed over once, and never after a death."""

import logging
from collections.abc import Iterator
from datetime import timedelta

import orjson
import pytest
from django.utils import timezone

from integrations.answers import Answer, Granted, NoAnswer, NoAnswerKind
from integrations.messaging import sms_objection
from portal.handovers.carriers import CarrierRegistry, carriers
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications import carriers as ours
from portal.notifications import services
from portal.notifications.kinds import Kind
from portal.notifications.models import Silence
from tests.notifications.families import AT, CODE, family

pytestmark = pytest.mark.django_db


class FakeMessaging:
    """A message service with idempotency keys, which can be down."""

    def __init__(self) -> None:
        self.sent: dict[str, dict[str, str]] = {}
        self.calls = 0
        self.down = False

    def send_sms(self, *, to: str, text: str, key: str, attempt: int = 1) -> Answer:
        if objection := sms_objection(text):
            raise ValueError(objection)
        return self._put(key, {"to": to, "text": text})

    def send_email(self, *, to: str, subject: str, text: str, key: str, attempt: int = 1) -> Answer:
        return self._put(key, {"to": to, "subject": subject, "text": text})

    def _put(self, key: str, message: dict[str, str]) -> Answer:
        self.calls += 1
        if self.down:
            return NoAnswer(NoAnswerKind.UNREACHABLE)
        self.sent.setdefault(key, message)
        return Granted({"reference": key})


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeMessaging]:
    """Stand in for the message service."""
    fake = FakeMessaging()
    monkeypatch.setattr(ours, "client", lambda: fake)
    yield fake


def dispatch() -> None:
    registry = CarrierRegistry()
    registry.register(ours.SmsCarrier())
    registry.register(ours.EmailCarrier())
    Runner(registry=registry).dispatch(clock=timezone.now)


def bodies() -> dict[str, bytes]:
    return {one.channel: bytes(one.body or b"") for one in Handover.objects.all()}


def test_both_ways_are_registered() -> None:
    assert isinstance(carriers["sms"], ours.SmsCarrier)
    assert isinstance(carriers["email"], ours.EmailCarrier)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_goes_out_by_both_ways(kind: Kind, service: FakeMessaging) -> None:
    services.tell(kind, [family(kind=kind)], at=AT)
    dispatch()
    sms, email = (service.sent[key] for key in sorted(service.sent, reverse=True))
    assert sms["to"] == "0912345678"
    assert email["to"] == "nha@example.vn"
    assert sms["text"].isascii()
    assert not email["text"].isascii()
    assert set(Handover.objects.values_list("status", flat=True)) == {"DONE"}


def test_what_is_written_is_frozen_and_sent_once(service: FakeMessaging) -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    service.down = True
    dispatch()
    first = bodies()
    service.down = False
    Handover.objects.update(next_at=timezone.now() - timedelta(hours=1))
    dispatch()
    dispatch()
    assert bodies() == first
    assert orjson.loads(first["sms"])["text"].startswith(f"Da nhan ho so {CODE}.")
    assert len(service.sent) == 2


def test_a_death_while_the_service_is_down_stops_what_waits(service: FakeMessaging) -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    service.down = True
    dispatch()
    services.silence_for(dossier_ids=[5], at=AT)
    service.down = False
    Handover.objects.update(next_at=timezone.now() - timedelta(hours=1))
    dispatch()
    assert service.sent == {}


def test_a_death_registered_just_before_is_seen_when_the_message_is_written(
    service: FakeMessaging,
) -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    Silence.objects.create(dossier_id=5, since=AT)
    dispatch()
    assert service.calls == 0
    assert set(Handover.objects.values_list("last_kind", flat=True)) == {"moot"}


def test_erased_contacts_are_not_written_to(service: FakeMessaging) -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    services.erase(dossier_ids=[5])
    dispatch()
    assert service.calls == 0


def test_neither_contact_nor_text_reaches_a_log(
    service: FakeMessaging, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ours.rendering, "sms", lambda notice: "có dấu")
    with caplog.at_level(logging.DEBUG):
        services.tell(Kind.FILED, [family()], at=AT)
        dispatch()
    assert Handover.objects.get(channel="sms").status == "STALLED"
    for private in ("0912345678", "nha@example.vn", "có dấu"):
        assert private not in "".join(record.getMessage() for record in caplog.records)
