"""Every statement on steps and journal that must be fast: one for a whole batch."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from portal.handovers.arrays import blobs, numbers, texts


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
    moved: bool = False


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A step as a procedure needs it, with its dossier."""

    step_id: int
    dossier_id: int
    procedure: str
    revision: int
    commune_code: str
    reference: str
    dossier_code: str
    filed_at: datetime
    applicant_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How a family of a dossier is told; never logged."""

    dossier_id: int
    code: str
    phone: str
    email: str

    def __repr__(self) -> str:
        return f"<Contact of dossier {self.dossier_id}>"


class Line(NamedTuple):
    """One journal line ready to be written, its columns in the order in which they are written."""

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


_LOCK = "SELECT id, journal_head, journal_count FROM pipeline_dossier WHERE id = ANY({}) {}"
_IN_ORDER = "ORDER BY id FOR UPDATE"
_LOCK_GIVEN = _LOCK.format("%s::bigint[]", _IN_ORDER)
_LOCK_OF_STEPS = _LOCK.format(
    "ARRAY(SELECT dossier_id FROM pipeline_step WHERE id = ANY(%s::bigint[]))", _IN_ORDER
)


def lock_dossiers(dossier_ids: Sequence[int]) -> dict[int, Chain]:
    """Lock dossiers by id, the first lock of every act, and return their journals' heads."""
    return _chains(_LOCK_GIVEN, dossier_ids)


def lock_dossiers_of(step_ids: Sequence[int]) -> dict[int, Chain]:
    """Lock the dossiers of these steps, by dossier id."""
    return _chains(_LOCK_OF_STEPS, step_ids)


def _chains(statement: str, keys: Sequence[int]) -> dict[int, Chain]:
    rows = _rows(statement, (numbers(keys),))
    return {row[0]: Chain(bytes(row[1]), row[2]) for row in rows}


def steps_of(dossier_ids: Sequence[int]) -> list[StepRow]:
    """Return every step of locked dossiers."""
    rows = _rows(
        """SELECT id, dossier_id, procedure, status, revision, endpoint_id, needs_consent,
                  commune_code, reference, note, due_on
             FROM pipeline_step WHERE dossier_id = ANY(%s::bigint[]) ORDER BY id""",
        (numbers(dossier_ids),),
    )
    return [StepRow(*row) for row in rows]


def case_rows(step_ids: Sequence[int]) -> list[CaseRow]:
    """Return steps with what a procedure needs of their dossiers."""
    rows = _rows(
        """SELECT s.id, s.dossier_id, s.procedure, s.revision, s.commune_code, s.reference, d.code,
                  d.filed_at, d.applicant_id, s.status
             FROM pipeline_step s JOIN pipeline_dossier d ON d.id = s.dossier_id
            WHERE s.id = ANY(%s::bigint[])""",
        (numbers(step_ids),),
    )
    return [CaseRow(*row) for row in rows]


def siblings_of(dossier_ids: Sequence[int]) -> list[tuple[int, int, str, str | None]]:
    """Return (dossier, step, procedure, facts as JSON once granted) for every step of dossiers."""
    return _rows(
        """SELECT dossier_id, id, procedure, facts::text
             FROM pipeline_step WHERE dossier_id = ANY(%s::bigint[])""",
        (numbers(dossier_ids),),
    )


def contacts_of(dossier_ids: Sequence[int]) -> dict[int, Contact]:
    """Return the contacts of those dossiers that left one."""
    rows = _rows(
        """SELECT id, code, phone, email FROM pipeline_dossier
            WHERE id = ANY(%s::bigint[]) AND (phone <> '' OR email <> '')""",
        (numbers(dossier_ids),),
    )
    return {row[0]: Contact(*row) for row in rows}


def write_steps(steps: Sequence[StepRow], *, at: datetime) -> None:
    """Write the changed columns of steps; facts are written once and never overwritten."""
    _run(
        """UPDATE pipeline_step s
              SET status = v.status, revision = v.revision, reference = v.reference, note = v.note,
                  due_on = v.due_on, facts = coalesce(s.facts, v.facts),
                  since = CASE WHEN s.status = v.status THEN s.since ELSE %s END
             FROM unnest(%s::bigint[], %s::text[], %s::int[], %s::text[], %s::text[], %s::date[],
                         %s::jsonb[]) AS v(id, status, revision, reference, note, due_on, facts)
            WHERE s.id = v.id AND s.id = ANY(%s::bigint[])""",
        (
            at,
            numbers(ids := [step.id for step in steps]),
            texts([step.status for step in steps]),
            numbers([step.revision for step in steps]),
            texts([step.reference for step in steps]),
            texts([step.note for step in steps]),
            texts([step.due_on for step in steps]),
            texts([step.facts for step in steps]),
            numbers(ids),
        ),
    )


def close_returns(step_ids: Sequence[int], *, at: datetime) -> None:
    """Close what families are asked about steps that are not returned any more."""
    _close("pipeline_returnrequest", step_ids, at)


def close_verifications(step_ids: Sequence[int], *, at: datetime) -> None:
    """Close what other offices are asked about steps that have ended."""
    _close("pipeline_verification", step_ids, at)


def _close(table: str, step_ids: Sequence[int], at: datetime) -> None:
    _run(
        f"""UPDATE {table} SET answered_at = %s
             WHERE step_id = ANY(%s::bigint[]) AND answered_at IS NULL""",  # noqa: S608  # ours
        (at, numbers(step_ids)),
    )


def write_lines(lines: Sequence[Line], *, at: datetime) -> None:
    """Append journal lines."""
    dossiers, sequences, steps, acts, actors, origins, targets, revisions, details, hashes = zip(
        *lines, strict=True
    )
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
            numbers(dossiers),
            numbers(sequences),
            numbers(steps),
            texts(acts),
            texts(actors),
            texts(origins),
            texts(targets),
            numbers(revisions),
            texts(details),
            blobs(hashes),
        ),
    )


def write_heads(chains: dict[int, Chain]) -> None:
    """Write the new journal heads of locked dossiers."""
    _run(
        """UPDATE pipeline_dossier d SET journal_head = v.head, journal_count = v.count
             FROM unnest(%s::bigint[], %s::bytea[], %s::int[]) AS v(id, head, count)
            WHERE d.id = v.id AND d.id = ANY(%s::bigint[])""",
        (
            numbers(chains),
            blobs([chain.head for chain in chains.values()]),
            numbers([chain.count for chain in chains.values()]),
            numbers(chains),
        ),
    )


def _rows(statement: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


def _run(statement: str, parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
