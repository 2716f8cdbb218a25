"""What became of a replay, by the simulators' own logs and not by the portal's word."""

import json
import urllib.request
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Sum

from portal.embedded.systems import SYSTEM_OF
from portal.handovers.models import Handover
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import FINAL, StepStatus

VNEID = "vneid"


@dataclass(slots=True)
class Verdict:
    """The counts of a replay: dossiers, but effects in `doubled` and `missing`.

    `draining` were still being worked off a queue when nobody wanted to wait any longer.
    """

    filed: int = 0
    completed: int = 0
    refused: int = 0
    returned: int = 0
    waiting: dict[str, int] = field(default_factory=dict)
    draining: int = 0
    stuck: int = 0
    doubled: int = 0
    missing: int = 0
    requests: int = 0

    @property
    def is_whole(self) -> bool:
        """Say whether the promises were kept: nothing stuck, doubled or missing."""
        return not (self.stuck or self.doubled or self.missing)


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


def judge(addresses: Mapping[str, str], *, draining: Container[int] = (), of: str = "") -> Verdict:
    """Compare every dossier, or those of one life event, with what the agencies say happened.

    An open dossier is stuck, unless somebody outside still owes an answer about it, or its id is
    in `draining`: nobody waited for the end of a queue that moves.
    """
    only = {"life_event": of} if of else {}
    verdict = Verdict(filed=Dossier.objects.filter(**only).count())
    by_dossier: dict[int, list[Step]] = {}
    for step in Step.objects.select_related("dossier", "endpoint").iterator():
        if not of or step.dossier.life_event == of:
            by_dossier.setdefault(step.dossier_id, []).append(step)
    doors = _doors(by_dossier.values())
    used = {*SYSTEM_OF.values(), *(system for found in doors.values() for system in found)}
    owing = {name: _owing(addresses[name]) for name in (*sorted(used), VNEID)}
    unjudged = set()
    for dossier_id, steps in by_dossier.items():
        _count(steps, owing, verdict)
        if _waits_here(steps, owing):
            if dossier_id in draining:
                unjudged.add(steps[0].dossier.code)
            else:
                verdict.stuck += 1
    verdict.draining = len(unjudged)
    logs = {name: effects(addresses[name]) for name in sorted(used)}
    for procedure, systems in doors.items():
        told = [line for name in systems for line in logs[name] if line["procedure"] == procedure]
        _compare(procedure, told, verdict, unjudged=unjudged)
    carried = Handover.objects.all()
    if of:  # of one life event by itself: what was said about its steps
        theirs = Step.objects.filter(dossier__life_event=of).values("pk")
        carried = carried.filter(channel="step", subject__in=theirs)
    verdict.requests = carried.aggregate(claims=Sum("fence"))["claims"] or 0
    return verdict


def unfinished() -> int:
    """Return how many dossiers still have a step that is not final."""
    return Step.objects.exclude(status__in=FINAL).values("dossier_id").distinct().count()


def _count(steps: list[Step], owing: Mapping[str, set[str]], verdict: Verdict) -> None:
    statuses = {step.status for step in steps}
    refused = StepStatus.REFUSED in statuses
    verdict.refused += refused
    verdict.returned += StepStatus.RETURNED in statuses
    verdict.completed += statuses <= FINAL and not refused
    if not statuses <= FINAL and not _waits_here(steps, owing):
        for who in {who for step in steps if (who := _who_owes(step, owing))}:
            verdict.waiting[who] = verdict.waiting.get(who, 0) + 1


def _waits_here(steps: list[Step], owing: Mapping[str, set[str]]) -> bool:
    """Say whether a dossier is open and it is not for others to move all that is begun of it."""
    begun = [step for step in steps if step.status not in {*FINAL, StepStatus.WAITING}]
    others = all(_who_owes(step, owing) for step in begun)
    is_open = any(step.status not in FINAL for step in steps)
    return is_open and not (begun and others)


def _who_owes(step: Step, owing: Mapping[str, set[str]]) -> str:
    """Return whose log shows that they still owe an answer about this dossier, "" if nobody's."""
    if step.status == StepStatus.WITH_AGENCY:
        system = system_of(step)
        return system if step.dossier.code in owing[system] else ""
    if step.status == StepStatus.HELD:
        return "consent" if step.dossier.code in owing[VNEID] else ""
    return ""


def system_of(step: Step) -> str:
    """Return the outside system a step goes to: of some procedures the case decides."""
    return SYSTEM_OF.get(step.procedure) or step.endpoint.code.partition(".")[0]


def _doors(dossiers: Iterable[list[Step]]) -> dict[str, set[str]]:
    """Return by procedure the systems whose logs tell of it."""
    doors: dict[str, set[str]] = {}
    for step in (one for steps in dossiers for one in steps):
        doors.setdefault(step.procedure, set()).add(system_of(step))
    return doors


def _compare(
    procedure: str, log: list[dict[str, Any]], verdict: Verdict, *, unjudged: set[str]
) -> None:
    """Count effects that happened twice, and those only one of the two sides knows of.

    Of dossiers still in a queue, the answer may be on its way: they lack nothing yet.
    """
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
    verdict.missing += len((granted_there ^ granted_here) - unjudged)


def _owing(url: str) -> set[str]:
    return {str(line["dossier"]) for line in ask(f"{url}/_sim/owing.json")["owing"]}
