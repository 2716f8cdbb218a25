"""What is promised: never a day that is past, and the same questions however many communes."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any, ClassVar

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen
from portal.handovers.answers import Returned
from portal.handovers.runner import Runner
from portal.pipeline import deadlines
from portal.pipeline.deadlines import Limits
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move, move
from portal.places.models import Commune
from portal.statutes.models import CalendarOverride, TimeLimit
from tests.pipeline.invented import (
    AT,
    COMMUNE,
    Desk,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    filed,
)

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY, WEDNESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 25)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 11, day, hour - 7, tzinfo=UTC)


def day_off(place: str, day: date) -> None:
    CalendarOverride.objects.create(
        title="Bão", place=place, first_on=day, last_on=day, is_working=False,
        basis="Quyết định 1", certainty="V",
    )  # fmt: skip


class TestAClockThatStoodStill:
    @pytest.mark.parametrize(
        ("due", "stopped", "back", "goes_on_to"),
        [
            (FRIDAY, at(20), at(21), MONDAY),  # returned on Friday, corrected on Saturday
            (FRIDAY, at(20), at(20, 11), FRIDAY),
            (FRIDAY, at(20), at(20, 16), MONDAY),  # past the cut-off: received on Monday
            (FRIDAY, at(19), at(23), WEDNESDAY),  # Tuesday is a holiday
            (date(2026, 11, 18), at(20), at(23), MONDAY),  # late already: not before it is back
            (MONDAY, at(21), at(21, 10), MONDAY),  # both on a Saturday: no time was lost
        ],
    )
    def test_goes_on_where_it_stopped_and_never_in_the_past(
        self, due: date, stopped: datetime, back: datetime, goes_on_to: date
    ) -> None:
        assert deadlines.resumed(due, stopped_at=stopped, at=back) == goes_on_to

    def test_counts_by_the_calendar_of_its_place(self) -> None:
        day_off(COMMUNE, MONDAY)
        resumed = deadlines.resumed(FRIDAY, stopped_at=at(20), at=at(21), place=COMMUNE)
        assert resumed == WEDNESDAY


def test_a_family_in_a_storm_has_longer_to_answer() -> None:
    calm = deadlines.supplement_by(AT, place=COMMUNE)
    day_off(COMMUNE, MONDAY)
    assert deadlines.supplement_by(AT, place=COMMUNE) == calm + timedelta(days=1)


def test_an_agencys_return_gives_a_family_in_a_storm_longer_too(
    journey: InventedAgency, applicant: Citizen
) -> None:
    calm = deadlines.supplement_by(AT)
    day_off(COMMUNE, MONDAY)
    journey.replies["invented.opening"] = [Returned("ALL1", ("page.field",), "Xin sửa.")]
    filed(applicant)
    Runner().dispatch(clock=lambda: AT)
    assert ReturnRequest.objects.get().answer_by == calm + timedelta(days=1)


def test_a_limit_in_days_is_not_counted_in_working_days() -> None:
    TimeLimit.objects.filter(code="return.supplement").delete()
    TimeLimit.objects.create(
        code="return.supplement", value=7, unit="days", valid_from=date(2024, 7, 1), basis="x",
        certainty="V",
    )  # fmt: skip
    assert deadlines.supplement_by(AT) == date(2026, 11, 27)


class Later(LeftLeg):
    """A leg that follows a leg: the longest way is through it."""

    code = "invented.later"
    follows: ClassVar[tuple[str, ...]] = ("invented.left",)
    time_limit = "residence.registration"  # two working days


class Slow(LeftLeg):
    offered = Offer.CHOICE
    time_limit = "residence.registration"


class Slower(RightLeg):
    offered = Offer.CHOICE
    time_limit = "funeral_benefits.survivors"  # eight


class TestThePromiseOnTheReceipt:
    @pytest.fixture(autouse=True)
    def journeys(self, journey: InventedAgency) -> Iterator[None]:
        with registry.replaced(Opening, Slow, Slower, Later):
            yield

    @pytest.mark.parametrize(
        ("left_out", "promised"),
        [
            ((), date(2026, 12, 3)),
            (("invented.right",), date(2026, 11, 27)),  # two days, and two more behind them
            (("invented.left",), date(2026, 12, 3)),
            (("invented.left", "invented.right"), FRIDAY),  # what follows a leg left out is none
        ],
    )
    def test_is_the_longest_way_through_what_is_opened(
        self, applicant: Citizen, left_out: tuple[str, ...], promised: date
    ) -> None:
        dossier = filed(applicant, left_out=frozenset(left_out))
        assert dossier.promised_on == promised

    def test_knows_the_days_off_of_its_place(self, applicant: Citizen) -> None:
        day_off(COMMUNE, MONDAY)
        out = frozenset({"invented.left", "invented.right"})
        assert filed(applicant, at=at(20, 16), left_out=out).promised_on == WEDNESDAY


class Dated(Desk):
    time_limit = "residence.registration"


class TestManyCommunes:
    def counted(self, codes: list[str]) -> int:
        limits = Limits(AT, codes)
        with CaptureQueriesContext(connection) as asked:
            for code in codes:
                limits.due_on("invented.opening", code)
                limits.supplement_by(code)
        return len(asked)

    def test_are_asked_about_at_once(self, journey: InventedAgency) -> None:
        codes = list(Commune.objects.values_list("pk", flat=True)[:50])
        assert len(codes) == 50
        with registry.replaced(Dated, LeftLeg, RightLeg):
            deadlines.due_on(Dated.time_limit, AT)  # the law's rows are kept from now on
            assert self.counted(codes) == 1

    def test_a_move_of_fifty_communes_asks_as_often_as_of_one(
        self, journey: InventedAgency, applicant: Citizen
    ) -> None:
        codes = list(Commune.objects.values_list("pk", flat=True)[:50])
        with registry.replaced(Dated, LeftLeg, RightLeg):
            steps = [filed(applicant).steps.get(procedure="invented.opening") for _ in range(51)]
            for step, code in zip(steps, [COMMUNE, *codes], strict=True):
                change: dict[str, Any] = {"status": "RETURNED", "due_on": None}
                Step.objects.filter(pk=step.pk).update(**change, commune_code=code)
            counts = []
            for some in (steps[:1], steps[1:]):
                moves = [Move(one.pk, StepStatus.AT_DESK, "corrected") for one in some]
                with CaptureQueriesContext(connection) as asked:
                    move(moves, at=AT)
                counts.append(len(asked))
        assert counts[0] == counts[1]
