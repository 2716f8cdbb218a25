"""What a line of the list says, and how its acknowledgement is read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson
from django.db.models import Q

from insurance.coverage_end import rules
from insurance.coverage_end.procedure.facts import CoverageEndFacts
from insurance.coverage_end.rules import DEATH, LEG, RETRACTED, Acknowledgement, Match
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.pipeline.procedures import Case


@dataclass(frozen=True, slots=True)
class Told:
    """An acknowledgement of one line: which step and revision, and what it establishes."""

    step_id: int
    revision: int
    facts: Mapping[str, Any]


def line_of(case: Case) -> dict[str, Any]:
    """Return a line as it is written down: the person as registered."""
    death = case.granted[DEATH]
    return {
        "procedure": LEG,
        "dossier": case.dossier_code,
        "revision": case.revision,
        "commune": case.commune_code,
        "person": {
            "full_name": death.full_name,
            "sex": death.sex,
            "born_on": death.born_on,
            "personal_number": death.personal_number,
        },
        "died_on": death.died_on,
        "registration": {
            "number": death.number,
            "book": death.book,
            "page": death.page,
            "registered_on": death.registered_on,
        },
        "e_copy_sha256": death.e_copy_sha256,
    }


def number_of(letter: Letter) -> str:
    """Return the personal number a line names, "" where the register knows none."""
    return str(orjson.loads(letter.body)["person"]["personal_number"])


@dataclass(frozen=True, slots=True)
class Written:
    """What was written down of lines, by step; `taken_back` are steps a retraction belongs to."""

    lines: Mapping[int, int]
    bodies: Mapping[int, bytes | None]
    taken_back: frozenset[int]

    def of(self, step_id: int, kind: str) -> dict[str, Any] | None:
        """Return what the line of a step says; None where its words have been erased."""
        body = self.bodies.get(self.lines[step_id])
        return {**orjson.loads(body), "kind": kind} if body else None


def written_of(lines: Mapping[int, int]) -> Written:
    """Return what was written down of the line that stands for each step; one query."""
    asked = Handover.objects.filter(
        Q(channel="step", subject__in=set(lines.values()))
        | Q(channel=RETRACTED, subject__in=lines.keys()),
        topic=LEG,
    )
    bodies: dict[int, bytes | None] = {}
    taken_back = set()
    rows = asked.order_by("revision").values_list("channel", "subject", "body")
    for channel, subject, body in rows:
        if channel == RETRACTED:
            taken_back.add(subject)
        else:
            bodies[subject] = bytes(body) if body else None
    return Written(lines, bodies, frozenset(taken_back))


def told_by(raw: bytes) -> Told:
    """Read what the door kept; raises ValueError for what cannot be read."""
    try:
        said = orjson.loads(raw)
        found = rules.acknowledged(said["told"])
        return Told(int(said["step"]), int(said["revision"]), _facts(found))
    except (KeyError, TypeError, orjson.JSONDecodeError) as error:
        raise ValueError("no acknowledgement of a line") from error


def acknowledgement_of(facts: CoverageEndFacts) -> Acknowledgement:
    """Return the acknowledgement behind a grant."""
    matches = {name: Match(getattr(facts, f"{name}_match")) for name in rules.COMPARED}
    return Acknowledgement(matches)


def _facts(found: Acknowledgement) -> dict[str, Any]:
    matches = {f"{name}_match": one.value for name, one in found.matches.items()}
    return asdict(CoverageEndFacts(found.outcome.value, **matches))
