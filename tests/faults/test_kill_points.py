"""A worker dies by SIGKILL at each named point: its work happens once all the same."""

import os
from itertools import cycle

import pytest

from integrations.kill_points import POINTS
from portal.embedded.replay.declarations import BIRTH, CARD, RESIDENCE
from tests.faults.people import ONCE, People, assert_whole, effects_of
from tests.faults.site import Site, wait_until

PROCEDURES = (BIRTH, RESIDENCE, CARD)
LONG = os.environ.get("FAULTS") == "long"
# In the short set each point meets one of the procedures, in the long one all of them.
EACH_ONCE = list(zip(sorted(POINTS), cycle(PROCEDURES)))
EVERY = [(point, procedure) for procedure in PROCEDURES for point in sorted(POINTS)]
# Here the bell itself is lost: only the worker's own sweep is left.
UNHEARD = "after_commit_before_wake"


@pytest.mark.parametrize(("point", "procedure"), EVERY if LONG else EACH_ONCE)
def test_a_worker_killed_at_a_point_has_one_effect_and_loses_nothing(
    point: str, procedure: str, site: Site, people: People
) -> None:
    site.take_aim(point)
    dossier = people.file()
    with site.doors_shut():
        if procedure != BIRTH:
            site.open(people.door_of(dossier, BIRTH))
        people.accept(dossier)
        if procedure != BIRTH:
            people.wait_for(dossier, procedure, "IN_TRANSIT")
        kill_at(people.door_of(dossier, procedure), site)
    if LONG:  # its whole group goes with it, and is started again in the same environment
        site.kill(site.worker)
        site.worker.start(site.folder)
    people.wait_until_done(dossier, ringing=point != UNHEARD)
    assert effects_of(site, dossier) == ONCE
    assert_whole(site)


def kill_at(door: str, site: Site) -> None:
    """Open one door, and let whoever goes through it die at the point that was taken aim at."""
    before = killed(site)
    site.token.touch()
    site.open(door)
    site.ring()
    wait_until(lambda: not site.token.exists(), 20)
    wait_until(lambda: killed(site) == before + 1, 10)


def killed(site: Site) -> int:
    """Return how many processes of the worker were killed so far, by its own parent's word."""
    (log,) = site.logs(site.worker.process.name)
    return log.read_text(errors="replace").count("exited with 'signal 9 (SIGKILL)'")
