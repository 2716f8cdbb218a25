"""The levers of a simulator: how slow, how wrong and how human it is; kept across restarts."""

import json
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from integrations.simulators.chance import between, chance
from integrations.simulators.people import BY_NUMBER, HABITS, HOUSEHOLD_BY_CODE
from integrations.simulators.store import Store

_NUMBERS = {"latency_ms", "error_rate", "hang_seconds", "retry_after", "real_papers_per_second"}
MODES = ("honest", "instant", "letters", "chaos")

# What can go wrong on the wire, and how often it does in the mode "chaos". Names that end in
# _after happen when the request has already had its effect.
CHAOS = {
    "server_error": 0.04,
    "server_error_after": 0.02,
    "throttle": 0.03,
    "timeout": 0.01,
    "timeout_after": 0.01,
    "reset": 0.02,
    "reset_after": 0.02,
    "html": 0.02,
    "garbage": 0.02,
    "truncated": 0.02,
    "flood": 0.0,
    "duplicate": 0.10,
    "late": 0.05,
    "other_dossier": 0.03,
    "early": 0.05,
    "forged": 0.02,
    "cursor_lost": 0.05,
}

# How agencies behave in the mode "letters": the shares are those the task force of Project 06
# counted from 1 July to 16 October 2025 and wrote to ministries and provinces (110,970 returns
# and 63,065 certificates without an e-copy of 334,070 dossiers sent; half of the returns with a
# wrong reason or none), the rest is a guess that keeps the screens honest.
LETTERS = {
    "returned": 0.33,
    "returned_again": 0.10,
    "returned_by_police": 0.10,
    "poor_reason": 0.51,
    "forbidden_paper": 0.01,
    "refused": 0.02,
    "silent": 0.03,
    "number_late": 0.10,
    "e_copy_late": 0.10,
    "e_copy_never": 0.19,
    "verification": 0.15,
    "data_differ": 0.02,
    "consent_refused": 0.05,
    "consent_ignored": 0.25,
}


@dataclass(frozen=True)
class Controls:
    """The levers; `answer_delay` is (from, to) in seconds, the rates are shares of one.

    `people` says, by personal number, who answers how: by_hand, agrees, refuses, ignores;
    `heads` says, by household, who heads it now in place of whom it began with.
    """

    mode: str = "honest"
    seed: int = 1
    latency_ms: float = 0.0
    error_rate: float = 0.0
    hang_seconds: float = 15.0
    retry_after: float = 1.0
    answer_delay: tuple[float, float] = (2.0, 8.0)
    real_papers_per_second: float = 3.0
    misbehaviours: dict[str, float] = field(default_factory=dict)
    habits: dict[str, float] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)

    def share(self, name: str) -> float:
        """Return how often a misbehaviour or a habit happens."""
        if name in CHAOS:
            return self.misbehaviours.get(name, CHAOS[name] if self.mode == "chaos" else 0.0)
        return self.habits.get(name, LETTERS[name] if self.mode == "letters" else 0.0)

    def falls(self, name: str, *what: object) -> bool:
        """Tell whether this happens this time; the same question gets the same answer."""
        return chance(self.seed, name, *what) < self.share(name)

    def delay(self, *what: object) -> float:
        """Return how many seconds an answer takes."""
        if self.mode == "instant":
            return 0.0
        seconds = between(*self.answer_delay, self.seed, "delay", *what)
        return seconds * 10 if self.falls("late", *what) else seconds


class Panel:
    """The controls as they are now: read by everyone, changed by one request at a time."""

    def __init__(self, store: Store, begin_with: Controls) -> None:
        self._store = store
        self.now = begin_with
        kept = store.row("SELECT value FROM controls WHERE name = 'changed'")
        self._changed: dict[str, Any] = json.loads(kept["value"]) if kept else {}
        self.now = _changed(begin_with, self._changed)

    def change(self, wanted: dict[str, Any]) -> Controls:
        """Apply and keep the levers named in `wanted`; raise ValueError for one that is wrong."""
        self.now = _changed(self.now, wanted)
        self._changed |= {name: asdict(self.now)[name] for name in wanted}
        self._store.run(
            "INSERT INTO controls VALUES ('changed', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (json.dumps(self._changed),),
        )
        return self.now


def _changed(controls: Controls, wanted: dict[str, Any]) -> Controls:
    unknown = set(wanted) - set(asdict(controls))
    if unknown:
        raise ValueError(f"no such control: {', '.join(sorted(unknown))}")
    if wanted.get("mode", controls.mode) not in MODES:
        raise ValueError(f"mode is one of {', '.join(MODES)}")
    for name, known in (("misbehaviours", CHAOS), ("habits", LETTERS)):
        if set(wanted.get(name, {})) - set(known):
            raise ValueError(f"{name} are {', '.join(known)}")
    _require_known_people(wanted.get("people", {}), wanted.get("heads", {}))
    if "answer_delay" in wanted:
        low, high = wanted["answer_delay"]
        wanted = wanted | {"answer_delay": (float(low), float(high))}
    for name in _NUMBERS & set(wanted):
        wanted = wanted | {name: float(wanted[name])}
    return replace(controls, **wanted)


def _require_known_people(habits: dict[str, str], heads: dict[str, str]) -> None:
    if set(habits.values()) - set(HABITS):
        raise ValueError(f"people are {', '.join(HABITS)}")
    if set(heads) - set(HOUSEHOLD_BY_CODE) or set(heads.values()) - set(BY_NUMBER):
        raise ValueError("heads are invented people, by their household")
