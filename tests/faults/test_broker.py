"""The broker is only a doorbell: families file without it, and nothing queued in it is lost."""

import os
import time

import pytest
import redis

from portal.handovers.models import Handover
from portal.pipeline.models import Dossier
from tests.faults.people import ONCE, Browser, People, assert_whole, code_in, effects_of
from tests.faults.site import Site

LONG = os.environ.get("FAULTS") == "long"
PROMPT = 5.0  # seconds, on a busy machine too: nobody waits out tries to reach the broker


def test_a_family_files_while_the_broker_is_down_and_the_dossier_moves_when_it_is_back(
    site: Site, people: People
) -> None:
    draft = people.draft()
    browser = Browser(site, draft.citizen)
    browser.get("/khai/birth/kiem-tra/")
    site.servers.kill_valkey()
    began = time.monotonic()
    answer = browser.file(draft)
    waited = time.monotonic() - began

    dossier = Dossier.objects.get(code=code_in(answer))
    assert waited < PROMPT
    assert browser.get(answer.headers["Location"]).status_code == 200
    people.accept(dossier)
    site.servers.restart_valkey()
    people.wait_until_done(dossier)
    assert effects_of(site, dossier) == ONCE
    assert_whole(site)


def test_a_broker_that_is_emptied_with_work_queued_loses_nothing(
    site: Site, people: People
) -> None:
    dossiers = [people.file() for _ in range(5)]
    broker = site.redis()
    with site.standing_still(site.worker):
        site.ring(expires=0.1)  # straight into the hands of the worker that waits: worth nothing
        people.accept(*dossiers)
        site.ring()
        assert queued(broker)
        assert Handover.objects.filter(channel="step", status="DUE").count() == 5
        broker.flushall()
        assert not queued(broker)
    people.wait_until_done(*dossiers, ringing=False)
    assert [effects_of(site, one) for one in dossiers] == [ONCE] * 5
    assert_whole(site)


@pytest.mark.skipif(not LONG, reason="only with FAULTS=long")
def test_a_broker_out_of_memory_costs_a_family_nothing(site: Site, people: People) -> None:
    draft = people.draft()
    browser = Browser(site, draft.citizen)
    browser.get("/khai/birth/kiem-tra/")
    broker = site.redis()
    before = broker.info("memory")["maxmemory"]
    broker.config_set("maxmemory", 1)
    try:
        with pytest.raises(redis.ResponseError, match="maxmemory"):
            broker.set("full", "yes")
        began = time.monotonic()
        answer = browser.file(draft)
        assert time.monotonic() - began < PROMPT
        dossier = Dossier.objects.get(code=code_in(answer))
        people.accept(dossier)
        time.sleep(6)  # a sweep that cannot be rung for
        assert site.worker.running
    finally:
        broker.config_set("maxmemory", before)
    people.wait_until_done(dossier, ringing=False)
    assert effects_of(site, dossier) == ONCE
    assert_whole(site)


def queued(broker: redis.Redis) -> int:
    """Return how many messages wait in the broker."""
    found = broker.llen("celery")
    assert isinstance(found, int)
    return found
