"""How people are asked: once each, bound to step, text and person, with a last day."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.consents import selectors, services
from portal.consents.invitations import code_for
from portal.consents.models import Consent, ConsentStatus
from portal.documents import services as documents
from portal.handovers.models import Handover
from portal.statutes.models import Switch
from tests.consents.people import (
    ASKER,
    DAY,
    FILED,
    HEAD,
    OWNER,
    STRANGER,
    TEXT,
    Listener,
    Need,
    ask,
    head,
    owner,
)

pytestmark = pytest.mark.django_db


def test_head_and_owner_are_two_requests_sent_at_once() -> None:
    made = ask(7, head(), owner())
    assert [(one.roles, one.personal_number) for one in made] == [
        (["household_head"], HEAD),
        (["dwelling_owner"], OWNER),
    ]
    on_the_way = Handover.objects.filter(channel="consent", endpoint__code="vneid")
    assert set(on_the_way.values_list("subject", flat=True)) == {one.pk for one in made}
    assert selectors.steps_missing([7]) == {7}


def test_who_is_both_head_and_owner_is_asked_once() -> None:
    (made,) = ask(7, head(HEAD), owner(HEAD))
    assert made.roles == ["dwelling_owner", "household_head"]
    assert made.text == TEXT


def test_two_capacities_with_two_texts_are_one_request_with_both_texts() -> None:
    (made,) = ask(7, head(HEAD, text="Một."), owner(HEAD, text="Hai."))
    assert made.text == "Một.\nHai."
    assert made.text_sha256 == sha256("Một.\nHai.".encode()).hexdigest()


def test_the_last_day_is_the_seventh_working_day() -> None:
    (made,) = ask()
    assert made.expires_on == date(2026, 12, 9)


def test_asking_the_same_twice_changes_nothing() -> None:
    ask(7, head(), owner())
    assert ask(7, head(), owner(), at=FILED + DAY) == []
    assert Consent.objects.count() == 2


def test_a_changed_text_is_a_new_request_even_to_who_agreed() -> None:
    (old,) = ask(7)
    services.answer(consent_id=old.pk, personal_number=HEAD, agreed=True, at=FILED)
    (new,) = ask(7, head(text="Nơi khác."))
    old.refresh_from_db()
    assert (old.status, new.status) == (ConsentStatus.REPLACED, ConsentStatus.ASKED)
    assert selectors.steps_missing([7]) == {7}


def test_another_household_replaces_every_request_of_the_first() -> None:
    first = ask(7, head(), owner())
    (new,) = ask(7, head(STRANGER))
    assert list(selectors.of_step(7)) == [new]
    closed = Handover.objects.filter(subject__in=[one.pk for one in first], channel="consent")
    assert set(closed.values_list("status", flat=True)) == {"DONE"}


def test_the_filing_of_the_head_is_the_heads_agreement() -> None:
    asker = replace(ASKER, personal_number=HEAD)
    services.ask([(7, head()), (7, owner())], at=FILED, askers={7: asker})
    assert [one.status for one in selectors.of_step(7)] == ["AGREED", "ASKED"]
    assert Handover.objects.filter(channel="consent").count() == 1


def test_a_signed_paper_filed_at_once_speaks_for_everybody() -> None:
    paper = documents.keep(b"%PDF CT01", media_type="application/pdf").sha256
    services.ask([(7, head()), (7, owner(""))], at=FILED, papers={7: paper})
    assert {one.status for one in selectors.of_step(7)} == {"BY_PAPER"}
    assert selectors.steps_missing([7]) == set()
    assert not Handover.objects.filter(channel="consent").exists()


def test_a_capacity_the_law_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError):
        services.ask([(7, _Neighbour())], at=FILED)


class _Neighbour:
    role, personal_number, full_name, text = "neighbour", HEAD, "", TEXT


def test_a_hundred_steps_take_as_many_queries_as_one(settings: Any) -> None:
    ask(1)
    counts = []
    for steps in (range(100, 101), range(200, 300)):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            services.ask([(step, need) for step in steps for need in (head(), owner())], at=FILED)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 6
    with CaptureQueriesContext(connection) as queries:
        assert len(selectors.steps_missing(range(200, 300))) == 100
    assert len(queries) == 1


@pytest.mark.parametrize(("every", "standing"), [(True, "waiting"), (False, "given")])
def test_whether_every_owner_must_agree_is_a_dated_row(
    every: bool, standing: str, listener: Listener
) -> None:
    Switch.objects.filter(code="consent.every_owner").delete()
    Switch.objects.create(
        code="consent.every_owner", is_on=every, valid_from=FILED.date(), certainty="?"
    )
    first, _, third = ask(7, owner(), owner(STRANGER), head())
    for one in (first, third):
        services.answer(
            consent_id=one.pk, personal_number=one.personal_number, agreed=True, at=FILED
        )
    assert listener.last == {7: standing}


def test_who_asks_is_known_from_the_first_asking() -> None:
    ask(7)
    (new,) = services.ask([(7, head(text="Nơi khác."))], at=FILED)
    assert (new.dossier_code, new.asked_by) == (ASKER.dossier_code, ASKER.full_name)


def test_what_vneid_was_asked_is_taken_back_once_nobody_need_answer() -> None:
    (old,) = ask(7)
    (unsent,) = ask(8)
    Handover.objects.filter(subject=old.pk).update(attempts=1, status="OWED")
    for one in (old, unsent):
        services.answer(consent_id=one.pk, personal_number=HEAD, agreed=True, at=FILED)
    withdrawal = Handover.objects.get(channel="consent_withdrawal")
    assert withdrawal.subject == old.pk
    assert withdrawal.next_at - withdrawal.created_at > timedelta(seconds=119)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"status": "MAYBE"},
        {"roles": []},
        {"roles": ["neighbour"]},
        {"personal_number": "123"},
        {"text_sha256": "0"},
        {"status": "AGREED"},
        {"status": "REFUSED"},
        {"answered_at": FILED},
        {"reason": "không"},
        {"status": "REMINDED"},
        {"reminded_count": 1},
        {"last_reminded_at": FILED},
        {"status": "CANCELLED"},
        {"cause": "not_me"},
    ],
)
def test_the_database_refuses_nonsense(nonsense: dict[str, Any]) -> None:
    (made,) = ask()
    with pytest.raises(IntegrityError), transaction.atomic():
        Consent.objects.filter(pk=made.pk).update(**nonsense)


def test_the_database_refuses_two_open_requests_of_one_kind_to_one_person() -> None:
    (made,) = ask()
    made.pk = None
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save(force_insert=True)


class TestPeopleWhoseNumberNobodyKnows:
    """Old cards of nine digits are no numbers: such people are told apart by role and name."""

    def test_two_co_owners_are_two_requests(self) -> None:
        made = ask(7, owner("", full_name="Lê Văn Một"), owner("", full_name="Lê Thị Hai"))
        assert [one.full_name for one in made] == ["Lê Văn Một", "Lê Thị Hai"]

    def test_two_parents_are_two_requests(self) -> None:
        parents = [Need("parent", "", name) for name in ("Lê Văn Một", "Lê Thị Hai")]
        assert len(ask(7, *parents)) == 2

    def test_two_co_owners_of_one_name_are_two_requests_and_stay_two(self) -> None:
        both = (owner("", full_name="Lê Văn Một"), owner("", full_name="Lê Văn Một"))
        assert len(ask(7, *both)) == 2
        assert ask(7, *both) == []
        assert Consent.objects.exclude(status=ConsentStatus.REPLACED).count() == 2

    def test_who_is_head_and_owner_without_a_number_is_asked_in_each_capacity(self) -> None:
        made = ask(7, head("", full_name="Lê Văn Một"), owner("", full_name="Lê Văn Một"))
        assert [one.roles for one in made] == [["household_head"], ["dwelling_owner"]]

    def test_asking_again_in_another_spelling_changes_nothing(self) -> None:
        ask(7, owner("", full_name="Lê Thị Hòa"))
        assert ask(7, owner("", full_name=" LÊ THỊ HÒA ")) == []

    def test_another_name_is_another_person(self) -> None:
        ask(7, owner("", full_name="Lê Văn Một"), owner("", full_name="Lê Thị Hai"))
        (new,) = ask(7, owner("", full_name="Lê Văn Một"), owner("", full_name="Lê Văn Ba"))
        in_force = selectors.of_step(7).values_list("full_name", flat=True)
        assert set(in_force) == {"Lê Văn Một", "Lê Văn Ba"}
        assert new.full_name == "Lê Văn Ba"

    def test_one_more_owner_of_the_same_name_is_asked_beside_the_first(self) -> None:
        (first,) = ask(7, owner("", full_name="Lê Văn Một"))
        both = (owner("", full_name="Lê Văn Một"), owner("", full_name="Lê Văn Một"))
        assert len(ask(7, *both)) == 1
        first.refresh_from_db()
        assert first.status == ConsentStatus.ASKED

    def test_who_brought_the_invitation_need_not_bring_it_again(self) -> None:
        (made,) = ask(7, owner("", full_name="Lê Văn Một"))
        code = code_for(made)
        services.take_up(code=code, personal_number=OWNER, full_name="Lê Văn Một")
        assert ask(7, owner("", full_name="Lê Văn Một")) == []

    def test_who_agreed_by_a_handle_has_agreed(self) -> None:
        (made,) = ask(7, head("", handle="h-1", full_name="Trần • B•••"))
        Consent.objects.filter(pk=made.pk).update(
            personal_number=HEAD, full_name="Trần Văn Bình", status="AGREED", answered_at=FILED
        )
        assert ask(7, head("", handle="h-1", full_name="Trần • B•••")) == []
