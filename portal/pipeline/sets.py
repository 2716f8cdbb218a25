"""Every statement on steps and journal that must be fast: one for a whole batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection


@dataclass(slots=True)
class Chain:
    """Head and length of one dossier's journal, under lock."""

    head: bytes
    count: int


@dataclass(slots=True)
class StepRow:
    """A step as the engine needs it; what changes is written back by `write_steps`."""

    id: int
    dossier_id: int
    procedure: str
    status: str
    revision: int
    endpoint_id: int
    needs_consent: bool
    commune_code: str
    reference: str
    note: str
    due_on: date | None = None
    facts: str | None = None
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One journal line ready to be written."""

    dossier_id: int
    sequence: int
    step_id: int | None
    act: str
    actor: str
    origin: str
    to: str
    revision: int
    details: str
    hash: bytes


def dossiers_of(step_ids: Sequence[int]) -> list[int]:
    """Return the dossiers these steps belong to, in the order in which they are locked."""
    rows = _rows(
        "SELECT DISTINCT dossier_id FROM pipeline_step WHERE id = ANY(%s) ORDER BY 1",
        (list(step_ids),),
    )
    return [row[0] for row in rows]


def lock_dossiers(dossier_ids: Sequence[int]) -> dict[int, Chain]:
    """Lock dossiers by id, the first lock of every act, and return their journals' heads."""
    rows = _rows(
        """SELECT id, journal_head, journal_count FROM pipeline_dossier
            WHERE id = ANY(%s) ORDER BY id FOR UPDATE""",
        (list(dossier_ids),),
    )
    return {row[0]: Chain(bytes(row[1]), row[2]) for row in rows}


def steps_of(dossier_ids: Sequence[int]) -> list[StepRow]:
    """Return every step of locked dossiers."""
    rows = _rows(
        """SELECT id, dossier_id, procedure, status, revision, endpoint_id, needs_consent,
                  commune_code, reference, note, due_on
             FROM pipeline_step WHERE dossier_id = ANY(%s)""",
        (list(dossier_ids),),
    )
    return [StepRow(*row) for row in rows]


def write_steps(steps: Sequence[StepRow], *, at: datetime) -> None:
    """Write the changed columns of steps; facts are written once and never overwritten."""
    _run(
        """UPDATE pipeline_step s
              SET status = v.status, revision = v.revision, reference = v.reference, note = v.note,
                  due_on = v.due_on, facts = coalesce(s.facts, v.facts),
                  since = CASE WHEN s.status = v.status THEN s.since ELSE %s END
             FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::date[],
                         %s::jsonb[]) AS v(id, status, revision, reference, note, due_on, facts)
            WHERE s.id = v.id""",
        (
            at,
            [step.id for step in steps],
            [step.status for step in steps],
            [step.revision for step in steps],
            [step.reference for step in steps],
            [step.note for step in steps],
            [step.due_on for step in steps],
            [step.facts for step in steps],
        ),
    )


def write_lines(lines: Sequence[Line], *, at: datetime) -> None:
    """Append journal lines."""
    _run(
        """INSERT INTO pipeline_journalentry
                  (dossier_id, sequence, step_id, act, actor, origin, "to", revision, at, details,
                   hash)
           SELECT v.dossier_id, v.sequence, v.step_id, v.act, v.actor, v.origin, v."to",
                  v.revision, %s, v.details, v.hash
             FROM unnest(%s::bigint[], %s::int[], %s::bigint[], %s::text[], %s::text[], %s::text[],
                         %s::text[], %s::int[], %s::jsonb[], %s::bytea[])
                  AS v(dossier_id, sequence, step_id, act, actor, origin, "to", revision, details,
                       hash)""",
        (
            at,
            [line.dossier_id for line in lines],
            [line.sequence for line in lines],
            [line.step_id for line in lines],
            [line.act for line in lines],
            [line.actor for line in lines],
            [line.origin for line in lines],
            [line.to for line in lines],
            [line.revision for line in lines],
            [line.details for line in lines],
            [line.hash for line in lines],
        ),
    )


def write_heads(chains: dict[int, Chain]) -> None:
    """Write the new journal heads of locked dossiers."""
    _run(
        """UPDATE pipeline_dossier d SET journal_head = v.head, journal_count = v.count
             FROM unnest(%s::bigint[], %s::bytea[], %s::int[]) AS v(id, head, count)
            WHERE d.id = v.id""",
        (
            list(chains),
            [chain.head for chain in chains.values()],
            [chain.count for chain in chains.values()],
        ),
    )


def _rows(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _run(statement: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
