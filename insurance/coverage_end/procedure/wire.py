"""What a line of the list says, and how its acknowledgement is read."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import orjson

from insurance.coverage_end import rules
from insurance.coverage_end.procedure.facts import CoverageEndFacts
from insurance.coverage_end.rules import DEATH, LEG, Acknowledgement, Match
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
    body = orjson.loads(letter.body) if letter.body else None
    if body is None:  # an answer that was brought to us comes without the letter it answers
        kept = Handover.objects.filter(
            channel="step", topic=LEG, subject=letter.subject, revision=letter.revision
        )
        body = orjson.loads(bytes(kept.values_list("body", flat=True).get() or b"{}"))
    return str(body.get("person", {}).get("personal_number", ""))


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
