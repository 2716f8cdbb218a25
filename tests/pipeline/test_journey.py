"""A dossier's way through an invented journey, driven by the runner itself."""

from portal.accounts.models import Citizen
from portal.handovers.answers import Accepted, NoAnswer, NoAnswerKind, Refused
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline import journal
from portal.pipeline.models import Dossier, JournalEntry
from tests.pipeline.invented import AT, InventedAgency, filed


def run() -> None:
    Runner().dispatch(clock=lambda: AT)


def statuses(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.steps.values_list("procedure", "status"))


def test_the_legs_start_in_parallel_once_the_opening_is_granted(
    journey: InventedAgency, applicant: Citizen
) -> None:
    dossier = filed(applicant)
    assert statuses(dossier) == {
        "invented.opening": "IN_TRANSIT",
        "invented.left": "WAITING",
        "invented.right": "WAITING",
    }
    run()
    assert set(statuses(dossier).values()) == {"GRANTED"}
    assert len(journey.effects) == len(set(journey.effects)) == 3


def test_a_refused_opening_skips_the_legs(journey: InventedAgency, applicant: Citizen) -> None:
    journey.replies["invented.opening"] = [Refused("XX1")]
    dossier = filed(applicant)
    run()
    assert statuses(dossier) == {
        "invented.opening": "REFUSED",
        "invented.left": "SKIPPED",
        "invented.right": "SKIPPED",
    }


def test_a_refused_leg_leaves_the_other(journey: InventedAgency, applicant: Citizen) -> None:
    journey.replies["invented.left"] = [Refused("XX1")]
    dossier = filed(applicant)
    run()
    assert statuses(dossier)["invented.left"] == "REFUSED"
    assert statuses(dossier)["invented.right"] == "GRANTED"


def test_an_outage_is_not_the_laws_business(journey: InventedAgency, applicant: Citizen) -> None:
    journey.replies["invented.opening"] = [NoAnswer(NoAnswerKind.SERVER_ERROR)]
    dossier = filed(applicant)
    before = JournalEntry.objects.count()
    run()
    handover = Handover.objects.get()
    assert (handover.status, handover.attempts) == ("DUE", 1)
    assert statuses(dossier)["invented.opening"] == "IN_TRANSIT"
    assert JournalEntry.objects.count() == before


def test_an_accepted_case_is_asked_about_until_it_is_granted(
    journey: InventedAgency, applicant: Citizen
) -> None:
    journey.replies["invented.opening"] = [Accepted("REF-1", note="e_copy_due")]
    dossier = filed(applicant)
    run()
    step = dossier.steps.get(procedure="invented.opening")
    assert (step.status, step.reference, step.note) == ("WITH_AGENCY", "REF-1", "e_copy_due")
    Handover.objects.update(next_at=AT)
    Runner().collect(clock=lambda: AT)
    run()
    assert set(statuses(dossier).values()) == {"GRANTED"}


def test_the_journal_tells_every_move_and_its_chain_holds(
    journey: InventedAgency, applicant: Citizen
) -> None:
    dossier = filed(applicant)
    run()
    acts = list(dossier.journal.order_by("sequence").values_list("act", flat=True))
    assert acts[:4] == ["filed", "filed", "filed", "started"]
    assert acts.count("granted") == 3
    assert list(journal.faults()) == []


def test_a_rejected_case_stalls_alone_and_keeps_the_exchange(
    journey: InventedAgency, applicant: Citizen
) -> None:
    journey.replies["invented.opening"] = [NoAnswer(NoAnswerKind.REJECTED, raw=b"no such field")]
    filed(applicant)
    run()
    handover = Handover.objects.get()
    assert handover.status == "STALLED"
    assert bytes(handover.last_exchange or b"") == b"no such field"
