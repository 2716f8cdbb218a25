"""A worker dies between the grant of a death and what it stops: each of it happens once."""

import os

import pytest

from integrations.kill_points import POINTS
from portal.accounts.models import Deceased
from portal.embedded.replay.bereaved import DEATH
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.models import Bereavement, Dossier, FeedLine, JournalEntry, Step
from portal.pipeline.statuses import FINAL
from portal.pipeline.transitions import DEATH_CHANNEL
from tests.faults.people import (
    FIRST,
    People,
    assert_whole,
    effects_of,
    mourning,
    mourning_families,
    plain_families,
)
from tests.faults.site import Site, wait_until
from tests.faults.test_kill_points import kill_at

LISTED = "insurance.coverage_end"
LONG = os.environ.get("FAULTS") == "long"
# What is done and not yet committed is what a death may lose; the long set takes every point but
# the one on the wire: neither what a death stops nor the line of the list goes out on one.
SHORT = ["after_reply_before_commit"]
EVERY = sorted(POINTS - {"after_send_before_reply"})
# Nobody who dies here files in another test.
PARENTS = plain_families(FIRST + 200_000)
MOURNERS = mourning_families(FIRST + 100_000)
ONCE = [(1, "received"), (1, "granted")]


@pytest.mark.parametrize("point", EVERY if LONG else SHORT)
def test_what_a_death_stops_is_stopped_once_whoever_is_killed(
    point: str, site: Site, people: People
) -> None:
    """Who died applied in another dossier; one worker dies over that, one over the silent leg."""
    endpoint_ids({DEATH_CHANNEL})  # a door like any other, which is to be shut with them
    site.take_aim(point)
    birth = people.file(next(PARENTS))
    death = people.file(mourning(next(MOURNERS), birth.applicant))
    with site.doors_shut():
        people.decide(death)
        site.open(people.door_of(death, DEATH))
        people.wait_for(death, DEATH, "GRANTED")
        assert not Bereavement.objects.filter(dossier=birth).exists()
        kill_at(DEATH_CHANNEL, site)
        wait_until(lambda: stopped(birth, site), 30, pause=0.3)
        kill_at(people.door_of(death, LISTED), site)
    if LONG:  # its whole group goes with it, and is started again in the same environment
        site.kill(site.worker)
        site.worker.start(site.folder)
    people.accept(birth)
    wait_until(lambda: ended(people, birth, death), 60, pause=0.5)

    person = birth.applicant.personal_number
    assert Deceased.objects.filter(personal_number=person).count() == 1
    assert Bereavement.objects.filter(dossier=birth).count() == 1
    assert JournalEntry.objects.filter(dossier=birth, act="death_noted").count() == 1
    silent = JournalEntry.objects.filter(dossier=death, step__procedure=LISTED)
    acts = list(silent.order_by("sequence").values_list("act", flat=True))
    assert acts == ["filed", "started", "received", "granted"]
    entries = JournalEntry.objects.filter(dossier__in=(birth, death)).values_list("pk", flat=True)
    wait_until(lambda: FeedLine.objects.filter(entry__in=entries).count() == len(entries), 20)
    for procedure, effects in effects_of(site, death).items():
        assert effects == ONCE, procedure
    assert set(death.steps.values_list("status", flat=True)) == {"GRANTED"}
    assert_whole(site)


def stopped(birth: Dossier, site: Site) -> bool:
    """Whether a human is told of the death in the other dossier; rings for whoever goes on."""
    site.ring()
    return Bereavement.objects.filter(dossier=birth).exists()


def ended(people: People, *dossiers: Dossier) -> bool:
    """Let the official do what lies there; say whether everything is final."""
    for one in dossiers:
        people.decide(one)
    people.site.ring()
    return not Step.objects.filter(dossier__in=dossiers).exclude(status__in=FINAL).exists()
