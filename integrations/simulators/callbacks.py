"""Answers an agency pushes to the portal's inbox: kept until taken, and mishandled on demand."""

import hashlib
import sqlite3
import threading
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import orjson
import requests

from integrations.simulators.setting import Setting

TABLE = """
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL,
    body BLOB NOT NULL,
    due_at REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    forged INTEGER NOT NULL DEFAULT 0,
    ended_at REAL
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due_at) WHERE ended_at IS NULL;
"""

_TICK_SECONDS = 0.02
_LONGEST_PAUSE = 30.0
_AT_ONCE = 4
_BATCH = 100


class Callbacks:
    """Post answers to one inbox until each is taken with a 2xx; nobody is told without a URL."""

    def __init__(self, setting: Setting, path: str) -> None:
        self._setting = setting
        self._address = setting.portal_url.rstrip("/") + path
        self._active = bool(setting.portal_url)
        self._session = requests.Session()
        self._session.trust_env = False
        self._delivering = threading.Lock()
        self._posting = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="posting")
        setting.store.script(TABLE)

    def tell(self, key: str, revision: int, result: Mapping[str, Any]) -> None:
        """Keep an answer to be delivered now; twice, or late, as the day's mishaps want it."""
        if not self._active:
            return
        controls = self._setting.panel.now
        body = orjson.dumps({"key": key, "revision": revision, "result": dict(result)})
        message_id = hashlib.sha256(body).hexdigest()[:32]
        now = time.time()
        self._keep(message_id, body, now)
        if controls.falls("duplicate", key, revision):
            self._keep(message_id, body, now + controls.delay("again", key, revision))
        if controls.falls("forged", key, revision):
            lie = {"state": "refused", "result": {"reason": "Không phải cơ quan trả lời"}}
            forgery = orjson.dumps({"key": key, "revision": revision, "result": lie})
            self._keep(f"forged-{message_id[:16]}", forgery, now, forged=True)

    def deliver_due(self) -> int:
        """Post what is due; return how many were tried."""
        with self._delivering:
            rows = self._setting.store.rows(
                "SELECT * FROM deliveries WHERE ended_at IS NULL AND due_at <= ?"
                " ORDER BY due_at LIMIT ?",
                (time.time(), _BATCH),
            )
            list(self._posting.map(self._deliver, rows))
        return len(rows)

    def start(self) -> None:
        """Deliver in the background until the process ends."""
        if self._active:
            threading.Thread(target=self._work, name="callbacks", daemon=True).start()

    def _keep(self, message_id: str, body: bytes, due_at: float, *, forged: bool = False) -> None:
        self._setting.store.run(
            "INSERT INTO deliveries (message_id, body, due_at, forged) VALUES (?, ?, ?, ?)",
            (message_id, body, due_at, forged),
        )

    def _deliver(self, row: sqlite3.Row) -> None:
        token = "forged" if row["forged"] else self._setting.portal_token
        try:
            reply = self._session.post(
                self._address,
                data=row["body"],
                headers={
                    "Content-Type": "application/json",
                    "Authorization": f"Bearer {token}",
                    "Message-Id": row["message_id"],
                },
                timeout=(3.0, 10.0),
                allow_redirects=False,
            )
            taken = reply.ok
        except requests.RequestException:
            taken = False
        now = time.time()
        if taken or row["forged"]:
            statement = "UPDATE deliveries SET tries = tries + 1, ended_at = ? WHERE id = ?"
            self._setting.store.run(statement, (now, row["id"]))
            return
        pause = min(_LONGEST_PAUSE, 0.2 * 2 ** row["tries"])
        statement = "UPDATE deliveries SET tries = tries + 1, due_at = ? WHERE id = ?"
        self._setting.store.run(statement, (now + pause, row["id"]))

    def _work(self) -> None:
        while True:
            if not self.deliver_due():
                time.sleep(_TICK_SECONDS)
