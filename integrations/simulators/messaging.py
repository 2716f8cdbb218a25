"""The message service: keeps an outbox anybody at the screen may read, and sends nothing."""

from collections.abc import Mapping
from typing import Any

import orjson
from flask import Blueprint, Flask, render_template, request

from integrations.simulators.application import application
from integrations.simulators.cases import GRANTED, Case, KeyReused, Request, Verdict
from integrations.simulators.office import Office
from integrations.simulators.setting import Setting

_FIELDS = ("channel", "to", "subject", "text")


class Outbox(Office):
    """Keep messages by key; nobody answers them."""

    system = "messaging"

    def decide(self, case: Case) -> Verdict:
        """Call it sent."""
        return Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Return nothing beyond the fact."""
        return {}

    def due_at(self, request: Request, now: float) -> float | None:
        """Send at once, whatever the day."""
        return now

    def latest(self, to: str = "", most: int = 200) -> list[dict[str, Any]]:
        """Return messages, the newest first."""
        rows = self.store.rows(
            "SELECT key, body, received_at FROM cases"
            " WHERE ? IN ('', json_extract(body, '$.to')) ORDER BY serial DESC LIMIT ?",
            (to, most),
        )
        return [
            {"key": row["key"], "at": row["received_at"], **orjson.loads(row["body"])}
            for row in rows
        ]


def build(setting: Setting) -> tuple[Flask, Outbox]:
    """Return the service's web application and its outbox."""
    outbox = Outbox(setting.store, setting.panel)
    wire = Blueprint("wire", __name__, template_folder="templates")
    pages = Blueprint("pages", __name__, template_folder="templates")

    @wire.put("/v1/messages/<key>")
    def put(key: str) -> Any:
        raw = request.get_data()
        message = request.get_json()
        body = {name: str(message.get(name, "")) for name in _FIELDS}
        if body["channel"] not in ("sms", "email") or not body["to"]:
            return {"reason": "Không rõ gửi cho ai"}, 400
        try:
            case = outbox.receive(Request(key, body["channel"], key, 1, body, raw))
        except KeyReused:
            return {"reason": "Khóa đã dùng cho nội dung khác"}, 409
        return {"key": key, "reference": f"TN-{case.serial:07}"}, 202

    @pages.get("/")
    def page() -> str:
        return render_template("outbox.html", messages=outbox.latest(request.args.get("to", "")))

    @pages.get("/outbox.json")
    def as_json() -> dict[str, Any]:
        return {"messages": outbox.latest(request.args.get("to", ""), 5_000)}

    app = application(setting, outbox, wire, pages)
    outbox.start()
    return app, outbox
