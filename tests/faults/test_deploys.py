"""A worker is told to stop, or stands still past its lease, while its work is out of the house."""

import os

import pytest

from portal.embedded.replay.declarations import BIRTH
from portal.handovers.models import Delivery, Handover
from portal.pipeline.models import Dossier
from tests.faults.people import ONCE, People, assert_whole, effects_of
from tests.faults.site import Site, wait_until

LONG = os.environ.get("FAULTS") == "long"
REGISTER, SLOW_MS = "civil_status_register", 2500


def test_a_new_worker_takes_over_from_one_that_is_told_to_stop(site: Site, people: People) -> None:
    dossiers = [people.file() for _ in range(3)]
    begin_slowly(site, people, *dossiers)
    old = site.worker
    old.ask_to_stop()
    site.add_worker("worker2")
    site.set(REGISTER, latency_ms=0)
    wait_until(lambda: old.running and old.running.poll() is not None, 20)
    site.remove(old)
    people.wait_until_done(*dossiers)
    assert [effects_of(site, one) for one in dossiers] == [ONCE] * 3
    assert_whole(site)


@pytest.mark.skipif(not LONG, reason="only with FAULTS=long")
def test_an_answer_to_a_worker_that_stood_still_past_its_lease_changes_nothing(
    site: Site, people: People
) -> None:
    dossier = people.file()
    begin_slowly(site, people, dossier)
    with site.standing_still(site.worker):
        site.set(REGISTER, latency_ms=0)
        site.add_worker("worker3")
        people.wait_until_done(dossier)

    step = dossier.steps.get(procedure=BIRTH)
    late = Delivery.objects.filter(message_id__startswith=f"step-{step.pk}.1/")
    wait_until(late.exists, 15)
    assert set(late.values_list("status", "outcome")) == {("IGNORED", "late")}
    assert effects_of(site, dossier) == ONCE
    assert_whole(site)


def begin_slowly(site: Site, people: People, *dossiers: Dossier) -> None:
    """Let the worker begin to send births to a register that takes its time."""
    site.set(REGISTER, latency_ms=SLOW_MS)
    people.accept(*dossiers)
    site.ring()
    births = Handover.objects.filter(
        channel="step", topic=BIRTH, subject__in=_births(dossiers), status="SENDING"
    )
    wait_until(lambda: births.count() == len(dossiers), 15)


def _births(dossiers: tuple[Dossier, ...]) -> list[int]:
    return [one.steps.get(procedure=BIRTH).pk for one in dossiers]
