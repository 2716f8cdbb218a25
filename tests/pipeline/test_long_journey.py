"""A leg may follow a leg: what is lost is lost to the end of the line, in whatever order."""

from itertools import permutations
from typing import ClassVar

import pytest

from portal.accounts.models import Citizen
from portal.pipeline import sets, transitions
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move
from tests.pipeline.invented import AT, InventedAgency, LeftLeg, Opening, RightLeg, filed


class Second(LeftLeg):
    code = "invented.second"
    follows: ClassVar[tuple[str, ...]] = ("invented.left",)


class Third(LeftLeg):
    code = "invented.third"
    follows: ClassVar[tuple[str, ...]] = ("invented.second", "invented.right")


def lost(dossier: Dossier) -> dict[str, str]:
    return dict(dossier.steps.values_list("procedure", "status"))


@pytest.mark.parametrize("order", list(permutations(range(4))))
def test_a_refused_opening_skips_the_whole_line_in_any_order(
    journey: InventedAgency,
    applicant: Citizen,
    monkeypatch: pytest.MonkeyPatch,
    order: tuple[int, ...],
) -> None:
    with registry.replaced(Opening, LeftLeg, Second, Third, RightLeg):
        dossier = filed(applicant)
        opening = dossier.steps.get(procedure="invented.opening")
        read = sets.steps_of

        def shuffled(dossier_ids: list[int]) -> list[sets.StepRow]:
            first, *rest = read(dossier_ids)
            return [first, *(rest[place] for place in order)]

        monkeypatch.setattr(sets, "steps_of", shuffled)
        transitions.move([Move(opening.pk, StepStatus.REFUSED, "refused")], at=AT)
    assert lost(dossier) == {
        "invented.opening": "REFUSED",
        **dict.fromkeys(
            ["invented.left", "invented.right", "invented.second", "invented.third"], "SKIPPED"
        ),
    }
    assert dossier.journal.filter(act="skipped").count() == 4


def test_one_lost_leg_takes_along_what_follows_it_and_nothing_else(
    journey: InventedAgency, applicant: Citizen
) -> None:
    with registry.replaced(Opening, LeftLeg, RightLeg, Second, Third):
        dossier = filed(applicant)
        steps = {one.procedure: one.pk for one in dossier.steps.all()}
        granted = Move(
            steps["invented.opening"], StepStatus.GRANTED, "granted", facts='{"number": "1"}'
        )
        transitions.move([granted], at=AT)
        transitions.move([Move(steps["invented.left"], StepStatus.REFUSED, "refused")], at=AT)
    assert lost(dossier)["invented.right"] == "IN_TRANSIT"
    assert lost(dossier)["invented.second"] == lost(dossier)["invented.third"] == "SKIPPED"


def test_steps_are_read_in_the_order_in_which_they_were_made(
    journey: InventedAgency, applicant: Citizen
) -> None:
    dossiers = [filed(applicant).pk for _ in range(3)]
    # An update lays a row elsewhere: without an order the database reads it last.
    first = sets.steps_of(dossiers)[0]
    transitions.move([Move(first.id, None, "noted")], at=AT)
    ids = [one.id for one in sets.steps_of(dossiers)]
    assert ids == sorted(ids)


def test_a_dossier_in_which_nothing_waits_costs_nothing_more(
    journey: InventedAgency, applicant: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    dossier = filed(applicant)
    dossier.steps.exclude(procedure="invented.opening").update(status="WITHDRAWN")
    monkeypatch.setattr(transitions._Work, "_ready", None)  # would fail if it were called
    opening = dossier.steps.get(procedure="invented.opening")
    transitions.move([Move(opening.pk, StepStatus.REFUSED, "refused")], at=AT)
