"""One table says who may do what; what has no row is denied."""

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.accounts.access import (
    TABLE,
    Act,
    Visitor,
    Who,
    may,
    may_enter,
    visitor_from,
    visitor_of,
)
from portal.accounts.models import AgencyClient, Citizen, Official, User

MINE = SimpleNamespace(
    applicant_id=1,
    commune_code="00004",
    procedure="a.b",
    agency_code="one.00004",
    role="officer",
    communes=["00004"],
    sender_code="99901",
)
THEIRS = SimpleNamespace(
    applicant_id=2,
    commune_code="00070",
    procedure="c.d",
    agency_code="two.00070",
    role="officer",
    communes=["00070"],
    sender_code="99902",
)
VISITORS = {
    Who.ANYONE: Visitor(Who.ANYONE),
    Who.CITIZEN: Visitor(Who.CITIZEN, 1, "000199000001"),
    Who.OFFICER: Visitor(Who.OFFICER, 1, communes=frozenset({"00004"})),
    Who.SUPERVISOR: Visitor(Who.SUPERVISOR, 1, communes=frozenset({"00004"})),
    Who.AGENCY: Visitor(Who.AGENCY, 1, procedures=frozenset({"a.b"})),
    Who.FACILITY: Visitor(Who.FACILITY, 1, facilities=frozenset({"99901"})),
}
OPEN_TO_ALL = {Act.READ_PUBLIC, Act.SIGN_IN, Act.LOOK_UP}


@pytest.mark.parametrize(("who", "act"), list(product(Who, Act)))
def test_without_a_row_nothing_is_allowed(who: Who, act: Act) -> None:
    visitor = VISITORS[who]
    mine = SimpleNamespace(**vars(MINE), personal_number="000199000001")
    theirs = SimpleNamespace(**vars(THEIRS), personal_number="000199000002")

    assert may_enter(visitor, act) is ((who, act) in TABLE)
    assert may(visitor, act, mine) is ((who, act) in TABLE)
    if act not in OPEN_TO_ALL and act not in (Act.READ_FIGURES, Act.READ_DRAFT):
        assert not may(visitor, act, theirs)


def test_citizens_do_nothing_at_the_desk_and_officials_nothing_for_citizens() -> None:
    desk = {act for who, act in TABLE if who in (Who.OFFICER, Who.SUPERVISOR)} - OPEN_TO_ALL
    family = {act for who, act in TABLE if who is Who.CITIZEN} - OPEN_TO_ALL

    assert not desk & family


def test_only_a_supervisor_allows_a_demand() -> None:
    assert {who for who, act in TABLE if act is Act.ALLOW_DEMAND} == {Who.SUPERVISOR}


@pytest.mark.parametrize(
    ("role", "communes"),
    [("supervisor", ["00004"]), ("officer", []), ("officer", ["00004", "00070"])],
)
def test_a_supervisor_manages_only_officers_of_the_own_communes(
    role: str, communes: list[str]
) -> None:
    someone = SimpleNamespace(role=role, communes=communes)

    assert not may(VISITORS[Who.SUPERVISOR], Act.MANAGE_OFFICIALS, someone)


def test_a_step_belongs_to_whoever_filed_its_dossier() -> None:
    step = SimpleNamespace(dossier=MINE)

    assert may(VISITORS[Who.CITIZEN], Act.READ_OWN, step)
    assert not may(Visitor(Who.CITIZEN, 2), Act.READ_OWN, step)
    assert not may(Visitor(Who.CITIZEN, 0), Act.READ_OWN, SimpleNamespace())


@pytest.mark.django_db
class TestWhoComes:
    def test_nobody(self) -> None:
        assert visitor_of(AnonymousUser()).who is Who.ANYONE

    def test_a_citizen(self) -> None:
        user = User.objects.create(username="c")
        citizen = Citizen.objects.create(
            user=user,
            personal_number="000199000001",
            full_name="Người Mẫu",
            born_on="1999-01-01",
            sex="female",
        )
        visitor = visitor_of(user)

        assert (visitor.who, visitor.id) == (Who.CITIZEN, citizen.pk)

    def test_an_official_with_communes(self) -> None:
        user = User.objects.create(username="o", is_staff=True)
        Official.objects.create(user=user, role="supervisor", communes=["00004"])

        assert visitor_of(user).who is Who.SUPERVISOR
        assert visitor_of(user).communes == {"00004"}

    @pytest.mark.parametrize(
        "account",
        [{"is_staff": True}, {"is_superuser": True, "is_staff": True}, {}, {"is_active": False}],
    )
    def test_an_account_without_a_profile_is_anyone(self, account: dict[str, Any]) -> None:
        assert visitor_of(User.objects.create(username="x", **account)).who is Who.ANYONE

    def test_an_agency(self) -> None:
        client = AgencyClient(code="a", procedures=["a.b"])

        assert visitor_from(client).procedures == {"a.b"}

    @pytest.mark.parametrize(
        ("speaks_for", "sees"),
        [([], True), (["one"], True), (["one.00004"], True), (["two"], False), (["on"], False)],
    )
    def test_an_agency_sees_no_case_of_another_line(
        self, speaks_for: list[str], sees: bool
    ) -> None:
        client = AgencyClient(code="a", procedures=["a.b"], agencies=speaks_for)
        step = SimpleNamespace(procedure="a.b", agency_code="one.00004")

        assert may(visitor_from(client), Act.POLL, step) is sees
