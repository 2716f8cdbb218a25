"""What became of a replay, by the simulators' own logs and not by the portal's word."""

import json
import urllib.request
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from portal.handovers.models import Handover
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import FINAL, StepStatus

REGISTER_OF = {
    "civil_registry.birth": "civil_status_register",
    "residence.registration": "residence_register",
    "insurance.health_card": "social_insurance",
}
Effects = Mapping[str, Counter[tuple[str, int]]]


@dataclass(slots=True)
class Verdict:
    """The counts of a replay: dossiers, but effects in `doubled` and `missing`."""

    filed: int = 0
    completed: int = 0
    refused: int = 0
    returned: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    stuck: int = 0
    doubled: int = 0
    missing: int = 0
    requests: int = 0


def ask(url: str) -> Any:
    """Return what a simulator says of itself."""
    with urllib.request.urlopen(url, timeout=10) as answer:  # noqa: S310  # our own address
        return json.load(answer)


def effects(url: str) -> list[dict[str, Any]]:
    """Return a simulator's whole log of effects."""
    found: list[dict[str, Any]] = []
    while True:
        after = found[-1]["id"] if found else 0
        page = ask(f"{url}/_sim/effects.json?after={after}")["effects"]
        if not page:
            return found
        found += page


def judge(addresses: Mapping[str, str]) -> Verdict:
    """Compare every dossier with what the agencies say happened."""
    verdict = Verdict(filed=Dossier.objects.count())
    by_dossier: dict[int, list[Step]] = {}
    for step in Step.objects.select_related("dossier").iterator():
        by_dossier.setdefault(step.dossier_id, []).append(step)
    owing = {name: _owing(addresses[name]) for name in (*REGISTER_OF.values(), "vneid")}
    for steps in by_dossier.values():
        _count(steps, owing, verdict)
    for procedure, system in REGISTER_OF.items():
        _compare(procedure, effects(addresses[system]), verdict)
    verdict.requests = Handover.objects.aggregate(claims=Sum("fence"))["claims"] or 0
    return verdict


def all_final() -> bool:
    """Say whether no step has anything before it."""
    return not Step.objects.exclude(status__in=FINAL).exists()


def unfinished() -> int:
    """Return how many dossiers still have a step that is not final."""
    return Step.objects.exclude(status__in=FINAL).values("dossier_id").distinct().count()


def _count(steps: list[Step], owing: Mapping[str, set[str]], verdict: Verdict) -> None:
    open_steps = [step for step in steps if step.status not in FINAL]
    if any(step.status == StepStatus.REFUSED for step in steps):
        verdict.refused += 1
    if any(step.status == StepStatus.RETURNED for step in steps):
        verdict.returned += 1
    if not open_steps:
        verdict.completed += not any(step.status == StepStatus.REFUSED for step in steps)
        return
    waits = {who for step in open_steps if (who := _who_owes(step, owing))}
    busy = [step for step in open_steps if step.status != StepStatus.WAITING]
    if waits and len(waits) and all(_who_owes(step, owing) for step in busy):
        for who in waits:
            verdict.waiting[who] = verdict.waiting.get(who, 0) + 1
    else:
        verdict.stuck += 1


def _who_owes(step: Step, owing: Mapping[str, set[str]]) -> str:
    """Return whose log shows that they still owe an answer about this step, "" if nobody's."""
    if step.status == StepStatus.WITH_AGENCY:
        system = REGISTER_OF[step.procedure]
        return system if step.dossier.code in owing[system] else ""
    if step.status == StepStatus.HELD:
        return "consent" if owing["vneid"] else ""
    return ""


def _compare(procedure: str, log: list[dict[str, Any]], verdict: Verdict) -> None:
    """Count effects that happened twice, and those only one of the two sides knows of."""
    happened = Counter(
        (line["dossier_key"], line["revision"], line["effect"])
        for line in log
        if line["effect"] in ("received", "granted")
    )
    verdict.doubled += sum(count - 1 for count in happened.values())
    granted_there = {key for key, _, effect in happened if effect == "granted"}
    granted_here = set(
        Step.objects.filter(procedure=procedure, status=StepStatus.GRANTED).values_list(
            "dossier__code", flat=True
        )
    )
    verdict.missing += len(granted_there ^ granted_here)


def _owing(url: str) -> set[str]:
    return {
        str(line.get("dossier") or line.get("key"))
        for line in ask(f"{url}/_sim/owing.json")["owing"]
    }
