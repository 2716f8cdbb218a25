"""A death registered by mistake: the list ends with a line and its retraction, or with neither."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure import CoverageEnd
from insurance.health_card.models import HouseholdMember, InsuranceHousehold
from insurance.health_card.procedure import HealthCard
from portal.accounts.models import Citizen
from portal.handovers.models import Endpoint, Handover
from portal.handovers.runner import Runner
from portal.pipeline import publishing, services
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from tests.clones import CommittedDatabase
from tests.insurance.listing import (
    LEG,
    acknowledge,
    lines,
    machine,
    registered,
    status_of,
    taken_back,
)
from tests.pipeline.deaths import DECEASED, InventedDeath, filed_death
from tests.pipeline.invented import AT, invented_citizen


@pytest.fixture(autouse=True)
def deaths() -> Iterator[None]:
    InventedDeath.people.clear()
    with registry.replaced(InventedDeath, CoverageEnd, HealthCard):
        yield


@pytest.fixture
def insurance(db: None) -> Client:
    return machine("social_insurance", LEG)


def kinds(client: Client) -> list[str]:
    return [one["data"]["kind"] for one in lines(client)]


def kept_waiting(applicant: Citizen) -> Dossier:
    """Register a death whose line has not been sent yet."""
    Endpoint.objects.update_or_create(
        code="social_insurance", defaults={"open_until": datetime(2126, 1, 1, tzinfo=UTC)}
    )
    dossier = registered(applicant)
    assert status_of(dossier) == "IN_TRANSIT"
    Endpoint.objects.update(open_until=None)
    return dossier


def go_on() -> None:
    Runner().dispatch(clock=lambda: AT)
    publishing.publish()


class TestBeforeTheLineStands:
    def test_a_death_taken_back_is_never_listed_and_nothing_waits(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        dossier = kept_waiting(applicant)
        taken_back(dossier)
        go_on()
        assert (lines(insurance), status_of(dossier)) == ([], "WITHDRAWN")
        assert not ListedDeath.objects.exists()
        assert not Handover.objects.exclude(status="DONE").exists()

    def test_a_family_that_withdraws_keeps_no_registered_death_off_the_list(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        dossier = kept_waiting(applicant)
        with pytest.raises(services.NothingToWithdraw):
            services.withdraw(dossier_id=dossier.pk, applicant=applicant, at=AT)
        go_on()
        assert kinds(insurance) == ["death"]

    def test_a_death_registered_though_the_family_withdrew_is_listed(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        dossier = filed_death(applicant)
        Handover.objects.update(attempts=1)  # it may have left the house
        services.withdraw(dossier_id=dossier.pk, applicant=applicant, at=AT)
        go_on()
        assert kinds(insurance) == ["death"]


class TestOfTwoDossiersAboutOnePerson:
    """Whose number only the register knew: one line stands for both."""

    @pytest.fixture
    def both(self, insurance: Client, applicant: Citizen) -> tuple[Dossier, Dossier]:
        return registered(applicant), registered(invented_citizen(2))

    @pytest.mark.parametrize("first", [0, 1])
    def test_the_line_stands_until_both_are_taken_back(
        self, insurance: Client, both: tuple[Dossier, Dossier], first: int
    ) -> None:
        taken_back(both[first])
        assert kinds(insurance) == ["death"]
        taken_back(both[1 - first])
        death, retraction = lines(insurance)
        assert retraction["data"] == death["data"] | {"kind": "retraction"}
        acknowledge(insurance, death)
        assert acknowledge(insurance, retraction, key="k-2").status_code == 202
        assert not Handover.objects.exclude(status="DONE").exists()
        assert kinds(insurance) == ["death", "retraction"]


def test_who_was_taken_back_before_the_line_was_heard_stays_in_the_household(
    insurance: Client, applicant: Citizen
) -> None:
    household = InsuranceHousehold.objects.create(represented_by="000195000001")
    member = HouseholdMember.objects.create(household=household, personal_number=DECEASED)
    dossier = registered(applicant)
    taken_back(dossier)
    for key, line in enumerate(lines(insurance)):
        acknowledge(insurance, line, key=f"k-{key}")
    member.refresh_from_db()
    assert (member.left_on, status_of(dossier)) == (None, "GRANTED")


class TestAtOnce:
    """Two real transactions: one lists, one takes back."""

    @pytest.fixture
    def insurance(self, committed_db: CommittedDatabase) -> Client:
        return machine("social_insurance", LEG)

    def test_a_death_taken_back_while_it_is_listed_is_not(self, insurance: Client) -> None:
        dossier = kept_waiting(invented_citizen(1))
        with listing_up_to("FROM pipeline_dossier"):
            taken_back_here(dossier)
        assert (lines(insurance), status_of(dossier)) == ([], "WITHDRAWN")

    def test_who_is_listed_again_while_the_first_line_is_taken_back_has_a_line(
        self, insurance: Client
    ) -> None:
        """The first line keeps the second off the list, and is gone when it is looked at."""
        first = registered(invented_citizen(1))
        second = kept_waiting(invented_citizen(2))
        with listing_up_to('FROM "insurance_coverage_end_listeddeath"'):
            taken_back_here(first)
        told = {(one["data"]["dossier"], one["data"]["kind"]) for one in lines(insurance)}
        assert told == {
            (first.code, "death"),
            (first.code, "retraction"),
            (second.code, "death"),
        }


def taken_back_here(dossier: Dossier) -> None:
    """Take a death back, and let nothing run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Runner, "dispatch", lambda *_, **__: 0)
        patch.setattr(publishing, "publish", lambda: 0)
        taken_back(dossier)


@contextmanager
def listing_up_to(table: str) -> Iterator[None]:
    """Let another connection put on the list what is due, and stop before it locks this table."""
    reached, gone = threading.Event(), threading.Event()

    def pause(run: Callable[..., Any], statement: str, *told: Any) -> Any:
        if table in statement and statement.rstrip().endswith("FOR UPDATE"):
            reached.set()
            assert gone.wait(20)
        return run(statement, *told)

    def put_on_list() -> None:
        try:
            with connection.execute_wrapper(pause):
                Runner().dispatch(clock=lambda: AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        lister = pool.submit(put_on_list)
        try:
            assert reached.wait(20)
            yield
        finally:
            gone.set()
        lister.result()
    publishing.publish()
