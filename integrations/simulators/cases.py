"""A case as an agency keeps it: one row a key, and the words for what may become of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from sqlite3 import Row
from typing import Any

import orjson

RECEIVED, GRANTED, RETURNED, REFUSED = "received", "granted", "returned", "refused"

TABLES = """
CREATE TABLE IF NOT EXISTS cases (
    serial INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    procedure TEXT NOT NULL,
    dossier TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    body_sha256 TEXT NOT NULL,
    state TEXT NOT NULL,
    result TEXT NOT NULL DEFAULT '{}',
    received_at REAL NOT NULL,
    due_at REAL,
    held INTEGER NOT NULL DEFAULT 0,
    answered_at REAL
);
CREATE INDEX IF NOT EXISTS cases_due ON cases (state, due_at);
"""


class KeyReused(Exception):
    """The key is known here with another body."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a caller asks of the office."""

    key: str
    procedure: str
    dossier: str
    revision: int
    body: Mapping[str, Any]
    raw: bytes

    @property
    def sha256(self) -> str:
        """Return the digest under which the effect is written down."""
        return hashlib.sha256(self.raw).hexdigest()


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the office keeps it; `due_at` None means nobody will answer by himself."""

    serial: int
    key: str
    procedure: str
    dossier: str
    revision: int
    body: Mapping[str, Any]
    body_sha256: str
    state: str
    result: Mapping[str, Any]
    received_at: float
    due_at: float | None
    held: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the office answers."""

    state: str
    result: Mapping[str, Any] = field(default_factory=dict)


def owed(case: Case, what: str) -> dict[str, Any]:
    """Return one line of the list of what is owed."""
    return {
        "key": case.key,
        "dossier": case.dossier,
        "revision": case.revision,
        "owes": what,
        "since": case.received_at,
        "due_at": case.due_at,
        "held": case.held,
    }


def owed_line(row: Row, what: str) -> dict[str, Any]:
    """Return one line of the list of what is owed, of a row that is no case."""
    return {
        "key": row["id"],
        "dossier": row["dossier"],
        "revision": row["revision"],
        "owes": what,
        "since": row["drawn_at"],
        "due_at": row["due_at"],
        "held": False,
    }


def case_of(row: Row) -> Case:
    """Return the case a row of the table holds."""
    return Case(
        serial=row["serial"],
        key=row["key"],
        procedure=row["procedure"],
        dossier=row["dossier"],
        revision=row["revision"],
        body=orjson.loads(row["body"]),
        body_sha256=row["body_sha256"],
        state=row["state"],
        result=orjson.loads(row["result"]),
        received_at=row["received_at"],
        due_at=row["due_at"],
        held=bool(row["held"]),
    )
