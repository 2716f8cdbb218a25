"""Two workers, late answers, poison and slowness: what the runner must survive, on real commits."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial

import pytest
from django.db import connection

from portal.handovers import sets
from portal.handovers.answers import Accepted, Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.models import Delivery, Endpoint, Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from tests.pipeline.invented import AT, InventedAgency, Opening, filed, invented_citizen


def clock() -> datetime:
    return AT


def dispatch(pace: Pace) -> int:
    return Runner(pace=pace).dispatch(clock=clock)


def in_threads(acts: Sequence[Callable[[], object]]) -> None:
    """Run acts at once, each on a connection of its own; re-raise the first failure."""
    failures: list[BaseException] = []

    def work(act: Callable[[], object]) -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001  # handed to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def test_two_workers_on_one_batch_send_no_case_twice(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    for _ in range(60):
        filed(citizen)
    pace = Pace(batch=20, lanes=4)
    in_threads([lambda: Runner(pace=pace).dispatch(clock=clock)] * 3)
    sent = Counter(committed_journey.effects)
    assert len(sent) == 180
    assert set(sent.values()) == {1}
    assert set(Step.objects.values_list("status", flat=True)) == {"GRANTED"}


def test_an_answer_after_the_fence_was_raised_is_kept_raw_and_changes_nothing(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    released, overtaken = threading.Event(), threading.Event()

    class Slow(Opening):
        def send_one(self, letter: Letter) -> Answer:
            if letter.attempt == 1:
                overtaken.set()
                released.wait(10)
                return Granted(facts={"number": "late"})
            return Granted(facts={"number": "in time"})

    with registry.replaced(Slow):
        filed(citizen)
        pace = Pace(lease=0.6)
        first = threading.Thread(target=in_threads, args=([partial(dispatch, pace)],))
        with pytest.MonkeyPatch.context() as patch:
            # The first worker is stopped past its lease: it renews nothing.
            patch.setattr(sets, "renew", lambda letters, *, lease: None)
            first.start()
            overtaken.wait(10)
            time.sleep(0.8)
            Runner(pace=pace).dispatch(clock=clock)
            released.set()
            first.join()
    step = Step.objects.get()
    assert step.facts == {"number": "in time"}
    late = Delivery.objects.get()
    assert (late.status, late.outcome) == ("IGNORED", "late")


def test_a_call_that_never_ends_keeps_its_letter_for_so_long_and_no_longer(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    released, begun = threading.Event(), threading.Event()

    class Stuck(Opening):
        def send_one(self, letter: Letter) -> Answer:
            if letter.fence == 1:
                begun.set()
                released.wait(20)
            return Granted(facts={"number": str(letter.fence)})

    with registry.replaced(Stuck):
        filed(citizen)
        pace = Pace(lease=0.6, held_at_most=0.9)
        first = threading.Thread(target=in_threads, args=([partial(dispatch, pace)],))
        first.start()
        begun.wait(10)
        deadline = time.monotonic() + 10
        while Handover.objects.get().status != "DONE" and time.monotonic() < deadline:
            Runner(pace=pace).dispatch(clock=clock)
            time.sleep(0.1)
        facts = Step.objects.get().facts
        released.set()
        first.join()
    assert facts == {"number": "2"}


def test_a_poison_case_among_five_hundred_stalls_alone(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()

    poison = 0

    class Poisoned(Opening):
        letters_per_call = 500

        def send(self, letters: Sequence[Letter]) -> dict[int, Answer]:
            if any(letter.subject == poison for letter in letters):
                raise RuntimeError("this case breaks the client")
            return {letter.subject: Granted(facts={}) for letter in letters}

    with registry.replaced(Poisoned):
        for _ in range(500):
            filed(citizen)
        poison = Step.objects.order_by("id")[250].pk
        Endpoint.objects.update(latency_ms=0.1)
        Runner().dispatch(clock=clock)
    stalled = Handover.objects.filter(status="STALLED")
    assert [one.subject for one in stalled] == [poison]
    assert bytes(stalled[0].last_exchange or b"") == b"RuntimeError"
    assert Step.objects.filter(status="GRANTED").count() == 499


def test_a_slow_endpoint_is_sent_each_case_once_and_holds_up_no_other(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    sent: list[int] = []

    class Crawling(Opening):
        def send_one(self, letter: Letter) -> Answer:
            sent.append(letter.subject)
            time.sleep(0.7)
            return Granted(facts={})

    with registry.replaced(Crawling):
        for _ in range(12):
            filed(citizen)
        pace = Pace(lease=1.5, lanes=2)
        in_threads([lambda: Runner(pace=pace).dispatch(clock=clock)] * 2)
        while Handover.objects.exclude(status="DONE").exists():
            Runner(pace=pace).dispatch(clock=clock)
    assert sorted(sent) == sorted(set(sent))
    assert len(sent) == 12


def test_an_open_circuit_burns_no_attempt_and_recovery_makes_all_due(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    filed(citizen)
    Endpoint.objects.update(failures=9)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE handovers_endpoint SET open_until = now() + interval '1 hour'")
    assert Runner().dispatch(clock=clock) == 0
    assert Handover.objects.get().attempts == 0
    Endpoint.objects.update(open_until=None)
    Runner().dispatch(clock=clock)
    opening = Endpoint.objects.get(code="invented:invented.opening")
    assert (opening.failures, opening.open_until) == (0, None)


def test_what_is_owed_is_asked_for_while_new_cases_keep_coming(
    committed_journey: InventedAgency,
) -> None:
    citizen = invented_citizen()
    asked: list[int] = []

    class Owing(Opening):
        def send_one(self, letter: Letter) -> Answer:
            if len(asked) == 0 and Handover.objects.count() < 60:
                filed(citizen)  # there is always one more to send
            return Accepted(f"R-{letter.subject}")

        def collect_one(self, letter: Letter) -> Answer:
            asked.append(letter.subject)
            return Granted(facts={})

    with registry.replaced(Owing):
        filed(citizen)
        Runner(pace=Pace(batch=1, ask_after=0.0)).work(clock=clock)
    assert asked
    assert Handover.objects.count() < 60
