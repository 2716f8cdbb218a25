"""What cannot be composed stalls and is composed anew; what nobody holds leaves no more."""

import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import pytest
from django.db import OperationalError

from portal.accounts.models import Citizen
from portal.handovers import runner as running
from portal.handovers import sets
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Step
from portal.pipeline.procedures import Case
from portal.pipeline.registry import registry
from tests.pipeline.invented import (
    AT,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    filed,
    invented_citizen,
)


def clock() -> datetime:
    return AT


def stalled_when_composed(bad: type[Opening], applicant: Citizen) -> Handover:
    """File two dossiers whose first cannot be composed; return its message."""
    first, _second = filed(applicant), filed(applicant)
    bad.code = "invented.opening"
    with registry.replaced(bad, LeftLeg, RightLeg):
        Runner().dispatch(clock=clock)
    handover = Handover.objects.get(topic="invented.opening", subject__in=first.steps.all())
    assert handover.status == "STALLED"
    assert Handover.objects.exclude(pk=handover.pk).exclude(status="DONE").count() == 0
    return handover


def first_step() -> int:
    return Step.objects.filter(procedure="invented.opening").order_by("pk")[0].pk


class Failing(Opening):
    """Cannot write the body of the first case."""

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        if any(case.step_id == first_step() for case in cases):
            raise RuntimeError("no body")
        return super().compose(cases)


class Silent(Opening):
    """Leaves the first case out."""

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        bodies = dict(super().compose(cases))
        bodies.pop(first_step(), None)
        return bodies


@pytest.mark.parametrize(("bad", "why"), [(Failing, b"RuntimeError"), (Silent, b"NothingWritten")])
def test_what_cannot_be_composed_stalls_without_a_body_and_is_composed_anew(
    bad: type[Opening], why: bytes, journey: InventedAgency, applicant: Citizen
) -> None:
    handover = stalled_when_composed(bad, applicant)
    assert (handover.body, handover.body_sha256, handover.attempts) == (None, None, 0)
    assert bytes(handover.last_exchange or b"") == why
    assert sets.send_again(handover.pk)
    Runner().dispatch(clock=clock)
    assert Step.objects.get(pk=handover.subject).status == "GRANTED"
    handover.refresh_from_db()
    assert bytes(handover.body or b"").startswith(b'{"case"')


def test_a_family_can_withdraw_what_could_never_be_sent(
    journey: InventedAgency, applicant: Citizen
) -> None:
    handover = stalled_when_composed(Failing, applicant)
    step = Step.objects.get(pk=handover.subject)
    services.withdraw(dossier_id=step.dossier_id, applicant=applicant, at=AT)
    step.refresh_from_db()
    assert step.status == "WITHDRAWN"


@pytest.mark.parametrize("moved", [{"status": "WITHDRAWN"}, {"revision": 2}])
def test_the_message_of_a_step_that_moved_on_is_closed_unsent(
    moved: dict[str, object], journey: InventedAgency, applicant: Citizen
) -> None:
    filed(applicant)
    Step.objects.filter(procedure="invented.opening").update(**moved)
    Runner().dispatch(clock=clock)
    handover = Handover.objects.get()
    assert (handover.status, handover.last_kind, handover.attempts) == ("DONE", "moot", 0)
    assert not journey.effects


def test_nothing_leaves_any_more_once_settling_failed(
    committed_journey: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = invented_citizen()
    for _ in range(8):
        filed(citizen)
    sent: list[int] = []

    class Slow(Opening):
        def send_one(self, letter: Letter) -> Answer:
            sent.append(letter.subject)
            time.sleep(0.2)
            return Granted(facts={})

    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(running, "settle", gone)
    with registry.replaced(Slow, LeftLeg, RightLeg):
        pace = Pace(lanes=1, settle_after=1)
        with pytest.raises(OperationalError):
            Runner(pace=pace).dispatch(clock=clock)
    assert len(sent) <= 2
