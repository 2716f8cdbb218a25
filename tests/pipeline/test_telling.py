"""What families and those they ask are told of by itself: new dates, requests, and duties."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen, User
from portal.notifications import rendering
from portal.notifications.models import Notice
from portal.pipeline import services
from portal.pipeline.models import AskedOffice, Dossier, Step
from portal.pipeline.procedures import ConsentNeed
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Move, move
from tests.pipeline.invented import (
    AT,
    Desk,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    filed,
    invented_citizen,
)

DAY = timedelta(days=1)


def notices(kind: str) -> list[Notice]:
    return list(Notice.objects.filter(kind=kind).order_by("pk"))


class TestANewDate:
    @pytest.fixture
    def case(self, journey: InventedAgency, applicant: Citizen) -> Iterator[Step]:
        with registry.replaced(Desk, LeftLeg, RightLeg):
            dossier = filed(applicant, phone="0900000001")
            dossier.steps.update(due_on=AT.date())
            yield dossier.steps.get(procedure="invented.opening")

    def ask(self, case: Step, new_due_on: date) -> None:
        services.ask_verification(
            step_id=case.pk,
            office=AskedOffice.COMMITTEE_OF_MARRIAGE,
            question="Có đăng ký kết hôn không?",
            new_due_on=new_due_on,
            by=User.objects.create(username="official-invented", is_staff=True),
            at=AT,
        )

    def test_comes_with_its_reason_and_an_apology(self, case: Step) -> None:
        self.ask(case, date(2026, 11, 26))
        (notice,) = notices("new_date")
        assert rendering.sentence(notice) == (
            f"Hồ sơ {case.dossier.code}: vì phải hỏi UBND nơi đăng ký kết hôn, Cơ quan"
            " invented.opening xin lỗi và hẹn lại thứ Năm, 26/11/2026."
        )
        assert "xin loi, hen lai 26/11/2026" in rendering.sms(notice)

    def test_that_is_no_later_is_no_news(self, case: Step) -> None:
        self.ask(case, AT.date())
        assert notices("new_date") == []


class Agreed(LeftLeg):
    def consents(self, *, step_id: int, applicant: Citizen) -> tuple[ConsentNeed, ...]:
        people = (("000000000077", "Người Hai"), ("000000000099", "Người Ba"))
        return tuple(
            ConsentNeed("dwelling_owner", number, name, "Đồng ý cho bé ở đây.")
            for number, name in people
        )


class TestWhoIsAsked:
    def test_is_told_where_the_portal_knows_a_telephone(
        self, journey: InventedAgency, applicant: Citizen
    ) -> None:
        head = invented_citizen(77)
        Citizen.objects.filter(pk=head.pk).update(phone="0900000077")
        with registry.replaced(Opening, Agreed, RightLeg):
            filed(applicant)
        (notice,) = notices("consent_asked")
        assert notice.phone == "0900000077"
        assert rendering.sms(notice).startswith("N.T.N. nho ong/ba xac nhan")


class Dutiful(LeftLeg):
    duty = "duty.residence_of_minor"


class TestADuty:
    @pytest.fixture
    def dossier(self, journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
        with registry.replaced(Opening, Dutiful, RightLeg):
            yield self.without_the_leg(applicant)

    def without_the_leg(self, applicant: Citizen) -> Dossier:
        dossier = filed(applicant, phone="0900000001")
        steps = {one.procedure: one.pk for one in dossier.steps.all()}
        move([Move(steps["invented.left"], StepStatus.WITHDRAWN, "withdrawn")], at=AT)
        facts = '{"number": "1"}'
        granted = Move(steps["invented.opening"], StepStatus.GRANTED, "granted", facts=facts)
        move([granted], at=AT)
        return dossier

    def test_is_told_at_each_stage_once(self, dossier: Dossier) -> None:
        for day in range(64):
            services.remind_of_duties(at=AT + day * DAY)
            services.remind_of_duties(at=AT + day * DAY + timedelta(hours=1))
        told = [(one.created_at - AT).days for one in notices("residence_due")]
        assert told == [30, 45, 55]
        assert [one.params["days"] for one in notices("residence_due")] == [30, 15, 5]
        (last,) = notices("residence_last_day")
        assert (last.created_at - AT).days == 60
        assert last.params == {"last_on": "2027-01-19"}

    @pytest.mark.parametrize("status", ["GRANTED", "AT_DESK", "IN_TRANSIT", "WITH_AGENCY"])
    def test_is_not_told_where_the_next_act_is_not_the_familys(
        self, dossier: Dossier, status: str
    ) -> None:
        leg = dossier.steps.filter(procedure="invented.left")
        leg.update(status=status, facts={"number": "1"})
        assert services.remind_of_duties(at=AT + 31 * DAY) == 0

    def test_costs_the_same_for_many(self, dossier: Dossier, applicant: Citizen) -> None:
        counts = []
        for more, day in ((0, 30), (5, 45)):
            for _ in range(more):
                self.without_the_leg(applicant)
            with CaptureQueriesContext(connection) as asked:
                assert services.remind_of_duties(at=AT + day * DAY) == more + 1
            counts.append(len(asked))
        assert counts[0] == counts[1]
