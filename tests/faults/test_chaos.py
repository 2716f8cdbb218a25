"""Sixty dossiers while anything may break: none stuck, no effect doubled, none missing."""

import os
import subprocess
import sys
import time
from typing import Any

import pytest

from portal.embedded.children import ROOT
from portal.embedded.replay import inside, judge
from portal.embedded.replay.people import Families, Officials
from portal.embedded.replay.trouble import TROUBLE_OVER, Trouble, note_fault
from tests.faults.people import People, assert_whole, last_json, now
from tests.faults.site import Site, wait_until

LONG = os.environ.get("FAULTS") == "long"
DOSSIERS, HARM_SECONDS, RECOVERY_SECONDS = 60, 20.0, 60.0
BOTH = "birth,death"  # in turns; a death with two, three or four procedures, and the silent one


def test_sixty_dossiers_survive_twenty_seconds_of_faults(site: Site) -> None:
    trouble = Trouble(site, seed=7)
    (site.folder.path / TROUBLE_OVER).unlink(missing_ok=True)
    site.set_all(mode="chaos", answer_delay=[0.05, 0.5], hang_seconds=3)
    try:
        with site.supervised():
            replay = start_replay(site, DOSSIERS, seed=7)
            trouble.start()
            time.sleep(HARM_SECONDS)
            trouble.end()
            trouble.join()
            trouble.check()
            site.calm()
            note_fault(site.folder.path)
            (site.folder.path / TROUBLE_OVER).touch()
            printed, _ = replay.communicate(timeout=180)
    finally:
        site.calm()
    verdict = last_json(printed)
    print(trouble.happened, verdict)
    assert (verdict["stuck"], verdict["doubled"], verdict["missing"]) == (0, 0, 0)
    assert verdict["filed"] >= DOSSIERS
    assert min(one["filed"] for one in verdict["events"].values()) >= DOSSIERS // 2
    assert len(trouble.happened) >= 3
    assert verdict["recovered_s"] < RECOVERY_SECONDS
    assert_whole(site)


def test_without_a_worker_five_dossiers_are_reported_stuck(
    site: Site, people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in site.environment("portal_desk").items():
        monkeypatch.setenv(name, value)
    (site.folder.path / TROUBLE_OVER).touch()
    refused = judge.judge(site.addresses).refused
    with site.standing_still(site.worker):
        verdict = inside.run(dossiers=5, seed=8, say=print, longest=60, patience=2)
    # Whom the desk itself refuses needs no worker; which ones do depends on their numbers.
    assert verdict.stuck == 5 - (verdict.refused - refused)

    everyone = (
        Officials(seed=8, by=people.official),
        Families(seed=8, paper=people.paper, today=now().date()),
    )
    wait_until(lambda: not decided(site, *everyone), 60, pause=0.5)
    assert_whole(site)


def decided(site: Site, officials: Officials, families: Families) -> int:
    """Let people do what waits for them; return how many dossiers are unfinished."""
    site.ring()
    officials.decide(at=now())
    families.answer_returns(at=now())
    return judge.unfinished()


@pytest.mark.skipif(not LONG, reason="builds a site of its own for each: only with FAULTS=long")
class TestTheCommand:
    @pytest.mark.parametrize("seed", [7, 8, 9])
    def test_replays_under_chaos_without_loss(self, seed: int) -> None:
        verdict = replayed(
            *("--dossiers", "60", "--seed", str(seed), "--faults", "chaos", "--harm-for", "20"),
            *("--events", BOTH),
        )
        assert (verdict["stuck"], verdict["doubled"], verdict["missing"]) == (0, 0, 0)
        assert verdict["recovered_s"] < RECOVERY_SECONDS

    def test_reports_five_of_five_stuck_when_nobody_works(self) -> None:
        few = ("--dossiers", "5", "--seed", "7", "--workers", "0", "--patience", "2")
        assert replayed(*few, code=1)["stuck"] == 5


def start_replay(site: Site, dossiers: int, *, seed: int) -> "subprocess.Popen[str]":
    """Start the part of a replay that files and decides, in this site."""
    return subprocess.Popen(
        [
            *(sys.executable, "-m", "portal.embedded.replay"),
            *("--dossiers", str(dossiers), "--seed", str(seed)),
            *("--longest", "150", "--patience", "60", "--events", BOTH),
        ],
        env=site.environment("portal_desk"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def replayed(*options: str, code: int = 0) -> dict[str, Any]:
    """Return what `manage.py replay` says at its end."""
    ran = subprocess.run(
        [sys.executable, "manage.py", "replay", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=600,
    )
    assert ran.returncode == code, ran.stdout
    return last_json(ran.stdout)
