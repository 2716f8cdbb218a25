"""The record nobody can rewrite, and the communes that do not see each other."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from portal.accounts.models import Citizen
from portal.pipeline import journal, roles, scope, transitions
from portal.pipeline.models import JournalEntry, Step
from portal.pipeline.transitions import Move
from tests.clones import CommittedDatabase
from tests.pipeline.invented import AT, InventedAgency, filed, invented_citizen

AsRole = Callable[[str], AbstractContextManager[None]]
REWRITES = [
    "UPDATE pipeline_journalentry SET act = 'x'",
    "DELETE FROM pipeline_journalentry",
    "TRUNCATE pipeline_journalentry CASCADE",
    "UPDATE pipeline_accesslog SET act = 'x'",
    "DELETE FROM pipeline_accesslog",
    "TRUNCATE pipeline_accesslog",
]


@pytest.mark.parametrize("role", ["portal_worker", "portal_desk", "portal_owner"])
@pytest.mark.parametrize("rewrite", REWRITES)
def test_the_record_is_refused_to_be_rewritten(
    journey: InventedAgency, applicant: Citizen, as_role: AsRole, role: str, rewrite: str
) -> None:
    filed(applicant)
    with pytest.raises(DatabaseError), transaction.atomic():
        if role == "portal_owner":
            connection.cursor().execute(rewrite)
        else:
            with as_role(role):
                connection.cursor().execute(rewrite)


@pytest.mark.parametrize("role", ["portal_worker", "portal_desk"])
@pytest.mark.parametrize("table", roles.NEVER_DELETED)
def test_what_the_record_speaks_of_is_deleted_by_nobody(
    as_role: AsRole, role: str, table: str
) -> None:
    with pytest.raises(DatabaseError, match="permission denied"), as_role(role):
        connection.cursor().execute(f"DELETE FROM {table}")


def test_heads_and_lines_are_read_at_one_moment(
    journey: InventedAgency, applicant: Citizen
) -> None:
    filed(applicant)
    with CaptureQueriesContext(connection) as asked:
        assert list(journal.faults()) == []
    assert len(asked) == 1


def test_a_portal_at_work_has_no_fault(
    committed_journey: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    citizen = invented_citizen()
    dossier = filed(citizen)
    filed(citizen)
    step = dossier.steps.first()
    assert step is not None
    form = journal._form

    def busy(line: Any) -> bytes:
        transitions.move([Move(step.pk, None, "noted")], at=AT)  # while the lines are read
        return form(line)

    monkeypatch.setattr(journal, "_form", busy)
    assert list(journal.faults()) == []


def test_a_dossier_whose_lines_are_all_gone_is_found(
    committed_journey: InventedAgency,
) -> None:
    dossier = filed(invented_citizen())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pipeline_journalentry DISABLE TRIGGER journal_append_only")
        cursor.execute("DELETE FROM pipeline_journalentry")
    assert list(journal.faults()) == [(dossier.pk, dossier.steps.count() + 1, "head")]


def test_no_runtime_role_owns_a_table_or_is_above_the_rules(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT count(*) FROM pg_roles
                WHERE rolname IN ('portal_worker', 'portal_desk')
                  AND NOT (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb)"""
        )
        assert cursor.fetchone() == (2,)
        cursor.execute(
            "SELECT count(*) FROM pg_tables WHERE tableowner IN ('portal_worker', 'portal_desk')"
        )
        assert cursor.fetchone() == (0,)


def test_a_changed_byte_is_found(
    committed_journey: InventedAgency,
    committed_db: CommittedDatabase,
) -> None:
    dossier = filed(invented_citizen())
    call_command("verify_journal", stdout=StringIO())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pipeline_journalentry DISABLE TRIGGER journal_append_only")
        cursor.execute("UPDATE pipeline_journalentry SET actor = 'official:9' WHERE sequence = 2")
    found = list(journal.faults())
    assert (dossier.pk, 2, "changed") in found
    with pytest.raises(CommandError):
        call_command("verify_journal", stdout=StringIO())


def test_a_line_taken_out_is_found(
    committed_journey: InventedAgency,
) -> None:
    filed(invented_citizen())
    last = JournalEntry.objects.order_by("-sequence").first()
    assert last is not None
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE pipeline_journalentry DISABLE TRIGGER journal_append_only")
        cursor.execute("DELETE FROM pipeline_journalentry WHERE id = %s", [last.pk])
    assert [fault for _, _, fault in journal.faults()] == ["head"]


def test_the_desk_sees_only_its_communes_and_nothing_without_a_scope(
    journey: InventedAgency, applicant: Citizen, as_role: AsRole
) -> None:
    filed(applicant)
    with as_role("portal_desk"):
        assert Step.objects.count() == 0
        scope.narrow(["99999"])
        assert Step.objects.count() == 0
        scope.narrow(["99999", "00004"])
        assert Step.objects.count() == 3
        scope.widen()
        assert Step.objects.count() == 3
    scope.narrow([])


def test_replaying_the_journal_rebuilds_the_same_steps(
    journey: InventedAgency, applicant: Citizen
) -> None:
    dossier = filed(applicant)
    rebuilt = dict.fromkeys(dossier.steps.values_list("pk", flat=True), "WAITING")
    for entry in dossier.journal.order_by("sequence"):
        if entry.to:
            assert rebuilt[entry.step_id] == entry.origin
            rebuilt[entry.step_id] = entry.to
    assert rebuilt == dict(dossier.steps.values_list("pk", "status"))
