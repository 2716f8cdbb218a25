"""(a) The engine with in-process agencies against the hand-written floor, in turns."""

from typing import Any

from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline import journal
from portal.pipeline.registry import registry
from tests.bench import floor, rooms, stage
from tests.clones import Clones
from tests.pipeline.invented import AT


class DifferentResults(Exception):
    """Engine and floor did not write the same counts and sums: the comparison says nothing."""


class BrokenJournal(Exception):
    """A chain of the engine does not verify: what it was fast at was not the work."""


def run_engine() -> None:
    """Carry everything that is due, as one worker does."""
    pace = Pace(batch=stage.BATCH, settle_after=stage.BATCH)
    while Runner(pace=pace).dispatch(clock=lambda: AT):
        pass


def measure(clones: Clones, kind: str, dossiers: int) -> tuple[float, dict[str, Any]]:
    """Return dossiers per second and the sums of what was written.

    Every line of the engine's journal is verified afterwards, at every size, untimed.
    """
    with rooms.database(clones), registry.replaced(*stage.THREE):
        stage.set_stage(dossiers)
        spent = rooms.seconds(floor.run if kind == "floor" else run_engine)
        broken = next(journal.faults(), None) if kind == "engine" else None
        if broken:
            raise BrokenJournal(broken)
        return dossiers / spent, stage.sums()
