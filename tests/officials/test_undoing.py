"""Second thoughts: an acceptance rests in the house for a while, and leaves only then."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import Citizen, User
from portal.citizens.legs import said
from portal.citizens.tracking import files_of
from portal.embedded.replay.site import Plan, open_site
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Dossier, Step
from tests.officials.conftest import text_of
from tests.pipeline.invented import InventedAgency

ROOT = Path(__file__).resolve().parents[2]
CASES = "/quan-tri/ho-so/"
UNDO = "Hoàn tác</button>"
Lay = Callable[..., Step]


@pytest.fixture
def ten_minutes(settings: Any) -> None:
    """What a real desk has."""
    settings.DESK_UNDO_SECONDS = 600


def act(client: Client, step: Step, name: str) -> str:
    return text_of(client.post(f"{CASES}{step.pk}/{name}/", follow=True))


def screen(client: Client, step: Step) -> str:
    return text_of(client.get(f"{CASES}{step.pk}/"))


def run() -> None:
    Runner().dispatch(clock=timezone.now)


def minutes_pass(step: Step, minutes: int) -> None:
    """Let the database's clock be so much later for the message of a step."""
    for one in Handover.objects.filter(subject=step.pk):
        one.next_at -= timedelta(minutes=minutes)
        one.save(update_fields=["next_at"])


def status_of(step: Step) -> str:
    return Step.objects.get(pk=step.pk).status


@pytest.mark.usefixtures("ten_minutes")
class TestWithinTheTime:
    def test_the_message_is_made_and_stays(
        self, client: Client, step: Step, journey: InventedAgency
    ) -> None:
        act(client, step, "tiep-nhan")
        run()
        minutes_pass(step, 9)
        run()
        assert (status_of(step), journey.effects) == ("IN_TRANSIT", [])
        assert UNDO in screen(client, step)

    def test_afterwards_it_leaves_and_nothing_is_offered(
        self, client: Client, step: Step, journey: InventedAgency
    ) -> None:
        act(client, step, "tiep-nhan")
        minutes_pass(step, 11)
        assert UNDO not in screen(client, step)
        run()
        assert (status_of(step), len(journey.effects)) == ("GRANTED", 3)
        assert UNDO not in screen(client, step)
        assert "Chưa làm được" in act(client, step, "hoan-tac")

    def test_what_was_undone_never_leaves_and_what_is_accepted_anew_leaves_once(
        self, client: Client, step: Step, journey: InventedAgency
    ) -> None:
        act(client, step, "tiep-nhan")
        act(client, step, "hoan-tac")
        minutes_pass(step, 11)
        run()
        assert (status_of(step), journey.effects) == ("AT_DESK", [])
        act(client, step, "tiep-nhan")
        minutes_pass(step, 11)
        run()
        assert status_of(step) == "GRANTED"
        first = Handover.objects.filter(subject=step.pk).earliest("revision")
        assert first.last_kind == "superseded"
        assert len(journey.effects) == len(set(journey.effects)) == 3

    def test_the_family_reads_that_the_case_is_on_its_way(self, client: Client, step: Step) -> None:
        act(client, step, "tiep-nhan")
        dossier = Dossier.objects.get(pk=step.dossier_id)
        one = next(one for one in files_of(dossier) if one.step.pk == step.pk)
        _row, label, _sentence = said(one, now=timezone.now())
        assert label == "Đang chuyển sang Cơ quan invented.opening"

    def test_a_family_may_still_withdraw_at_once(
        self, client: Client, step: Step, applicant: Citizen, journey: InventedAgency
    ) -> None:
        act(client, step, "tiep-nhan")
        services.withdraw(dossier_id=step.dossier_id, applicant=applicant, at=timezone.now())
        minutes_pass(step, 11)
        run()
        assert (status_of(step), journey.effects) == ("WITHDRAWN", [])

    def test_each_of_several_can_be_undone_alone(self, client: Client, lay: Lay) -> None:
        first, second = lay(), lay()
        client.post(f"{CASES}tiep-nhan/", {"chon": [first.pk, second.pk]})
        act(client, second, "hoan-tac")
        assert (status_of(first), status_of(second)) == ("IN_TRANSIT", "AT_DESK")

    def test_holding_ten_costs_as_many_queries_as_holding_one(
        self, lay: Lay, officer: User
    ) -> None:
        hold = timedelta(minutes=10)
        counts = []
        for number in (1, 10):
            step_ids = [lay().pk for _one in range(number)]
            with CaptureQueriesContext(connection) as asked:
                services.accept(step_ids=step_ids, by=officer, at=timezone.now(), hold=hold)
            counts.append(len(asked))
        assert counts[0] == counts[1]


def test_without_a_time_nothing_is_promised(client: Client, step: Step) -> None:
    told = act(client, step, "tiep-nhan")
    assert "Đã tiếp nhận." in told
    assert "hoàn tác trong" not in told
    run()
    assert status_of(step) == "GRANTED"


def test_a_short_time_is_told_in_seconds(client: Client, step: Step, settings: Any) -> None:
    settings.DESK_UNDO_SECONDS = 5
    assert "Có thể hoàn tác trong 5 giây." in act(client, step, "tiep-nhan")


@pytest.mark.parametrize(
    ("installation", "given", "seconds"),
    [("base", "", 600), ("base", "30", 30), ("embedded", "", 5), ("embedded", "0", 0)],
)
def test_every_installation_has_its_time(installation: str, given: str, seconds: int) -> None:
    environment = {name: one for name, one in os.environ.items() if name != "PORTAL_UNDO_SECONDS"}
    environment |= {"PORTAL_UNDO_SECONDS": given} if given else {}
    asked = f"from portal.settings import {installation} as it; print(it.DESK_UNDO_SECONDS)"
    seen = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert int(seen.stdout) == seconds


def test_a_replay_waits_for_nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(os, "environ", dict(os.environ))
    monkeypatch.setattr("tempfile.mkdtemp", lambda **_options: str(tmp_path))
    open_site(Plan(dossiers=1, seed=1, faults="none"))
    assert os.environ["PORTAL_UNDO_SECONDS"] == "0"
