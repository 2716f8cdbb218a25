"""A message that may have left the house is never again taken for one that has not."""

import threading
import time
from datetime import datetime

import pytest
from django.db import connection

from integrations import kill_points
from portal.accounts.models import Citizen, User
from portal.handovers import sets
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.handovers.models import Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.handovers.verdicts import outcome_of
from portal.officials import screen
from portal.officials.models import Case
from portal.pipeline import services
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.transitions import MoveNotAllowed
from tests.pipeline.invented import (
    AT,
    Desk,
    InventedAgency,
    LeftLeg,
    RightLeg,
    filed,
    invented_citizen,
)


def clock() -> datetime:
    return AT


def told(letters: list[Letter], replies: list[Answer]) -> type[Desk]:
    """Return a desk procedure whose agency answers as prepared and keeps the letters."""

    class Told(Desk):
        def send_one(self, letter: Letter) -> Answer:
            letters.append(letter)
            return replies.pop(0)

    return Told


def test_a_stalled_message_that_is_sent_again_is_known_to_have_been_sent(
    journey: InventedAgency, applicant: Citizen
) -> None:
    official = User.objects.create(username="official-invented", is_staff=True)
    letters: list[Letter] = []
    replies: list[Answer] = [NoAnswer(NoAnswerKind.REJECTED), Granted(facts={"number": "1"})]
    with registry.replaced(told(letters, replies), LeftLeg, RightLeg):
        dossier = filed(applicant)
        step = dossier.steps.get(procedure="invented.opening")
        services.accept(step_ids=[step.pk], by=official, at=AT)
        Runner().dispatch(clock=clock)
        handover = Handover.objects.get()
        assert handover.status == "STALLED"
        services.retry_stalled(handover_id=handover.pk, reason="mended", by=official, at=AT)
        with pytest.raises(MoveNotAllowed):
            services.undo_acceptance(step_id=step.pk, by=official, at=AT)
        with pytest.raises(MoveNotAllowed):
            services.send_now(step_id=step.pk, by=official, at=AT)
        assert screen.undo_until(Case.objects.get(pk=step.pk), at=AT) is None
        services.withdraw(dossier_id=dossier.pk, applicant=applicant, at=AT)
        assert Step.objects.get(pk=step.pk).status == "IN_TRANSIT"  # the agency answers itself
        Runner().dispatch(clock=clock)
    assert [letter.attempt for letter in letters] == [1, 2]


def test_a_message_sent_again_by_hand_has_all_its_tries_anew(
    journey: InventedAgency, applicant: Citizen
) -> None:
    filed(applicant)
    Handover.objects.update(status="STALLED", attempts=20)
    assert sets.send_again(Handover.objects.get().pk)
    journey.replies["invented.opening"] = [NoAnswer(NoAnswerKind.UNREACHABLE)]
    Runner(pace=Pace(retry_at_most_every=60)).dispatch(clock=clock)
    handover = Handover.objects.get()
    assert (handover.status, handover.attempts, handover.forgiven) == ("DUE", 21, 20)


def test_tries_and_not_attempts_end_in_a_stall() -> None:
    letter = Letter(1, "step", "x", 1, 1, "e", b"", 40, 39, forgiven=20)
    down = NoAnswer(NoAnswerKind.UNREACHABLE)
    assert outcome_of(letter, down, asking=False, pace=Pace()).status == "DUE"
    last = Letter(1, "step", "x", 1, 1, "e", b"", 41, 40, forgiven=20)
    assert outcome_of(last, down, asking=False, pace=Pace()).status == "STALLED"


def test_a_family_that_withdraws_while_a_claim_is_written_does_not_miss_it(
    committed_journey: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    applicant = invented_citizen()
    dossier = filed(applicant)
    claiming, withdrawing = threading.Event(), threading.Event()

    def reach(point: str) -> None:
        if point == "before_claim_commit":
            claiming.set()
            withdrawing.wait(10)
            time.sleep(0.5)  # the family's transaction is at work, or waits

    monkeypatch.setattr(kill_points, "reach", reach)
    committed_journey.replies["invented.opening"] = [Accepted("R-1")]

    def work() -> None:
        Runner(pace=Pace(ask_after=60)).dispatch(clock=clock)
        connection.close()

    worker = threading.Thread(target=work)
    worker.start()
    claiming.wait(10)
    withdrawing.set()
    services.withdraw(dossier_id=dossier.pk, applicant=applicant, at=AT)
    worker.join()
    step = Step.objects.get(procedure="invented.opening")
    assert len(committed_journey.effects) == 1
    assert (step.status, step.withdrawal_asked_at) == ("WITH_AGENCY", AT)
