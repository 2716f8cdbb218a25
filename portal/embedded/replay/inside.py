"""The part of a replay that files and decides, inside its site; it may not touch the runner."""

import json
import os
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

from portal.embedded.processes import SIMULATORS
from portal.embedded.replay import judge
from portal.embedded.replay.people import Families, Officials, insist, now, prepare
from portal.embedded.replay.trouble import last_fault

PATIENCE = 60.0  # seconds after the last fault within which everything must move again
PORTION = 20


def run(
    *,
    dossiers: int,
    seed: int,
    say: Callable[[str], None],
    longest: float = 900.0,
    patience: float = PATIENCE,
) -> judge.Verdict:
    """File `dossiers` families, decide, wait for the end or the end of patience; return counts."""
    began = time.monotonic()
    official, paper = insist(prepare)
    families = Families(seed=seed, paper=paper, today=now().date())
    officials = Officials(seed=seed, by=official)
    filed: set[int] = set()
    number = 0
    while len(filed) < dossiers:
        for _ in range(PORTION):
            if len(filed) < dossiers:
                number += 1
                filed |= set(insist(lambda: families.file(number, at=now())))  # noqa: B023
        _act(families, officials)
        say(f"filed {len(filed)}, unfinished {insist(judge.unfinished)}")
    (_folder() / "all_filed").touch()
    _wait(families, officials, say, until=began + longest, patience=patience)
    addresses = {name: os.environ[f"{name.upper()}_URL"] for name in SIMULATORS}
    faulty = last_fault(_folder())
    recovered_in = round(time.time() - faulty, 1) if faulty else 0.0
    verdict = insist(lambda: judge.judge(addresses))
    spent = time.monotonic() - began
    line = {**asdict(verdict), "seconds": round(spent, 1)}
    line["recovered_in"] = recovered_in
    line["dossiers_per_s"] = round(verdict.filed / spent, 2)
    say(json.dumps(line, ensure_ascii=False))
    return verdict


def _act(families: Families, officials: Officials) -> None:
    insist(lambda: officials.decide(at=now()))
    insist(lambda: families.answer_returns(at=now()))


def _wait(
    families: Families,
    officials: Officials,
    say: Callable[[str], None],
    *,
    until: float,
    patience: float,
) -> None:
    """Go on acting until all is final, or nothing has moved for as long as patience lasts."""
    moved_at, before = time.time(), -1
    while time.monotonic() < until:
        _act(families, officials)
        left = insist(judge.unfinished)
        if not left:
            return
        if left != before:
            moved_at, before = time.time(), left
        calm_since = max(moved_at, last_fault(_folder()))
        if (_folder() / "trouble_over").exists() and time.time() - calm_since > patience:
            return
        say(f"unfinished {left}")
        time.sleep(1.0)


def _folder() -> Path:
    return Path(os.environ["PORTAL_RUN_FOLDER"])
