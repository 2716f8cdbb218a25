"""A partner that was down, or has had enough: who is woken, who waits, and who is left in peace."""

from datetime import datetime

import pytest
from django.db import connection

from portal.accounts.models import Citizen
from portal.handovers import circuits
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.handovers.circuits import Call, note
from portal.handovers.models import Endpoint, Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline.registry import registry
from tests.pipeline.invented import AT, InventedAgency, LeftLeg, Opening, RightLeg, filed

PACE = Pace(retry_at_most_every=600)
TOLD_LATER = NoAnswer(NoAnswerKind.THROTTLED, retry_after=120)


def clock() -> datetime:
    return AT


@pytest.fixture
def endpoint(db: None) -> Endpoint:
    """An endpoint whose circuit has just been open."""
    return Endpoint.objects.create(code="invented", failures=9)


def lay(endpoint: Endpoint, subject: int, **columns: object) -> Handover:
    """Lay a message that waits five minutes more."""
    row = Handover.objects.create(
        channel="step", topic="t", subject=subject, endpoint=endpoint, **columns
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE handovers_handover SET next_at = now() + interval '300 s' WHERE id = %s",
            [row.pk],
        )
    return row


def seconds_left(row: Handover) -> float:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM next_at - now()) FROM handovers_handover WHERE id = %s",
            [row.pk],
        )
        return float(cursor.fetchone()[0])


def rest_of(code: str) -> float:
    """Return how many seconds an endpoint stays closed."""
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT coalesce(extract(epoch FROM open_until - now()), 0)
                 FROM handovers_endpoint WHERE code = %s""",
            [code],
        )
        return float(cursor.fetchone()[0])


def test_recovery_wakes_only_what_waited_for_it(endpoint: Endpoint) -> None:
    outage = {"attempts": 1, "last_kind": "unreachable"}
    woken = [
        lay(endpoint, 1, **outage),
        lay(endpoint, 2, status="OWED", attempts=1, last_kind="server_error"),
    ]
    left = [
        lay(endpoint, 3),  # held in the house: an acceptance that can be undone
        lay(endpoint, 4, status="SENDING", **outage),  # somebody's lease
        lay(endpoint, 5, status="OWED", attempts=1),  # somebody is asking about it
        lay(endpoint, 6, status="OWED", attempts=1, last_kind="not_ready"),
        lay(endpoint, 7, attempts=1, last_kind="throttled"),
        lay(Endpoint.objects.create(code="another"), 8, **outage),
    ]
    note([Call("invented", 1, 0.1, failed=False)], pace=PACE)
    assert all(seconds_left(row) <= circuits.SPREAD for row in woken)
    assert all(seconds_left(row) > 290 for row in left)


def test_recovery_shortens_no_wait_longer_than_the_portals_own(endpoint: Endpoint) -> None:
    told = lay(endpoint, 1, attempts=1, last_kind="server_error")  # 503 with Retry-After: 300
    note([Call("invented", 1, 0.1, failed=False)], pace=Pace())
    assert seconds_left(told) > 290


def test_a_question_under_way_is_not_woken(journey: InventedAgency, applicant: Citizen) -> None:
    filed(applicant)
    answers: list[Answer] = [NoAnswer(NoAnswerKind.UNREACHABLE), Granted({})]
    kinds: list[str] = []

    class Asked(Opening):
        def send_one(self, letter: Letter) -> Answer:
            return Accepted("R")

        def collect_one(self, letter: Letter) -> Answer:
            return answers.pop(0)

    with registry.replaced(Asked, LeftLeg, RightLeg):
        Runner(pace=Pace(ask_after=0)).work(clock=clock)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE handovers_handover SET next_at = now()")
        runner = Runner(pace=Pace(ask_after=0))
        letters, _ = runner._claim(asking=True)
        kinds += Handover.objects.values_list("last_kind", flat=True)
    assert len(letters) == 1
    assert kinds == [""]


@pytest.mark.parametrize(("status", "index"), [("DUE", "to_send"), ("OWED", "to_ask")])
def test_waking_uses_the_index_of_its_status(endpoint: Endpoint, status: str, index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO handovers_handover (channel, topic, subject, revision, endpoint_id,
                                                 status)
               SELECT 'step', 't', n, 1, %s, CASE WHEN n %% 50 = 0 THEN %s ELSE 'DONE' END
                 FROM generate_series(1, 5000) n""",
            [endpoint.pk, status],
        )
        cursor.execute("ANALYZE handovers_handover")
        cursor.execute(
            "EXPLAIN " + circuits._WAKE.format(status=status),
            {"spread": 10, "endpoint": endpoint.pk, "longest": 20},
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert f"handover_{index}" in plan
    assert "Seq Scan" not in plan


def test_being_told_to_come_back_later_burns_no_try_and_closes_the_endpoint(
    journey: InventedAgency, applicant: Citizen
) -> None:
    filed(applicant)
    journey.replies["invented.opening"] = [TOLD_LATER]
    Runner(pace=Pace(attempts=1)).dispatch(clock=clock)
    handover = Handover.objects.get()
    assert (handover.status, handover.attempts, handover.forgiven) == ("DUE", 1, 1)
    assert 110 < rest_of("invented:invented.opening") <= 120
    assert Endpoint.objects.get(code="invented:invented.opening").failures == 0
    Endpoint.objects.update(open_until=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE handovers_handover SET next_at = now()")
    journey.replies["invented.opening"] = [NoAnswer(NoAnswerKind.UNREACHABLE)]
    Runner(pace=Pace(attempts=1)).dispatch(clock=clock)
    assert Handover.objects.get().status == "STALLED"


def test_a_rest_is_capped_and_another_workers_good_answer_does_not_end_it(db: None) -> None:
    Endpoint.objects.create(code="invented")
    note([Call("invented", 1, 0.1, failed=False, later=10_000_000.0)], pace=Pace())
    assert 3500 < rest_of("invented") <= 3600
    note([Call("invented", 1, 0.1, failed=False)], pace=Pace())
    assert rest_of("invented") > 3500
    Endpoint.objects.update(open_until=None)
    note([Call("invented", 1, 0.1, failed=False, later=0.0)], pace=Pace())
    assert 0 < rest_of("invented") <= circuits.UNTOLD
