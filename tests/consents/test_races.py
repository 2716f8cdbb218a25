"""Two at once, on two real connections: one wins, whole, and the other learns of it."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from portal.consents import services
from portal.consents.models import Consent
from tests.clones import CommittedDatabase
from tests.consents.people import DAY, FILED, HEAD, Listener, ask, delivered

LAST = FILED + 9 * DAY


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run acts at the same moment, each on its own connection; return results or errors."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [pool.submit(run, act) for act in acts]
    return [one.exception() or one.result() for one in running]


def verdicts(listener: Listener) -> Sequence[str]:
    return [str(standing) for heard in listener.heard for standing in heard.values()]


def test_agreeing_and_lapsing_at_once(committed_db: CommittedDatabase, listener: Listener) -> None:
    for step in range(1, 9):
        (made,) = ask(step)
        listener.heard.clear()
        said, lapsed = at_once(
            lambda made=made: services.answer(  # type: ignore[misc]  # a lambda's default is not inferred
                consent_id=made.pk, personal_number=HEAD, agreed=True, at=LAST
            ),
            lambda: services.lapse_due(at=LAST + DAY),
        )
        made.refresh_from_db()
        if made.status == "AGREED":
            assert (said.status, lapsed, verdicts(listener)) == ("AGREED", 0, ["given"])
        else:
            assert made.status == "LAPSED"
            assert isinstance(said, services.AlreadyClosed)
            assert (lapsed, verdicts(listener)) == (1, ["lapsed"])


def test_yes_and_no_at_once(committed_db: CommittedDatabase, listener: Listener) -> None:
    (made,) = ask()
    results = at_once(
        *(
            lambda agreed=agreed: services.answer(
                consent_id=made.pk, personal_number=HEAD, agreed=agreed, at=FILED
            )
            for agreed in (True, False)
        )
    )
    assert sorted(type(one).__name__ for one in results) == ["AlreadyClosed", "Consent"]
    assert len(listener.heard) == 1


def test_the_same_answer_twice_at_once_is_heard_once(
    committed_db: CommittedDatabase, listener: Listener
) -> None:
    (made,) = ask()
    results = at_once(
        *[lambda: services.answer(consent_id=made.pk, personal_number=HEAD, agreed=True, at=FILED)]
        * 4
    )
    assert {one.status for one in results} == {"AGREED"}
    assert verdicts(listener) == ["given"]


def test_several_clocks_at_once_lapse_each_request_once(
    committed_db: CommittedDatabase, listener: Listener
) -> None:
    for step in range(1, 21):
        ask(step)
    counts = at_once(*[lambda: services.lapse_due(at=LAST + DAY)] * 3)
    assert sum(counts) == 20
    assert verdicts(listener) == ["lapsed"] * 20


def test_several_clocks_at_once_remind_everybody_once(
    committed_db: CommittedDatabase, listener: Listener
) -> None:
    for step in range(1, 21):
        ask(step)
    delivered()
    reminded = at_once(*[lambda: services.remind_due(at=FILED + DAY)] * 3)
    assert sorted(one.step_id for batch in reminded for one in batch) == list(range(1, 21))
    assert set(Consent.objects.values_list("reminded_count", flat=True)) == {1}
