"""A mended declaration is mended everywhere: place, agency, clock, later legs, and who agrees."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen, User
from portal.consents.models import WAITING, Consent
from portal.handovers.models import Handover
from portal.pipeline import services
from portal.pipeline.models import Dossier, ReturnRequest, Step
from portal.pipeline.procedures import Agency, ConsentNeed
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move, move
from tests.pipeline.invented import AT, COMMUNE, InventedAgency, LeftLeg, Opening, filed

LATER = AT + timedelta(days=3)  # a Monday, 09:00
ELSEWHERE = "00008"


def said(commune: str = COMMUNE, name: str = "An") -> Mapping[str, Mapping[str, Any]]:
    return {"invented.opening.page": {"commune": commune, "name": name}}


def page(answers: Mapping[str, Any]) -> Mapping[str, Any]:
    return answers.get("invented.opening.page") or said()["invented.opening.page"]


class Placed(Opening):
    """An opening on a desk, in the commune that is declared; each has a door of its own."""

    has_desk = True
    time_limit = "residence.registration"  # two working days

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        return str(page(answers)["commune"])

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        return self.agency_in(self.commune_for(answers))

    def agency_in(self, commune_code: str) -> Agency:
        return Agency(f"seat.{commune_code}", f"UBND {commune_code}", f"invented:{commune_code}")


class PlacedLeg(LeftLeg):
    """A leg in the same commune, to which somebody agrees by the child's name."""

    recorded: dict[int, Mapping[str, Any]] = {}

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        return str(page(answers)["commune"])

    def applies(self, declared: Mapping[str, Any]) -> bool:
        return page(declared)["name"] != "Nobody"

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        self.recorded[step_id] = page(answers)

    def consents(self, *, step_id: int, applicant: Citizen) -> tuple[ConsentNeed, ...]:
        text = f"Đồng ý cho bé {self.recorded[step_id]['name']} ở đây."
        return (ConsentNeed("household_head", "000000000077", "Người Giả Định", text),)


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create(username="official-invented", is_staff=True)


@pytest.fixture
def dossier(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    with registry.replaced(Placed, PlacedLeg):
        yield filed(applicant)


def step_of(dossier: Dossier, procedure: str = "invented.opening") -> Step:
    return dossier.steps.get(procedure=procedure)


def where(step: Step) -> tuple[str, str, str, str]:
    return step.commune_code, step.agency_code, step.agency_title, step.endpoint.code


def returned(dossier: Dossier, *, by_agency: bool = False) -> Step:
    step = step_of(dossier)
    ReturnRequest.objects.create(
        step=step, revision=1, reason="ALL1", asked_at=AT, by_agency=by_agency
    )
    move([Move(step.pk, StepStatus.RETURNED, "returned")], at=AT)
    return step


THERE = (ELSEWHERE, f"seat.{ELSEWHERE}", f"UBND {ELSEWHERE}", f"invented:{ELSEWHERE}")


class TestTheStepItself:
    def test_an_edited_commune_moves_the_step_and_its_clock(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        services.edit_before_opened(
            step_id=step_of(dossier).pk, answers=said(ELSEWHERE), applicant=applicant, at=LATER
        )
        step = step_of(dossier)
        assert where(step) == THERE
        assert str(step.due_on) == "2026-11-26"  # Tuesday the 24th is a holiday
        line = dossier.journal.get(act="transferred", step=step)
        assert line.details == {"from": COMMUNE, "to": ELSEWHERE}

    def test_a_corrected_commune_moves_the_step_to_the_other_desk(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        step = returned(dossier, by_agency=True)
        Step.objects.filter(pk=step.pk).update(opened_at=AT)
        services.supplement(step_id=step.pk, answers=said(ELSEWHERE), applicant=applicant, at=LATER)
        step.refresh_from_db()
        assert where(step) == THERE
        assert (step.status, step.opened_at) == ("AT_DESK", None)  # read there by nobody yet
        assert str(step.due_on) == "2026-11-26"

    def test_the_message_takes_the_new_door(self, dossier: Dossier, applicant: Citizen) -> None:
        services.edit_before_opened(
            step_id=step_of(dossier).pk, answers=said(ELSEWHERE), applicant=applicant, at=LATER
        )
        official = User.objects.create(username="official-invented", is_staff=True)
        services.accept(step_ids=[step_of(dossier).pk], by=official, at=LATER)
        assert Handover.objects.get(channel="step").endpoint.code == f"invented:{ELSEWHERE}"

    def test_what_an_official_passed_on_stays_there_when_only_a_name_is_mended(
        self, dossier: Dossier, applicant: Citizen, official: User
    ) -> None:
        step = step_of(dossier)
        services.transfer(step_id=step.pk, commune_code=ELSEWHERE, by=official, at=AT)
        returned(dossier)
        services.supplement(
            step_id=step.pk, answers=said(name="Bình"), applicant=applicant, at=LATER
        )
        assert where(step_of(dossier)) == THERE
        assert dossier.journal.filter(act="transferred").count() == 1

    def test_what_stays_in_its_commune_moves_nowhere(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        services.edit_before_opened(
            step_id=step_of(dossier).pk, answers=said(name="Bình"), applicant=applicant, at=LATER
        )
        assert not dossier.journal.filter(act="transferred").exists()


class TestTheLegsThatFollow:
    def test_they_are_recorded_anew_and_their_people_asked_anew(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        services.edit_before_opened(
            step_id=step_of(dossier).pk, answers=said(name="Bình"), applicant=applicant, at=LATER
        )
        leg = step_of(dossier, "invented.left")
        assert PlacedLeg.recorded[leg.pk]["name"] == "Bình"
        waiting = Consent.objects.get(step_id=leg.pk, status__in=WAITING)
        assert waiting.text == "Đồng ý cho bé Bình ở đây."
        assert Consent.objects.filter(step_id=leg.pk, status="REPLACED").count() == 1

    def test_they_move_with_it(self, dossier: Dossier, applicant: Citizen) -> None:
        step = returned(dossier)
        services.supplement(step_id=step.pk, answers=said(ELSEWHERE), applicant=applicant, at=LATER)
        leg = step_of(dossier, "invented.left")
        assert (leg.commune_code, leg.status) == (ELSEWHERE, "WAITING")
        assert dossier.journal.filter(act="transferred", step=leg).count() == 1

    def test_one_that_cannot_be_done_any_more_is_left_out(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        step = returned(dossier)
        services.supplement(
            step_id=step.pk, answers=said(name="Nobody"), applicant=applicant, at=LATER
        )
        assert step_of(dossier, "invented.left").status == "SKIPPED"
        assert not Consent.objects.filter(status__in=WAITING).exists()

    def test_who_is_asked_the_same_is_not_asked_twice(
        self, dossier: Dossier, applicant: Citizen
    ) -> None:
        before = Consent.objects.get(status__in=WAITING)
        step = returned(dossier)
        services.supplement(step_id=step.pk, answers=said(), applicant=applicant, at=LATER)
        assert Consent.objects.get() == before


def test_asking_anew_costs_the_same_whatever_else_lies_in_the_table(
    dossier: Dossier, applicant: Citizen
) -> None:
    counts = []
    for more in (0, 5):
        for _ in range(more):
            filed(applicant)
        with CaptureQueriesContext(connection) as asked:
            services.edit_before_opened(
                step_id=step_of(dossier).pk,
                answers=said(name=f"Bình {'B' * more}"),
                applicant=applicant,
                at=LATER,
            )
        counts.append(len(asked))
    assert counts[0] == counts[1]
