"""What a simulator remembers: one SQLite file in its own folder that survives kill -9."""

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_TABLES = """
CREATE TABLE IF NOT EXISTS effects (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    system TEXT NOT NULL,
    procedure TEXT NOT NULL,
    dossier_key TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body_sha256 TEXT NOT NULL,
    effect TEXT NOT NULL
);
CREATE TRIGGER IF NOT EXISTS effects_are_never_changed BEFORE UPDATE ON effects
    BEGIN SELECT RAISE(ABORT, 'effects are append-only'); END;
CREATE TRIGGER IF NOT EXISTS effects_are_never_removed BEFORE DELETE ON effects
    BEGIN SELECT RAISE(ABORT, 'effects are append-only'); END;
CREATE TABLE IF NOT EXISTS controls (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""


class Store:
    """One connection, one writer at a time; every `writing` block is one transaction."""

    def __init__(self, folder: Path, system: str, tables: str = "") -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.system = system
        self._lock = threading.RLock()
        self._connection = sqlite3.connect(
            folder / f"{system}.sqlite3", check_same_thread=False, isolation_level=None
        )
        self._connection.row_factory = sqlite3.Row
        # WAL with NORMAL loses nothing when the process dies, only when the machine does.
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("PRAGMA synchronous = NORMAL")
        self._connection.executescript(_TABLES + tables)

    def script(self, tables: str) -> None:
        """Add tables of one's own."""
        with self._lock:
            self._connection.executescript(tables)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the only writer's place; commit at the end, or roll back on an exception."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def run(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run one statement, inside `writing` if it is one of several; return rows touched."""
        with self._lock:
            return self._connection.execute(statement, values).rowcount

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        """Return every row of a query."""
        with self._lock:
            return self._connection.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        """Return the first row of a query, if there is one."""
        found = self.rows(statement, values)
        return found[0] if found else None

    def note_effect(
        self, procedure: str, dossier_key: str, revision: int, body_sha256: str, effect: str
    ) -> None:
        """Write down, for good, that something happened here because of somebody's request."""
        self.run(
            "INSERT INTO effects"
            " (at, system, procedure, dossier_key, revision, body_sha256, effect)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                datetime.now(UTC).isoformat(timespec="milliseconds"),
                self.system,
                procedure,
                dossier_key,
                revision,
                body_sha256,
                effect,
            ),
        )

    def effects_after(self, after: int, most: int = 5_000) -> list[dict[str, Any]]:
        """Return effects with a greater id, oldest first."""
        found = self.rows("SELECT * FROM effects WHERE id > ? ORDER BY id LIMIT ?", (after, most))
        return [dict(row) for row in found]
