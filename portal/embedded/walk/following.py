"""Watch one dossier until every leg has its end: as the family reads it, as each agency does."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portal.embedded.systems import SYSTEM_OF
from portal.embedded.walk.agencies import Agency, Seen
from portal.embedded.walk.browser import StoryStopped
from portal.embedded.walk.citizen import Leg, Mother
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus

PATIENCE_SECONDS = 90.0
PAUSE_SECONDS = 0.2
# While a leg is here, no outside system has it.
HERE = ("", StepStatus.WAITING, StepStatus.HELD, StepStatus.AT_DESK)


@dataclass(frozen=True, slots=True)
class Line:
    """One change of one leg, in the family's words; `system` is "" while it is in the portal."""

    at: datetime
    system: str
    reference: str
    words: str


class Following:
    """The eyes on one dossier: the mother's page, and the doors of the three agencies."""

    def __init__(self, mother: Mother, code: str, agencies: Mapping[str, Agency]) -> None:
        self.mother, self.code, self.agencies = mother, code, agencies
        self._systems = {
            str(one.title): SYSTEM_OF[one.code]
            for one in registry.journey("birth")
            if one.code in SYSTEM_OF
        }
        self._told: dict[str, tuple[str, str]] = {}
        self.seen: dict[str, Seen] = {}
        self.legs: list[Leg] = []

    def changes(self) -> list[Line]:
        """Return what is new since the last look, in the order it happened."""
        self.legs = self.mother.follow(self.code)
        found = [line for leg in self.legs if (line := self._change(leg))]
        return sorted(found, key=lambda line: line.at)

    def _change(self, leg: Leg) -> Line | None:
        system = self.system_of(leg)
        seen = self.agencies[system].look(self.code) if system else None
        if seen:
            self.seen[system] = seen
        before, status = self._told.get(leg.title, ("", "")), seen.status if seen else ""
        if leg.label == before[0]:
            return None
        self._told[leg.title] = (leg.label, status)
        has_moved = seen is not None and status != before[1]
        at = seen.since if seen and has_moved else timezone.localtime()
        is_there = status not in HERE
        return Line(
            at=at,
            system=system if is_there else "",
            reference=seen.reference if seen and is_there else "",
            words=leg.label if is_there else f"{leg.title}: {leg.label}",
        )

    def system_of(self, leg: Leg) -> str:
        """Return the outside system a leg goes to."""
        return self._systems.get(leg.title, "")

    def until_the_end(self, tell: Callable[[Line], None]) -> None:
        """Tell every change until all legs are final; raise StoryStopped if one stays open."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            was_over = self.is_over()  # the page is read before the doors: once more at the end
            for line in self.changes():
                tell(line)
            if was_over:
                return
            time.sleep(PAUSE_SECONDS)
        raise StoryStopped(f"{self.code} did not come to its end: {self._open()}")

    @property
    def systems(self) -> set[str]:
        """The outside systems that decide this dossier."""
        return set(self._systems.values())

    def is_over(self) -> bool:
        """Say whether every leg has its end."""
        return len(self.seen) == len(self.systems) and not self._open()

    def not_granted(self) -> list[str]:
        """Return the systems whose leg ended otherwise than granted."""
        return [name for name, seen in self.seen.items() if seen.status != StepStatus.GRANTED.value]

    def _open(self) -> str:
        return ", ".join(
            f"{name} {seen.status}" for name, seen in self.seen.items() if seen.status not in FINAL
        )
