"""What a replay counts: faults that happened, dossiers that are stuck, seconds until all moves."""

import threading
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone

from portal.embedded.refusals import CannotRun
from portal.embedded.replay import __main__ as inner
from portal.embedded.replay import inside, judge, outside, queues, site
from portal.embedded.replay.judge import VNEID, Verdict
from portal.embedded.replay.queues import Recovery
from portal.embedded.replay.trouble import Trouble, TroubleBroke, last_fault, note_fault
from portal.handovers.models import Endpoint, Handover
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import StepStatus

RESIDENCE = "residence.registration"
NOBODY: dict[str, set[str]] = {VNEID: set(), "residence_register": set()}


def _step(status: StepStatus, *, code: str = "LT-1") -> Step:
    return Step(procedure=RESIDENCE, status=status, dossier=Dossier(code=code))


class TestWhatIsStuck:
    def test_a_held_step_waits_for_its_own_consent_and_for_no_other(self) -> None:
        held = _step(StepStatus.HELD)
        assert judge._waits_here([held], NOBODY | {VNEID: {"LT-2"}})
        assert not judge._waits_here([held], NOBODY | {VNEID: {"LT-1"}})

    def test_an_agency_that_has_answered_owes_nothing(self) -> None:
        there = _step(StepStatus.WITH_AGENCY)
        assert judge._waits_here([there], NOBODY)
        assert not judge._waits_here([there], NOBODY | {"residence_register": {"LT-1"}})

    def test_one_step_here_makes_the_dossier_ours_whoever_owes_another(self) -> None:
        steps = [_step(StepStatus.HELD), _step(StepStatus.IN_TRANSIT)]
        assert judge._waits_here(steps, NOBODY | {VNEID: {"LT-1"}})

    def test_only_what_is_open_waits(self) -> None:
        assert not judge._waits_here([_step(StepStatus.GRANTED)], NOBODY)
        assert judge._waits_here([_step(StepStatus.WAITING)], NOBODY)

    @pytest.mark.parametrize("name", ["stuck", "doubled", "missing"])
    def test_any_of_three_breaks_the_promise(self, name: str) -> None:
        assert Verdict(filed=9, completed=9, draining=1).is_whole
        assert not Verdict(**{name: 1}).is_whole

    def test_a_queue_that_was_not_waited_for_lacks_nothing_yet(self, db: None) -> None:
        verdict = Verdict()
        log = [
            {"dossier_key": "LT-1", "revision": 1, "effect": "granted"},
            {"dossier_key": "LT-2", "revision": 1, "effect": "granted"},
        ]
        judge._compare(RESIDENCE, log, verdict, unjudged={"LT-1"})
        assert verdict.missing == 1


def _message(door: Endpoint, subject: int, *, seconds: float) -> Handover:
    return Handover.objects.create(
        channel="step",
        topic=RESIDENCE,
        subject=subject,
        endpoint=door,
        next_at=timezone.now() + timedelta(seconds=seconds),
    )


class TestRecovery:
    @pytest.fixture
    def door(self, db: None) -> Endpoint:
        return Endpoint.objects.create(code="invented")

    def test_is_known_where_there_was_no_fault(self, door: Endpoint, tmp_path: Path) -> None:
        recovery = Recovery(tmp_path)
        recovery.look()
        assert recovery.is_known
        assert recovery.seconds is None

    def test_waits_until_everything_that_waited_was_touched(
        self, door: Endpoint, tmp_path: Path
    ) -> None:
        due, leased = _message(door, 1, seconds=-5), _message(door, 2, seconds=9)
        _message(door, 3, seconds=600)
        note_fault(tmp_path)
        recovery = Recovery(tmp_path)
        recovery.look()
        assert (recovery.seconds, recovery.messages) == (None, 2)
        Handover.objects.filter(pk=due.pk).update(fence=1)
        recovery.look()
        assert recovery.seconds is None
        Handover.objects.filter(pk=leased.pk).update(status="DONE")
        recovery.look()
        assert recovery.seconds is not None
        assert 0 <= recovery.seconds < 30

    def test_waits_until_no_circuit_is_open(self, door: Endpoint, tmp_path: Path) -> None:
        Endpoint.objects.update(open_until=timezone.now() + timedelta(minutes=1))
        note_fault(tmp_path)
        recovery = Recovery(tmp_path)
        recovery.look()
        assert not recovery.is_known
        Endpoint.objects.update(open_until=None)
        recovery.look()
        assert recovery.is_known

    def test_begins_anew_with_each_fault(self, door: Endpoint, tmp_path: Path) -> None:
        note_fault(tmp_path)
        recovery = Recovery(tmp_path)
        recovery.look()
        assert recovery.is_known
        _message(door, 1, seconds=-1)
        time.sleep(0.01)
        note_fault(tmp_path)
        recovery.look()
        assert not recovery.is_known

    def test_a_message_at_a_door_that_answers_is_in_line(self, door: Endpoint) -> None:
        _message(door, 1, seconds=-90)
        assert queues.draining(seconds=60) == set()


