"""Kept rows: no query in a loop, and never older than they may be."""

from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.statutes import cache, selectors
from portal.statutes.models import Amount

TODAY = date(2026, 11, 21)


class Undo(Exception):
    """Raised to roll a block back."""


def value() -> int:
    row = selectors.amount("base_salary", TODAY)
    assert row is not None
    return int(row.value)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    cache.forget()


@pytest.mark.django_db
def test_asking_in_a_loop_costs_one_query(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache._here, "changed_in", None)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        for _ in range(50):
            value()
    assert len(asked) == 1


@pytest.mark.django_db
def test_a_change_is_seen_at_once_and_its_undoing_too() -> None:
    assert value() == 2_530_000
    try:
        with transaction.atomic():
            Amount.objects.filter(code="base_salary").update(value=1)
            assert value() == 1
            raise Undo
    except Undo:
        pass
    assert value() == 2_530_000


def test_a_change_is_seen_by_later_transactions_whether_kept_or_undone(
    committed_db: object,
) -> None:
    assert value() == 2_530_000
    with pytest.raises(Undo), transaction.atomic():
        Amount.objects.filter(code="base_salary").update(value=1)
        assert value() == 1
        raise Undo
    assert value() == 2_530_000
    row = Amount.objects.get(code="base_salary", valid_to=None)
    with transaction.atomic():
        row.value = 3
        row.save()
        assert value() == 3
    assert value() == 3
    row.delete()
    assert selectors.amount("base_salary", TODAY) is None
    Amount.objects.bulk_create([row])
    assert value() == 3


def test_the_change_of_another_process_is_seen_when_the_time_is_up(
    committed_db: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert value() == 2_530_000
    with connection.cursor() as cursor:  # past the ORM, as another process would
        cursor.execute("UPDATE statutes_amount SET value = 5 WHERE code = 'base_salary'")
    assert value() == 2_530_000
    later = cache.time.monotonic() + cache.LIFETIME + 1
    monkeypatch.setattr(cache.time, "monotonic", lambda: later)
    assert value() == 5


def test_who_decides_sees_the_change_of_another_process_and_asks_once(
    committed_db: object,
) -> None:
    assert value() == 2_530_000
    with connection.cursor() as cursor:
        cursor.execute("UPDATE statutes_amount SET value = 5 WHERE code = 'base_salary'")
    with CaptureQueriesContext(connection) as asked, cache.read_anew():
        assert [value() for _ in range(50)] == [5] * 50
    assert len(asked) == 1
    assert value() == 5
    with connection.cursor() as cursor:
        cursor.execute("UPDATE statutes_amount SET value = 6 WHERE code = 'base_salary'")
    assert value() == 5  # who decides nothing may still read what is kept


def test_another_database_has_rows_of_its_own(committed_db: object) -> None:
    Amount.objects.filter(code="base_salary").update(value=7)
    assert value() == 7
    name = connection.settings_dict["NAME"]
    assert all(place[-1] == name for place in cache._kept)
