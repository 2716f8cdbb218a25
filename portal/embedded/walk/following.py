"""Watch one dossier until every leg has its end: as the family reads it, as each agency does."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from portal.embedded.systems import SYSTEMS_OF
from portal.embedded.walk.agencies import Agency, Seen
from portal.embedded.walk.browser import StoryStopped
from portal.embedded.walk.citizen import Applicant, Leg
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


@dataclass(frozen=True, slots=True)
class Found:
    """What an agency reads of a leg, and which of the systems that may decide it has it."""

    system: str
    seen: Seen


class Following:
    """The eyes on one dossier: the family's page, and the doors of the agencies."""

    def __init__(self, family: Applicant, code: str, agencies: Mapping[str, Agency]) -> None:
        self.family, self.code, self.agencies = family, code, agencies
        self._procedures = {
            str(one.title): one.code
            for one in registry.journey(family.life_event)
            if SYSTEMS_OF[one.code]
        }
        self._told: dict[str, tuple[str, str]] = {}
        self.found: dict[str, Found] = {}
        self.legs: list[Leg] = []

    def changes(self) -> list[Line]:
        """Return what is new since the last look, in the order it happened."""
        self.legs = self.family.follow(self.code)
        found = [line for leg in self.legs if (line := self._change(leg))]
        return sorted(found, key=lambda line: line.at)

    def _change(self, leg: Leg) -> Line | None:
        procedure = self._procedures.get(leg.title, "")
        found = self._look(procedure)
        if found:
            self.found[procedure] = found
        seen = found.seen if found else None
        before, status = self._told.get(leg.title, ("", "")), seen.status if seen else ""
        if leg.label == before[0]:
            return None
        self._told[leg.title] = (leg.label, status)
        has_moved = seen is not None and status != before[1]
        at = seen.since if seen and has_moved else timezone.localtime()
        is_there = status not in HERE
        system = found.system if found and is_there else ""
        return Line(
            at=at,
            system=system,
            reference=seen.reference if seen and is_there else "",
            words=leg.label if system and self._has_one(system) else f"{leg.title}: {leg.label}",
        )

    def _has_one(self, system: str) -> bool:
        return sum(system in SYSTEMS_OF[code] for code in self._procedures.values()) == 1

    def _look(self, procedure: str) -> Found | None:
        for system in SYSTEMS_OF.get(procedure, ()):
            if seen := self.agencies[system].look(self.code, procedure):
                return Found(system, seen)
        return None

    def until_the_end(self, tell: Callable[[Line], None], on_desk: Callable[[], None]) -> None:
        """Tell every change until all legs are final; raise StoryStopped if one stays open.

        `on_desk` is called while a leg lies at the desk of an official.
        """
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            was_over = self.is_over()  # the page is read before the doors: once more at the end
            for line in self.changes():
                tell(line)
            if was_over:
                return
            if any(one.seen.status == StepStatus.AT_DESK for one in self.found.values()):
                on_desk()
            time.sleep(PAUSE_SECONDS)
        raise StoryStopped(f"{self.code} did not come to its end: {self._open()}")

    def is_over(self) -> bool:
        """Say whether every leg has its end."""
        followed = [leg for leg in self.legs if leg.title in self._procedures]
        return len(self.found) == len(followed) > 0 and not self._open()

    def results(self) -> list[tuple[str, tuple[str, str]]]:
        """Return the papers of all legs, each with the system that signed it."""
        return [
            (self.found[self._procedures[leg.title]].system, file)
            for leg in self.legs
            if leg.title in self._procedures
            for file in leg.files
        ]

    def not_granted(self) -> list[str]:
        """Return the procedures whose leg ended otherwise than granted."""
        granted = StepStatus.GRANTED.value
        return [code for code, one in self.found.items() if one.seen.status != granted]

    def _open(self) -> str:
        return ", ".join(
            f"{code} {one.seen.status}"
            for code, one in self.found.items()
            if one.seen.status not in FINAL
        )
