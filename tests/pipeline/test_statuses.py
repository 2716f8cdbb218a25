"""The table of moves, walked from end to end."""

import pytest

from portal.accounts.models import Citizen
from portal.pipeline import transitions
from portal.pipeline.models import Step
from portal.pipeline.statuses import FINAL, MOVES, OPEN, StepStatus
from portal.pipeline.transitions import Move, MoveNotAllowed
from tests.pipeline.invented import AT, InventedAgency, filed

ALL = list(StepStatus)


@pytest.mark.parametrize("origin", ALL)
@pytest.mark.parametrize("to", ALL)
def test_a_move_outside_the_table_is_refused_and_leaves_no_line(
    journey: InventedAgency, applicant: Citizen, origin: StepStatus, to: StepStatus
) -> None:
    step = filed(applicant).steps.get(procedure="invented.left")
    facts = {"number": "1"} if origin == StepStatus.GRANTED else None
    Step.objects.filter(pk=step.pk).update(status=origin, facts=facts)
    lines = step.dossier.journal.count()
    move = Move(step.pk, to, "walked", facts='{"number": "1"}' if to == "GRANTED" else None)
    if to in MOVES[origin]:
        transitions.move([move], at=AT)
        assert step.dossier.journal.count() > lines
        assert Step.objects.get(pk=step.pk).status == to
    else:
        with pytest.raises(MoveNotAllowed):
            transitions.move([move], at=AT)
        assert step.dossier.journal.count() == lines


def test_every_status_is_final_or_has_a_way_out_to_a_final_one() -> None:
    assert {StepStatus.GRANTED, StepStatus.REFUSED, StepStatus.WITHDRAWN, StepStatus.SKIPPED} == (
        FINAL
    )
    for status in OPEN:
        reached, frontier = set(), {status}
        while frontier:
            reached |= frontier
            frontier = set().union(*(MOVES[one] for one in frontier)) - reached
        assert reached & FINAL, status
