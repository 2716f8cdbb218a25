"""A worker's clock an hour off, everything rung for twice, a backup restored: one effect each."""

import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection

from portal.celery import app
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.settings.broker import CELERY_BEAT_SCHEDULE
from tests.handovers.test_runner_under_fire import in_threads
from tests.pipeline.invented import (
    AT,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    filed,
    invented_citizen,
)

HOUR = timedelta(hours=1)


def clock() -> datetime:
    return AT


class Keyed(Opening):
    """An agency with a book: one effect a key, whatever it is sent and asked."""

    book: dict[str, str] = {}
    heard: list[str] = []

    def send_one(self, letter: Letter) -> Answer:
        type(self).heard.append(letter.key)
        type(self).book.setdefault(letter.key, f"R-{len(self.book)}")
        return Accepted(self.book[letter.key])

    def collect_one(self, letter: Letter) -> Answer:
        if letter.key not in self.book:
            return NoAnswer(NoAnswerKind.MISSING)
        return Granted(facts={"number": self.book[letter.key]})


@pytest.fixture
def keyed(committed_journey: InventedAgency) -> type[Keyed]:
    """An empty book."""
    Keyed.book, Keyed.heard = {}, []
    return Keyed


def all_asked() -> None:
    """Let every wait be over, and everything go on to its end."""
    for _ in range(4):
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE handovers_handover SET next_at = now() WHERE status IN ('DUE', 'OWED')"
            )
        Runner(pace=Pace(ask_after=0)).work(clock=clock)


@pytest.mark.parametrize("off", [HOUR, -HOUR])
def test_a_worker_whose_clock_is_an_hour_off_takes_nobodys_lease(
    off: timedelta, committed_journey: InventedAgency
) -> None:
    filed(invented_citizen())
    begun, seen = threading.Event(), list[int]()

    class Slow(Opening):
        def send_one(self, letter: Letter) -> Answer:
            seen.append(letter.fence)
            begun.set()
            time.sleep(1)
            return Granted(facts={})

    def other() -> None:
        begun.wait(10)
        assert Runner().dispatch(clock=lambda: AT + off) == 0

    with registry.replaced(Slow, LeftLeg, RightLeg):
        in_threads([lambda: Runner().dispatch(clock=clock), other])
    assert seen == [1]
    assert set(Step.objects.values_list("status", flat=True)) == {"GRANTED"}


def test_workers_with_clocks_apart_send_each_case_once(committed_journey: InventedAgency) -> None:
    citizen = invented_citizen()
    for _ in range(20):
        filed(citizen)
    pace = Pace(batch=10, lanes=2)
    clocks = (clock, lambda: AT + HOUR, lambda: AT - HOUR)
    in_threads([partial(Runner(pace=pace).dispatch, clock=one) for one in clocks])
    sent = Counter(committed_journey.effects)
    assert (len(sent), set(sent.values())) == (60, {1})
    assert set(Step.objects.values_list("status", flat=True)) == {"GRANTED"}


def test_two_beats_and_two_sweeps_at_once_do_everything_once(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    for _ in range(20):
        filed(citizen)
    jobs = [str(one["task"]) for one in CELERY_BEAT_SCHEDULE.values()]
    app.loader.import_default_modules()

    def ring_for_all() -> None:
        for name in (*jobs, "handovers.sweep", "handovers.dispatch"):
            app.tasks[name].run()

    in_threads([ring_for_all, ring_for_all])
    sent = Counter(committed_journey.effects)
    assert (len(sent), set(sent.values())) == (60, {1})
    assert set(Handover.objects.values_list("status", flat=True)) == {"DONE"}


def test_a_restored_agency_that_forgot_a_case_gets_it_again_under_its_key(
    keyed: type[Keyed],
) -> None:
    with registry.replaced(keyed, LeftLeg, RightLeg):
        filed(invented_citizen())
        Runner(pace=Pace(ask_after=60)).dispatch(clock=clock)
        assert Handover.objects.get().status == "OWED"
        keyed.book.clear()
        all_asked()
    assert Step.objects.get(procedure="invented.opening").status == "GRANTED"
    assert (len(set(keyed.heard)), len(keyed.heard), len(keyed.book)) == (1, 2, 1)


@pytest.mark.parametrize(
    "restored",
    [
        # As it was before the claim, while it was on the wire, and before its answer.
        {"status": "DUE", "attempts": 0, "fence": 0, "body": None, "body_sha256": None},
        {"status": "SENDING", "attempts": 1, "fence": 1},
        {"status": "OWED", "attempts": 1, "fence": 1},
    ],
)
def test_a_restored_portal_whose_agency_is_ahead_has_one_effect(
    restored: dict[str, object], keyed: type[Keyed]
) -> None:
    with registry.replaced(keyed, LeftLeg, RightLeg):
        filed(invented_citizen())
        keyed.book = {f"step-{Handover.objects.get().subject}.1": "before the backup"}
        body = {} if "body" in restored else {"body": b"{}", "body_sha256": bytes(32)}
        Handover.objects.update(**restored, **body)
        all_asked()
    step = Step.objects.get(procedure="invented.opening")
    assert (step.status, step.facts) == ("GRANTED", {"number": "before the backup"})
    assert len(keyed.book) == 1
