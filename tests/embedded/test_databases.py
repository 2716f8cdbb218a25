"""The databases tests work in: real, rolled back or thrown away, and never truncated."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import psycopg2
import pytest
from django.db import ProgrammingError, connection

from tests.clones import CommittedDatabase


def _make_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE seen (number int)")


@pytest.mark.django_db
@pytest.mark.parametrize("time", ["first", "second"])
def test_what_an_ordinary_test_writes_is_rolled_back(time: str) -> None:
    _make_table()


@pytest.mark.parametrize("time", ["first", "second"])
def test_a_committing_test_has_a_database_of_its_own(
    committed_db: CommittedDatabase, time: str
) -> None:
    _make_table()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO seen VALUES (1)")
    with committed_db.connect() as other, other.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM seen")
        assert cursor.fetchone() == (1,)
    other.close()


def test_threads_of_a_committing_test_work_in_its_database(
    committed_db: CommittedDatabase,
) -> None:
    names: list[str] = []

    def look() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_database()")
            names.append(cursor.fetchone()[0])
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    look()
    assert names[0] == names[1]
    assert committed_db.owner_url.endswith(names[0])


def _current_user() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


class TestRoles:
    def test_a_test_that_rolls_back_may_work_as_one(
        self, as_role: Callable[[str], AbstractContextManager[None]]
    ) -> None:
        with as_role("portal_desk"):
            assert _current_user() == "portal_desk"
        with pytest.raises(ProgrammingError), as_role("portal_worker"):
            _make_table()
        assert _current_user() == "portal_owner"

    def test_a_test_that_commits_may_sign_in_as_one(self, committed_db: CommittedDatabase) -> None:
        desk = committed_db.connect("portal_desk")
        with desk.cursor() as cursor, pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("CREATE TABLE seen (number int)")
        desk.close()
