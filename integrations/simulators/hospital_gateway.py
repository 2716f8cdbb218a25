"""The gateway where hospitals leave signed papers: takes anything, numbers it, hands it out."""

import base64
import binascii
import hashlib
import itertools
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from flask import Blueprint, Flask, Response, request

from integrations.simulators.application import application
from integrations.simulators.cases import Verdict
from integrations.simulators.controls import Panel
from integrations.simulators.setting import Setting
from integrations.simulators.store import Store

_TABLES = """
CREATE TABLE IF NOT EXISTS papers (
    serial INTEGER PRIMARY KEY AUTOINCREMENT,
    facility TEXT NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    content BLOB,
    received_at TEXT NOT NULL,
    UNIQUE (facility, sha256)
);
"""
_VIETNAM = timedelta(hours=7)
_MOST_PER_PAGE = 200


class Shelf:
    """Every paper anybody left, by serial number without gaps; nobody here judges one."""

    system: ClassVar[str] = "hospital_gateway"

    def __init__(self, store: Store, panel: Panel) -> None:
        self.store, self.panel = store, panel
        self._asked = itertools.count()
        store.script(_TABLES)

    def leave(self, facility: str, kind: str, content: bytes) -> tuple[int, str]:
        """Keep a paper once and return its serial number and when it came."""
        digest = hashlib.sha256(content).hexdigest()
        with self.store.writing():
            known = self.store.row(
                "SELECT serial, received_at FROM papers WHERE facility = ? AND sha256 = ?",
                (facility, digest),
            )
            if known:
                return known["serial"], known["received_at"]
            now = f"{datetime.now(UTC) + _VIETNAM:%Y%m%d%H%M%S}"
            self.store.run(
                "INSERT INTO papers (facility, kind, sha256, content, received_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (facility, kind, digest, content, now),
            )
            (last,) = self.store.rows("SELECT max(serial) AS serial FROM papers")
            self.store.note_effect("papers", facility, last["serial"], digest, "received")
        return last["serial"], now

    def page(self, after: int, most: int) -> list[dict[str, Any]]:
        """Return the list after a number, as badly as the day wants it."""
        nth = next(self._asked)
        if self.panel.now.falls("other_dossier", "page", nth):
            after = max(0, after - most)
        rows = self.store.rows(
            "SELECT serial, facility, kind, sha256, received_at FROM papers"
            " WHERE serial > ? ORDER BY serial LIMIT ?",
            (after, min(most, _MOST_PER_PAGE)),
        )
        listed = [_listed(row) for row in rows]
        if self.panel.now.falls("late", "page", nth):
            del listed[len(listed) // 2 : len(listed) // 2 + 1]
        if self.panel.now.falls("early", "page", nth):
            listed.reverse()
        if self.panel.now.falls("duplicate", "page", nth):
            listed += listed
        return listed

    def content(self, serial: int) -> bytes | None:
        """Return what was left, None for what was taken away or never came."""
        row = self.store.row("SELECT content FROM papers WHERE serial = ?", (serial,))
        return row["content"] if row else None

    def take_away(self, serial: int) -> bool:
        """Empty one paper, as the real gateway may."""
        return self.store.run("UPDATE papers SET content = NULL WHERE serial = ?", (serial,)) > 0

    def owing(self) -> list[dict[str, Any]]:
        """Return nothing: this gateway owes nobody an answer."""
        return []

    def answer_by_hand(self, key: str, verdict: Verdict) -> bool:
        """Answer nothing."""
        return False

    def hold(self, key: str, held: bool) -> bool:
        """Hold nothing."""
        return False


def build(setting: Setting) -> tuple[Flask, Shelf]:
    """Return the gateway's web application and its shelf."""
    shelf = Shelf(setting.store, setting.panel)
    wire, pages = Blueprint("wire", __name__), Blueprint("pages", __name__)

    @wire.post("/api/hososuckhoe/guiGiayToDienTu")
    def leave() -> Any:
        said = dict(parse_qsl(request.get_data().decode("ascii", "replace")))
        try:
            content = base64.b64decode(said.get("fileBase64Str", ""), validate=True)
        except (binascii.Error, ValueError):
            return {"MaGD": "", "MaKetQua": "205", "ThoiGianTiepNhan": ""}
        if not content or not said.get("maCskcb"):
            return {"MaGD": "", "MaKetQua": "500", "ThoiGianTiepNhan": ""}
        serial, at = shelf.leave(said["maCskcb"], said.get("loaiHs", ""), content)
        return {"MaGD": f"GW{serial:012}", "MaKetQua": "200", "ThoiGianTiepNhan": at}

    @wire.get("/v1/papers")
    def papers() -> Any:
        after, most = request.args.get("after", 0, int), request.args.get("limit", 50, int)
        return {"papers": shelf.page(after, most)}

    @wire.get("/v1/papers/<int:serial>/content")
    def content(serial: int) -> Any:
        found = shelf.content(serial)
        if found is None:
            return Response("", 410)
        return Response(found, content_type="application/xml")

    @pages.post("/_sim/papers/<int:serial>/gone")
    def gone(serial: int) -> Any:
        return {"gone": shelf.take_away(serial)}

    return application(setting, shelf, wire, pages), shelf


def _listed(row: Any) -> dict[str, Any]:
    return {
        "serial": row["serial"],
        "maCskcb": row["facility"],
        "loaiHs": row["kind"],
        "sha256": row["sha256"],
        "receivedAt": row["received_at"],
    }
