"""Clerks who decide about money after a death: one allowance a death, paid a while afterwards."""

import base64
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, request

from integrations.simulators.cases import GRANTED, REFUSED, RETURNED, Case, Verdict
from integrations.simulators.chance import pick
from integrations.simulators.controls import Panel
from integrations.simulators.keyed import VIETNAM, KeyedOffice
from integrations.simulators.papers import Papers, Rows
from integrations.simulators.store import Store

# Who was decided about: the promise that a death is paid for once rests on this key alone.
TABLE = """
CREATE TABLE IF NOT EXISTS decided_deaths (
    procedure TEXT NOT NULL,
    death TEXT NOT NULL,
    key TEXT NOT NULL,
    PRIMARY KEY (procedure, death)
);
"""
ALLOWANCE, SURVIVORS = "funeral_benefits.allowance", "funeral_benefits.survivors"
CLAIMS = (ALLOWANCE, SURVIVORS)
TITLES = {"decision": "Quyết định giải quyết chế độ"}
_SERIAL = {ALLOWANCE: "QĐ-MTP", SURVIVORS: "QĐ-TT"}
_RETURNS = (
    ("Số tài khoản không trùng tên người nhận", ["account"]),
    ("Xin ghi số quyết định, nếu nhớ; không nhớ thì ghi nơi đã lĩnh chế độ", ["decision_number"]),
)
_POOR_RETURNS = ("", "Thiếu giấy tờ", "Chưa hợp lệ")
MONTHLY = 1_265_000  # what an invented clerk decides for one survivor a month


class FuneralMoney:
    """The desk of an office where such claims are decided; other desks may share the office."""

    def __init__(self, store: Store, panel: Panel, papers: Papers) -> None:
        self._store, self._panel, self._papers = store, panel, papers
        store.script(TABLE)

    def decide(self, case: Case) -> Verdict:
        """Refuse a second claim for a death; else decide by the habits of the day."""
        controls, what = self._panel.now, (case.key, case.revision)
        if self._is_double(case):
            return Verdict(REFUSED, {"reason": "already_decided"})
        if controls.falls("refused", *what):
            return Verdict(REFUSED, {"reason": "Không có khoản được nhận theo chế độ này."})
        if controls.falls("returned" if case.revision == 1 else "returned_again", *what):
            if controls.falls("poor_reason", *what):
                return Verdict(RETURNED, {"reason": pick(_POOR_RETURNS, controls.seed, *what)})
            reason, items = pick(_RETURNS, controls.seed, *what)
            return Verdict(RETURNED, {"reason": reason, "items": items})
        return Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Decide the sum that was asked for, sign the decision, and set a day of payment."""
        if not self._hold(case):
            raise ValueError("this death was decided about under another key")
        body, today = case.body, datetime.now(VIETNAM).date()
        result = {
            "dossier": case.dossier,
            "personal_number": body["deceased"]["personal_number"],
            "decision_number": f"{case.serial:05}/{_SERIAL[case.procedure]}",
            "regime": _regime(body),
            "amount": _sum(body),
            "decided_on": today.isoformat(),
        }
        rows = [
            ("Số quyết định", result["decision_number"]),
            ("Người đã mất", body["deceased"]["full_name"]),
            *_entitled(body),
            ("Người nhận tiền", body["payee"]["name"]),
            ("Số tiền", f"{result['amount']:,} đ".replace(",", ".")),
            ("Căn cứ", str(body.get("asked", {}).get("article", ""))),
            ("Ngày quyết định", f"{today:%d/%m/%Y}"),
        ]
        return {
            **result,
            "decision": self._papers.issue("decision", rows),
            "pays_at": time.time() + self._panel.now.delay(case.key, "payment"),
        }

    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the result, with the decision itself in place of its digest."""
        if case.state != GRANTED:
            return case.result
        shown = {name: value for name, value in case.result.items() if name != "pays_at"}
        decision = self._papers.read(case.result["decision"])
        return {**shown, "decision": base64.b64encode(decision).decode()}

    def payment_of(self, case: Case) -> dict[str, Any]:
        """Return when a decided sum was paid, if it was."""
        pays_at = float(case.result.get("pays_at", "inf"))
        if pays_at > time.time():
            return {"key": case.key, "paid_on": ""}
        paid_on = datetime.fromtimestamp(pays_at, VIETNAM).date()
        return {"key": case.key, "paid_on": paid_on.isoformat()}

    def add_payments(self, wire: Blueprint, office: KeyedOffice) -> None:
        """Add GET /v1/payments?key=… to a wire."""

        @wire.get("/v1/payments")
        def payments() -> dict[str, Any]:
            found = office.find_many(request.args.getlist("key"))
            return {"payments": [self.payment_of(case) for case in found]}

    def _is_double(self, case: Case) -> bool:
        row = self._store.row(
            "SELECT 1 FROM decided_deaths WHERE procedure = ? AND death = ? AND key <> ?",
            (case.procedure, _death(case.body), case.key),
        )
        return row is not None

    def _hold(self, case: Case) -> bool:
        self._store.run(
            "INSERT OR IGNORE INTO decided_deaths VALUES (?, ?, ?)",
            (case.procedure, _death(case.body), case.key),
        )
        return not self._is_double(case)


def _death(body: Mapping[str, Any]) -> str:
    deceased = body["deceased"]
    known = (deceased["full_name"].casefold(), deceased["born_on"], deceased["died_on"])
    return str(deceased["personal_number"] or "|".join(known))


def _regime(body: Mapping[str, Any]) -> str:
    if "asked" in body:
        return str(body["asked"]["regime"])
    return "lump_sum" if body["wanted"] == "lump_sum" else "monthly"  # also where advice is wanted


def _entitled(body: Mapping[str, Any]) -> Rows:
    """Return whom a benefit is for; where nobody was named the office looks into its books."""
    if "relatives" not in body:
        return []
    names = [str(one["full_name"]) for one in body["relatives"]]
    return [("Người được hưởng", ", ".join(names) or "Một người theo sổ của cơ quan (mô phỏng)")]


def _sum(body: Mapping[str, Any]) -> int:
    if "asked" in body:
        return int(body["asked"]["amount"])
    return MONTHLY * max(1, min(4, len(body["relatives"])))
