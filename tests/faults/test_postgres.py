"""The database stops at once under load: what a family was told is filed, is filed."""

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
import requests
from django.db import connection

from portal.citizens.models import Draft
from portal.pipeline.models import Dossier
from tests.faults.people import ONCE, Browser, People, assert_whole, code_in, effects_of
from tests.faults.site import Site, wait_until

LONG = os.environ.get("FAULTS") == "long"
FAMILIES, AT_ONCE, BEFORE = 24, 3, 8
DOWN_SECONDS = 30


@dataclass
class Clients:
    """Families that press the button at the same time, again until they are answered."""

    acknowledged: dict[int, str] = field(default_factory=dict)
    unanswered: int = 0

    def file(self, pile: Sequence[tuple[Browser, Draft]]) -> None:
        for browser, draft in pile:
            until = time.monotonic() + 40
            while draft.pk not in self.acknowledged and time.monotonic() < until:
                self._press(browser, draft)

    def _press(self, browser: Browser, draft: Draft) -> None:
        try:
            answer = browser.file(draft)
        except requests.RequestException:
            self.unanswered += 1
            return
        if answer.status_code == 302:
            self.acknowledged[draft.pk] = code_in(answer)
        else:
            self.unanswered += 1
            time.sleep(0.2)


def test_a_database_stopped_at_once_loses_nothing_that_was_acknowledged(
    site: Site, people: People
) -> None:
    drafts = [people.draft() for _ in range(FAMILIES)]
    browsers = [(Browser(site, draft.citizen), draft) for draft in drafts]
    clients = Clients()
    threads = [
        threading.Thread(target=clients.file, args=(browsers[number::AT_ONCE],))
        for number in range(AT_ONCE)
    ]
    for thread in threads:
        thread.start()
    wait_until(lambda: len(clients.acknowledged) >= BEFORE, 30, pause=0.01)
    connection.close()  # the test's own
    site.servers.kill_postgres(immediate=True)
    told = dict(clients.acknowledged)
    time.sleep(0.5)
    site.servers.restart_postgres()
    for thread in threads:
        thread.join()

    assert clients.unanswered  # the stop fell into the middle of it
    assert len(told) < len(clients.acknowledged) == FAMILIES
    filed = {draft.pk: draft.filing for draft in drafts}
    for pk, code in clients.acknowledged.items():
        assert Dossier.objects.filter(code=code, filing=filed[pk]).exists()
    people.accept(*Dossier.objects.filter(filing__in=filed.values()))
    people.wait_until_done(*Dossier.objects.filter(filing__in=filed.values()), seconds=60)
    assert_whole(site)


@pytest.mark.skipif(not LONG, reason="only with FAULTS=long")
def test_a_database_down_for_half_a_minute_is_worked_with_again_by_itself(
    site: Site, people: People
) -> None:
    dossiers = [people.file() for _ in range(3)]
    people.accept(*dossiers)
    connection.close()  # the test's own
    site.servers.kill_postgres(immediate=True)
    time.sleep(DOWN_SECONDS)
    site.servers.restart_postgres()
    assert site.worker.running
    people.wait_until_done(*dossiers, seconds=60, ringing=False)
    assert [effects_of(site, one) for one in dossiers] == [ONCE] * 3
    assert_whole(site)
