"""The simulated Social Insurance draws the list as a real one does, and not always well."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure import CoverageEnd
from integrations.simulators.controls import Controls
from integrations.simulators.death_list import DeathList
from integrations.simulators.setting import Setting, open_setting
from portal.accounts.models import AgencyClient
from portal.accounts.tokens import checksum
from portal.handovers import inbox
from portal.handovers.runner import Runner
from portal.pipeline import feed, publishing
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from tests.clones import CommittedDatabase
from tests.pipeline.deaths import InventedDeath, filed_death, person
from tests.pipeline.invented import AT, invented_citizen

LEG = "insurance.coverage_end"
TOKEN = "an-invented-token"  # not a secret
DEATHS = 12


class Quiet(WSGIRequestHandler):
    """Says nothing of what it serves."""

    def log_message(self, *_: object) -> None:
        """Keep quiet."""


class Closing(WSGIHandler):
    """Gives its database connection back after each answer."""

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Serve one request."""
        try:
            return super().__call__(environ, start_response)
        finally:
            connections.close_all()


@pytest.fixture
def portal(committed_db: CommittedDatabase) -> Iterator[str]:
    """A web server of the portal over a database of its own, with the deaths on the list."""
    AgencyClient.objects.create(
        code="social_insurance", title="x", procedures=[LEG], token_sha256=checksum(TOKEN)
    )
    server = make_server("127.0.0.1", 0, Closing(), WSGIServer, Quiet)
    serving = threading.Thread(target=server.serve_forever, daemon=True)
    serving.start()
    with registry.replaced(InventedDeath, CoverageEnd):
        InventedDeath.people[:] = [person(f"0001650001{n:02}") for n in range(DEATHS)]
        for n in range(DEATHS):
            filed_death(invented_citizen(n + 1))
        Runner().dispatch(clock=lambda: AT)
        publishing.publish()
        yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    serving.join()
    server.server_close()


def reader(folder: Path, portal: str, **levers: float) -> tuple[DeathList, Setting]:
    """Return Social Insurance's reader, as it is after a start in this folder."""
    controls = Controls(mode="instant", misbehaviours=dict(levers))
    setting = open_setting(
        "social_insurance", folder, controls, portal_url=portal, portal_token=TOKEN
    )
    return DeathList(setting), setting


def granted() -> int:
    return Step.objects.filter(procedure=LEG, status="GRANTED").count()


def effects(setting: Setting) -> list[str]:
    return [str(one["effect"]) for one in setting.store.effects_after(0)]


def test_a_reader_that_loses_its_cursor_and_says_all_twice_ends_each_cover_once(
    portal: str, tmp_path: Path
) -> None:
    deaths, setting = reader(tmp_path, portal, cursor_lost=0.5, duplicate=1.0)
    for _ in range(4):
        deaths.draw()
    deaths, setting = reader(tmp_path, portal, cursor_lost=0.5, duplicate=1.0)  # killed, started
    deaths.draw()
    while deaths.acknowledge_due():
        pass
    inbox.apply(at=AT)
    assert granted() == DEATHS
    assert sorted(effects(setting)) == ["granted"] * DEATHS + ["received"] * DEATHS
    assert ListedDeath.objects.filter(full_name_match="matched").count() == DEATHS
    assert deaths.owing() == []


def test_a_reader_ahead_of_a_restored_backup_goes_back_and_misses_nothing(
    portal: str, tmp_path: Path
) -> None:
    deaths, _setting = reader(tmp_path, portal)
    deaths.draw()
    feed.begin_epoch(at=AT)
    InventedDeath.people.append(person("000165000199"))
    filed_death(invented_citizen(99))
    Runner().dispatch(clock=lambda: AT)
    publishing.publish()
    assert deaths.draw() == 0  # told that its cursor is gone, and where to go on
    assert deaths.draw() == 1
    while deaths.acknowledge_due():
        pass
    inbox.apply(at=AT)
    assert granted() == DEATHS + 1  # what it drew before the restore is the same line still
