"""The part of a replay beside its site: it starts it, does harm, lets it rest and takes it down."""

import json
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Mapping

from portal.embedded.children import ROOT
from portal.embedded.processes import SIMULATORS
from portal.embedded.refusals import CannotRun
from portal.embedded.replay import site
from portal.embedded.replay.trouble import TROUBLE_OVER, Trouble, note_fault
from portal.embedded.supervisor import Supervisor


class Direction:
    """One replay from the first process to the last; everything is stopped by who opened it."""

    def __init__(
        self, supervisor: Supervisor, plan: site.Plan, *, harm_for: float, options: list[str]
    ) -> None:
        self.supervisor, self._plan = supervisor, plan
        self._harm_for, self._options = harm_for, options
        self._addresses: Mapping[str, str] = {}
        self._trouble: Trouble | None = None
        self._harm_ends_at = 0.0
        self._is_calm = False

    def run(self) -> int:
        """Return the exit code of the inner part; raise CannotRun if the site does not stand."""
        self._addresses = self.supervisor.start()
        self._wait_until_ready()
        inner = self._begin()
        try:
            self.supervisor.run(on_tick=lambda: inner.poll() is None and self._look_after())
        finally:
            self._end_harm()
            if inner.poll() is None:
                inner.terminate()
            code = inner.wait()
        return code

    def happened(self) -> list[str]:
        """Return the faults that there were, in their order."""
        return self._trouble.happened if self._trouble else []

    def _wait_until_ready(self) -> None:
        """Watch over the children until all of them answer, or one never does."""
        waiting = _Ready(self.supervisor, self._addresses)
        waiting.start()
        self.supervisor.run(on_tick=waiting.is_alive)
        if waiting.refusal:
            raise waiting.refusal

    def _begin(self) -> "subprocess.Popen[bytes]":
        if self._plan.faults == "chaos":
            self._trouble = Trouble(self.supervisor, seed=self._plan.seed)
            self._trouble.start()
            self._harm_ends_at = time.monotonic() + self._harm_for
        return subprocess.Popen(
            [
                *(sys.executable, "-m", "portal.embedded.replay"),
                *("--dossiers", str(self._plan.dossiers), "--seed", str(self._plan.seed)),
                *self._options,
            ],
            env=site.inside(self.supervisor, self._addresses),
            cwd=ROOT,
        )

    def _look_after(self) -> bool:
        """End the harm when its time has come; always True."""
        if self._trouble:
            self._trouble.check()
            if time.monotonic() >= self._harm_ends_at:
                self._trouble.end()
        if not self._is_calm and not (self._trouble and self._trouble.is_alive()):
            self._calm_down()
        return True

    def _calm_down(self) -> None:
        """Let the agencies behave too, and say that no more harm is to come."""
        if self._trouble:
            for name in SIMULATORS:
                _let_behave(self._addresses[name])
            note_fault(self.supervisor.folder.path)
        (self.supervisor.folder.path / TROUBLE_OVER).touch()
        self._is_calm = True

    def _end_harm(self) -> None:
        """Wait for the one who does harm: a server may still have to be started again."""
        if self._trouble:
            self._trouble.end()
            self._trouble.join()


class _Ready(threading.Thread):
    """Waits for every process to answer while the supervisor's own loop watches them."""

    def __init__(self, supervisor: Supervisor, addresses: Mapping[str, str]) -> None:
        super().__init__(daemon=True, name="ready")
        self._supervisor, self._addresses = supervisor, addresses
        self.refusal: CannotRun | None = None

    def run(self) -> None:
        try:
            self._supervisor.wait_until_ready(self._addresses)
        except CannotRun as refusal:
            self.refusal = refusal


def _let_behave(address: str) -> None:
    request = urllib.request.Request(  # noqa: S310  # our own address
        f"{address}/_sim/controls",
        json.dumps({"mode": "honest"}).encode(),
        {"Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  # our own address
    except OSError as error:
        raise CannotRun(f"{address} could not be told to behave: {error}.") from error
