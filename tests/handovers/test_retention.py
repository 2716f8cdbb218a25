"""Once a message's time is over no word of it is left, and its hash still knows it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.consents.models import Consent
from portal.handovers import inbox, retention, tasks
from portal.handovers.models import Delivery, Endpoint, Handover
from portal.notifications.models import Notice
from portal.pipeline.models import Step
from portal.pipeline.retention import forget_words
from portal.settings.broker import CELERY_BEAT_SCHEDULE
from tests.pipeline.invented import AT, InventedAgency, filed

NAME = "Nguyễn Thị Giả Định"
RAW = f'{{"name": "{NAME}"}}'.encode()
OLD = timedelta(days=91)
TABLES = (
    "handovers_handover",
    "handovers_delivery",
    "consents_consent",
    "notifications_notice",
)


def places_of(words: str) -> list[str]:
    """Return the text and byte columns of the tables in which some words stand."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT table_name, column_name, data_type FROM information_schema.columns
                WHERE table_name = ANY(%s)
                  AND data_type IN ('text', 'character varying', 'bytea', 'jsonb', 'ARRAY')""",
            [list(TABLES)],
        )
        for table, column, kind in cursor.fetchall():
            known = f"position(convert_to(%s, 'UTF8') IN {column})"
            if kind != "bytea":
                known = f"position(%s IN {column}::text)"
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {known} > 0", [words])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def message(subject: int, **columns: object) -> Handover:
    endpoint, _ = Endpoint.objects.get_or_create(code="invented")
    row = {"channel": "step", "topic": "t", "body": RAW, "last_exchange": RAW}
    return Handover.objects.create(subject=subject, endpoint=endpoint, **row, **columns)


@pytest.fixture
def said(journey: InventedAgency, applicant: Citizen) -> Step:
    """A case that ended long ago, with a name in every place that may hold one."""
    long_ago = timezone.now() - OLD
    dossier = filed(applicant)
    Handover.objects.all().delete()
    dossier.steps.update(status="WITHDRAWN", since=AT - OLD)
    message(1, status="DONE", settled_at=long_ago)
    inbox.receive(sender="invented", message_id="1", raw=RAW)
    Delivery.objects.update(status="APPLIED", received_at=long_ago)
    Delivery.objects.create(
        sender="late:e", message_id="2", raw=RAW, status="IGNORED", received_at=long_ago
    )
    step = dossier.steps.order_by("pk")[0]
    Consent.objects.create(
        step_id=step.pk,
        roles=["household_head"],
        personal_number="000000000077",
        full_name=NAME,
        asked_by=NAME,
        text=f"{NAME} đồng ý",
        text_sha256="0" * 64,
        status="REFUSED",
        reason=NAME,
        asked_at=AT,
        answered_at=AT,
        expires_on=AT.date(),
    )
    Notice.objects.create(
        kind="filed",
        dossier_id=dossier.pk,
        phone="0900000077",
        email=f"{NAME}@example.invalid",
        occasion="1",
        created_at=AT,
    )
    return step


def test_after_its_time_no_word_is_left_anywhere(said: Step) -> None:
    assert len(places_of(NAME)) == 8
    assert tasks.forget.run() is None
    forget_words(at=AT)
    assert [places_of(word) for word in (NAME, "000000000077", "0900000077")] == [[], [], []]


def test_a_message_long_forgotten_is_known_when_it_comes_again(said: Step) -> None:
    retention.forget()
    assert inbox.receive(sender="invented", message_id="1", raw=RAW) is False
    with pytest.raises(inbox.MessageIdReused):
        inbox.receive(sender="invented", message_id="1", raw=b"another")


def test_what_is_young_open_or_stalled_keeps_its_words(said: Step, settings: object) -> None:
    retention.forget()
    now = timezone.now()
    kept: tuple[dict[str, object], ...] = (
        {"status": "DONE", "settled_at": now - timedelta(days=89)},
        {"status": "OWED", "settled_at": now - OLD},
        {"status": "STALLED", "settled_at": now - OLD},
        {"status": "DUE"},
    )
    for subject, columns in enumerate(kept, start=10):
        message(subject, **columns)
    for number, status in enumerate(("NEW", "STALLED")):
        Delivery.objects.create(
            sender="s", message_id=str(number), raw=RAW, status=status, received_at=now - OLD
        )
    assert retention.forget() == 0
    assert Handover.objects.filter(body=RAW).count() == 4
    assert Delivery.objects.filter(raw=RAW).count() == 2


def test_a_case_that_still_runs_keeps_whom_to_tell(said: Step) -> None:
    Step.objects.filter(dossier=said.dossier_id).exclude(pk=said.pk).update(status="IN_TRANSIT")
    forget_words(at=AT)
    assert places_of("0900000077") == ["notifications_notice.phone"]
    assert places_of("000000000077") == []


def test_pages_of_a_table_are_walked_to_their_end(
    said: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "PAGE", 2)
    for subject in range(2, 7):
        message(subject, status="DONE", settled_at=timezone.now() - OLD)
    assert retention.forget() == 8
    assert retention.forget() == 0


def test_the_jobs_are_in_the_calendar() -> None:
    asked = {one["task"] for one in CELERY_BEAT_SCHEDULE.values()}
    assert {"handovers.forget", "pipeline.forget_words", "documents.sweep"} <= asked
