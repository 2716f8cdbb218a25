"""How Social Insurance draws the list of deaths: by a cursor of its own, and not always well.

It acknowledges late, twice and out of order, and now and then loses its cursor and draws again;
what it has drawn it keeps, so that a person's cover ends once.
"""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
import requests

from integrations.simulators.cases import owed_line
from integrations.simulators.setting import Setting

TABLE = """
CREATE TABLE IF NOT EXISTS deaths (
    serial INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    cursor TEXT NOT NULL,
    kind TEXT NOT NULL,
    dossier TEXT NOT NULL,
    revision INTEGER NOT NULL,
    body TEXT NOT NULL,
    drawn_at REAL NOT NULL,
    due_at REAL,
    tries INTEGER NOT NULL DEFAULT 0,
    again INTEGER NOT NULL DEFAULT 0,
    acknowledged_at REAL
);
CREATE INDEX IF NOT EXISTS deaths_due ON deaths (due_at) WHERE acknowledged_at IS NULL;
CREATE TABLE IF NOT EXISTS reading (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
PROCEDURE = "insurance.coverage_end"
PAGE = 100
_FEED = "/api/v1/feed"
_TICK_SECONDS = 0.05
_DRAW_SECONDS = 1.0
_LONGEST_PAUSE = 10.0
_BATCH = 50


class DeathList:
    """The reader of the list; nobody is asked without the portal's address."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._store = setting.store
        self._portal = setting.portal_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False
        self._session.headers["Authorization"] = f"Bearer {setting.portal_token}"
        self._tag = ""
        self._draws = 0
        setting.store.script(TABLE)

    def start(self) -> None:
        """Draw and acknowledge in the background until the process ends."""
        if self._portal:
            threading.Thread(target=self._work, name="list of deaths", daemon=True).start()

    def draw(self) -> int:
        """Draw one page after the cursor; return how many lines were new."""
        self._lose_cursor()
        asked = {"procedure": PROCEDURE, "after": self._cursor, "limit": PAGE}
        reply = self._get(asked)
        if reply is None:
            return 0
        if reply.status_code == 410:
            self._stand_at(_after(str(reply.json()["resume"])))
            return 0
        if reply.status_code != 200:
            return 0
        page = reply.json()
        with self._store.writing():
            new = sum(self._keep(line) for line in page["lines"])
            self._write_cursor(page["cursor"])
        self._tag = "" if "Link" in reply.headers else reply.headers.get("ETag", "")
        return new

    def acknowledge_due(self) -> int:
        """Acknowledge the lines whose time has come; return how many were tried."""
        rows = self._store.rows(
            "SELECT * FROM deaths WHERE due_at <= ? AND (acknowledged_at IS NULL OR again > 0)"
            " ORDER BY due_at LIMIT ?",
            (time.time(), _BATCH),
        )
        for row in rows:
            self._acknowledge(row)
        return len(rows)

    def owing(self) -> list[dict[str, Any]]:
        """Return the lines that are still to be acknowledged."""
        rows = self._store.rows(
            "SELECT * FROM deaths WHERE acknowledged_at IS NULL ORDER BY serial LIMIT 20000"
        )
        return [owed_line(row, "acknowledgement") for row in rows]

    @property
    def _cursor(self) -> str:
        row = self._store.row("SELECT value FROM reading WHERE name = 'cursor'")
        return str(row["value"]) if row else ""

    def _stand_at(self, cursor: str) -> None:
        with self._store.writing():
            self._write_cursor(cursor)
        self._tag = ""

    def _write_cursor(self, cursor: str) -> None:
        self._store.run(
            "INSERT INTO reading VALUES ('cursor', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (cursor,),
        )

    def _lose_cursor(self) -> None:
        self._draws += 1
        if self._setting.panel.now.falls("cursor_lost", self._draws):
            self._stand_at("")

    def _get(self, asked: Mapping[str, Any]) -> requests.Response | None:
        headers = {"If-None-Match": self._tag} if self._tag else {}
        address = f"{self._portal}{_FEED}?{urlencode(asked)}"
        try:
            return self._session.get(
                address, headers=headers, timeout=(3.0, 10.0), allow_redirects=False
            )
        except requests.RequestException:
            return None

    def _keep(self, line: Mapping[str, Any]) -> int:
        """Keep a line, and its effect once; a known one may stand elsewhere after a restore."""
        body, now = orjson.dumps(line["data"]), time.time()
        controls = self._setting.panel.now
        told = line["data"] or {}
        what = (line["id"], "acknowledgement")
        due_at = None if controls.falls("silent", *what) else now + controls.delay(*what)
        again = 1 if controls.falls("duplicate", *what) else 0
        known = self._store.row("SELECT 1 FROM deaths WHERE id = ?", (line["id"],))
        self._store.run(
            "INSERT INTO deaths"
            " (id, cursor, kind, dossier, revision, body, drawn_at, due_at, again)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
            " ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor,"
            " due_at = coalesce(due_at, excluded.due_at)",
            (
                line["id"],
                line["cursor"],
                told.get("kind", "death"),
                told.get("dossier", ""),
                told.get("revision", 1),
                body.decode(),
                now,
                due_at,
                again,
            ),
        )
        if known:
            return 0
        self._note(told.get("dossier", ""), told.get("revision", 1), body, "received")
        return 1

    def _acknowledge(self, row: sqlite3.Row) -> None:
        said = orjson.dumps({"id": row["id"], "matches": self._matches(row)})
        try:
            reply = self._session.post(
                f"{self._portal}{_FEED}/{row['cursor']}/acknowledgement",
                data=said,
                headers={
                    "Content-Type": "application/json",
                    "Idempotency-Key": f"{row['id'][:32]}.{row['again']}",
                },
                timeout=(3.0, 10.0),
                allow_redirects=False,
            )
        except requests.RequestException:
            self._try_later(row)
            return
        if reply.status_code == 410:  # lost in a restore: it comes again, or never was
            self._stand_at(_after(str(reply.json()["resume"])))
            self._store.run("UPDATE deaths SET due_at = NULL WHERE id = ?", (row["id"],))
            return
        if reply.status_code != 202:
            self._try_later(row)
            return
        effect = "restored" if row["kind"] == "retraction" else "granted"
        with self._store.writing():
            if row["acknowledged_at"] is None:
                self._note(row["dossier"], row["revision"], row["body"].encode(), effect)
            self._store.run(
                "UPDATE deaths SET acknowledged_at = coalesce(acknowledged_at, ?),"
                " again = again - (acknowledged_at IS NOT NULL) WHERE id = ?",
                (time.time(), row["id"]),
            )

    def _note(self, dossier: str, revision: int, body: bytes, effect: str) -> None:
        digest = hashlib.sha256(body).hexdigest()
        self._store.note_effect(PROCEDURE, dossier, revision, digest, effect)

    def _try_later(self, row: sqlite3.Row) -> None:
        pause = min(_LONGEST_PAUSE, 0.2 * 2 ** row["tries"])
        self._store.run(
            "UPDATE deaths SET tries = tries + 1, due_at = ? WHERE id = ?",
            (time.time() + pause, row["id"]),
        )

    def _matches(self, row: sqlite3.Row) -> dict[str, str]:
        """Return what is found of this person here: the same line finds the same."""
        told, controls = orjson.loads(row["body"]) or {}, self._setting.panel.now
        number = told.get("person", {}).get("personal_number", "")
        differs = controls.falls("data_differ", row["id"], "born_on")
        return {
            "full_name": "matched" if number else "ambiguous",
            "born_on": "not_matched" if differs else "matched",
            "personal_number": "matched" if number else "not_matched",
        }

    def _work(self) -> None:
        drawn_at = 0.0
        while True:
            if time.monotonic() - drawn_at >= _DRAW_SECONDS:
                while self.draw() == PAGE:
                    pass
                drawn_at = time.monotonic()
            if not self.acknowledge_due():
                time.sleep(_TICK_SECONDS)


def _after(address: str) -> str:
    return parse_qs(urlsplit(address).query).get("after", [""])[0]