class _Site:
    """Nothing to be harmed."""

    def __init__(self, path: Path) -> None:
        self.folder, self.servers, self.children = SimpleNamespace(path=path), None, []


class _Clumsy(Trouble):
    """Tries one fault again and again."""

    def __init__(self, path: Path, fault: Any) -> None:
        super().__init__(_Site(path), seed=1, pause=0.01)  # type: ignore[arg-type]  # no servers
        self._random.choice = lambda _faults: fault  # type: ignore[method-assign]  # one fault


class TestTrouble:
    def test_counts_and_dates_only_what_happened(self, tmp_path: Path) -> None:
        tried = threading.Event()
        answers = iter((False, True))

        def fault() -> bool:
            try:
                return next(answers)
            except StopIteration:
                tried.set()
                return False

        trouble = _Clumsy(tmp_path, fault)
        trouble.start()
        assert tried.wait(5)
        trouble.end()
        trouble.join()
        trouble.check()
        assert trouble.happened == ["fault"]
        assert last_fault(tmp_path)

    @pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
    def test_that_breaks_down_is_told(self, tmp_path: Path) -> None:
        def fault() -> bool:
            raise RuntimeError

        trouble = _Clumsy(tmp_path, fault)
        trouble.start()
        trouble.join()
        with pytest.raises(TroubleBroke, match="before, there was: nothing"):
            trouble.check()

    def test_finds_no_worker_where_none_runs(self, tmp_path: Path) -> None:
        trouble = Trouble(_Site(tmp_path), seed=1)  # type: ignore[arg-type]  # no servers
        assert not trouble.kill_a_worker()
        assert not trouble.kill_a_pool_child()
        assert not trouble.stop_a_worker_past_its_lease()


class _Silent:
    """A supervisor whose portal never answers."""

    def start(self) -> dict[str, str]:
        return {}

    def wait_until_ready(self, _addresses: object) -> None:
        raise CannotRun("Not answering: web.")

    def run(self, on_tick: Any) -> None:
        while on_tick():
            time.sleep(0.01)


def test_a_site_that_never_stands_ends_the_replay_in_one_sentence() -> None:
    plan = site.Plan(dossiers=1, seed=1, faults="none")
    silent: Any = _Silent()
    direction = outside.Direction(silent, plan, harm_for=0, options=[])
    with pytest.raises(CannotRun, match="Not answering: web"):
        direction.run()


@pytest.mark.parametrize(("stuck", "code"), [(0, 0), (1, 1)])
def test_a_broken_promise_is_an_exit_code(
    monkeypatch: pytest.MonkeyPatch, stuck: int, code: int
) -> None:
    monkeypatch.setattr(inside, "run", lambda **_options: Verdict(stuck=stuck))
    numbers = ("--dossiers", "1", "--seed", "1", "--longest", "1", "--patience", "1")
    monkeypatch.setattr("sys.argv", ["replay", *numbers])
    with pytest.raises(SystemExit) as ended:
        inner.main()
    assert ended.value.code == code
