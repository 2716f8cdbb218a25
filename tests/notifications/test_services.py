"""Telling people once an occasion, and leaving a family in peace."""

import logging

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from portal.handovers.models import Handover
from portal.notifications import selectors, services
from portal.notifications.kinds import REMINDERS, Kind
from portal.notifications.models import Notice
from tests.notifications.families import AT, CHILD, CODE, family, filled

pytestmark = pytest.mark.django_db


def on_the_way() -> list[tuple[str, str]]:
    rows = Handover.objects.filter(channel__in=["sms", "email"]).exclude(status="DONE")
    return sorted(rows.values_list("channel", "endpoint__code"))


def test_a_family_is_told_by_every_way_it_gave() -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    assert on_the_way() == [("email", "messaging.email"), ("sms", "messaging.sms")]


@pytest.mark.parametrize(
    ("given", "kept"), [("+84 912 345 678", "0912345678"), ("không có", ""), ("123", "")]
)
def test_a_number_nobody_can_dial_spoils_no_notice(given: str, kept: str) -> None:
    services.tell(Kind.FILED, [family(phone=given)], at=AT)
    assert Notice.objects.get().phone == kept


def test_without_contacts_the_portal_alone_tells() -> None:
    services.tell(Kind.FILED, [family(phone="", email="")], at=AT)
    assert on_the_way() == []
    with translation.override("vi"):
        (told,) = selectors.of_dossier(5)
    assert told.sentence == f"Đã nhận hồ sơ {CODE}. Hẹn trả kết quả thứ Hai, 30/11/2026."


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_can_be_told(kind: Kind) -> None:
    services.tell(kind, [family(kind=kind)], at=AT)
    assert [one.kind for one in selectors.of_dossier(5)] == [kind]


def test_telling_twice_is_harmless() -> None:
    for _ in range(2):
        services.tell(Kind.FILED, [family()], at=AT)
    assert len(on_the_way()) == 2
    assert Notice.objects.count() == 1


def test_another_occasion_is_told_again() -> None:
    for revision in ("1", "2"):
        one = family(kind=Kind.CORRECT, occasion=revision)
        services.tell(Kind.CORRECT, [one], at=AT)
    days = [
        family(kind=Kind.RESIDENCE_DUE, blanks=filled(Kind.RESIDENCE_DUE) | {"days": day})
        for day in (30, 15, 5)
    ]
    services.tell(Kind.RESIDENCE_DUE, days, at=AT)
    assert Notice.objects.count() == 5


def test_two_drafts_of_one_telephone_are_two_notices() -> None:
    drafts = [
        family(kind=Kind.UNFINISHED, dossier_id=None, dossier_code="", occasion=f"draft {pk}")
        for pk in (1, 2)
    ]
    services.tell(Kind.UNFINISHED, drafts, at=AT)
    assert Notice.objects.count() == 2


def test_two_parents_told_the_same_read_it_once_in_the_portal() -> None:
    services.tell(Kind.FILED, [family(), family(phone="0987654321", email="")], at=AT)
    assert len(on_the_way()) == 3
    assert len(selectors.of_dossier(5)) == 1


def test_a_hundred_families_take_as_many_queries_as_one() -> None:
    services.tell(Kind.FILED, [family(1)], at=AT)
    counts = []
    for dossiers in (range(10, 11), range(100, 200)):
        with CaptureQueriesContext(connection) as queries:
            services.tell(Kind.FILED, [family(one) for one in dossiers], at=AT)
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 10
    assert len(on_the_way()) == 2 * 102


def test_one_wrong_recipient_stops_all_before_anything_is_written() -> None:
    wrong = family(6, blanks={"promised_on": CHILD})
    with pytest.raises(ValueError):
        services.tell(Kind.FILED, [family(), wrong], at=AT)
    with pytest.raises(ValueError):
        services.tell(Kind.FILED, [family(dossier_code="")], at=AT)
    assert not Notice.objects.exists()


def test_after_a_death_nothing_more_is_sent() -> None:
    services.tell(Kind.FILED, [family(), family(6)], at=AT)
    services.silence_for(dossier_ids=[5], at=AT)
    assert len(on_the_way()) == 2
    for kind in Kind:
        services.tell(kind, [family(kind=kind)], at=AT)
    assert len(on_the_way()) == 2
    told = {one.kind for one in selectors.of_dossier(5)}
    assert told == set(Kind) - REMINDERS


def test_silence_twice_is_harmless() -> None:
    for _ in range(2):
        services.silence_for(dossier_ids=[5], at=AT)
    assert selectors.silenced([5, 6]) == {5}


def test_contacts_are_erased() -> None:
    services.tell(Kind.FILED, [family(), family(phone="0987654321")], at=AT)
    assert services.erase(dossier_ids=[5]) == 2
    assert set(Notice.objects.values_list("phone", "email")) == {("", "")}


def test_contacts_never_reach_a_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG, logger="portal"):
        services.tell(Kind.FILED, [family()], at=AT)
    shown = caplog.text + repr(family()) + str(Notice.objects.get())
    assert "0912345678" not in shown
    assert "nha@example.vn" not in shown


@pytest.mark.parametrize(
    "nonsense", [{"kind": "cheer"}, {"phone": "+1 555"}, {"occasion": ""}], ids=str
)
def test_the_database_refuses_nonsense(nonsense: dict[str, str]) -> None:
    services.tell(Kind.FILED, [family()], at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        Notice.objects.update(**nonsense)
