"""The part of a replay that files and decides, inside its site; it may not touch the runner."""

import itertools
import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from portal.embedded.processes import SIMULATORS
from portal.embedded.replay import judge, queues
from portal.embedded.replay.people import Families, Officials, insist, now, prepare
from portal.embedded.replay.trouble import TROUBLE_OVER, last_fault

PATIENCE = 60.0  # seconds after the last fault within which everything must move again
PORTION = 20


def run(
    *,
    dossiers: int,
    seed: int,
    say: Callable[[str], None],
    longest: float = 900.0,
    patience: float = PATIENCE,
    events: tuple[str, ...] = ("birth",),
) -> judge.Verdict:
    """File `dossiers` families, decide, wait for the end or the end of patience; return counts."""
    replay = Replay(seed=seed, say=say, patience=patience, events=events)
    replay.file(dossiers)
    replay.wait(until=replay.began + longest)
    return replay.verdict()


class Replay:
    """One crowd of invented people in one site."""

    def __init__(
        self,
        *,
        seed: int,
        say: Callable[[str], None],
        patience: float,
        events: tuple[str, ...] = ("birth",),
    ) -> None:
        self._events = events
        self.began = time.monotonic()
        self._say, self._patience = say, patience
        self._folder = Path(os.environ["PORTAL_RUN_FOLDER"])
        official, paper = insist(prepare)
        self._families = Families(seed=seed, paper=paper, today=now().date(), events=events)
        self._officials = Officials(seed=seed, by=official)
        self._recovery = queues.Recovery(self._folder)
        self._filed_at = self._drained_at = 0.0
        self._is_still = False

    def file(self, dossiers: int) -> None:
        """File so many dossiers; people act on what waits for them between two portions."""
        filed: set[int] = set()
        numbers = itertools.count(1)
        while len(filed) < dossiers:
            for number in itertools.islice(numbers, PORTION):
                if len(filed) < dossiers:
                    filed |= set(insist(partial(self._file, number)))
            self._act()
            self._say(f"filed {len(filed)}, unfinished {insist(judge.unfinished)}")
        self._filed_at = time.time()

    def wait(self, *, until: float) -> None:
        """Go on acting until all is final, or nothing has moved for as long as patience lasts."""
        moved_at, before = time.time(), -1
        while time.monotonic() < until:
            self._act()
            left, moves = insist(judge.unfinished), insist(queues.moves)
            if not left:
                self._drained_at = self._drained_at or time.time()
                if self._recovery.is_known:
                    return
            if moves != before:
                moved_at, before = time.time(), moves
            calm_since = max(moved_at, last_fault(self._folder))
            if self._is_calm and time.time() - calm_since > self._patience:
                self._is_still = True
                return
            self._say(f"unfinished {left}")
            time.sleep(1.0)

    def verdict(self) -> judge.Verdict:
        """Judge, and say it as the last line, one JSON object."""
        addresses = {name: os.environ[f"{name.upper()}_URL"] for name in SIMULATORS}
        draining = set() if self._is_still else insist(self._draining)
        verdict = insist(lambda: judge.judge(addresses, draining=draining))
        spent = time.monotonic() - self.began
        line: dict[str, Any] = {**asdict(verdict), "seconds": round(spent, 1)}
        line |= self._recovered() | {"dossiers_per_s": round(verdict.filed / spent, 2)}
        if len(self._events) > 1 or self._events != ("birth",):
            line["events"] = {
                event: asdict(insist(partial(judge.judge, addresses, draining=draining, of=event)))
                for event in self._events
            }
        self._say(json.dumps(line, ensure_ascii=False))
        return verdict

    def _file(self, number: int) -> list[int]:
        return self._families.file(number, at=now())

    def _act(self) -> None:
        insist(lambda: self._officials.decide(at=now()))
        insist(lambda: self._families.answer_returns(at=now()))
        insist(self._recovery.look)

    def _draining(self) -> set[int]:
        return queues.draining(seconds=self._patience)

    @property
    def _is_calm(self) -> bool:
        return (self._folder / TROUBLE_OVER).exists()

    def _recovered(self) -> dict[str, float | int | None]:
        drained = None
        if self._drained_at:
            since = max(last_fault(self._folder), self._filed_at)
            drained = round(max(0.0, self._drained_at - since), 1)
        return {
            "recovered_s": self._recovery.seconds,
            "waited_at_last_fault": self._recovery.messages,
            "drained_s": drained,
        }
