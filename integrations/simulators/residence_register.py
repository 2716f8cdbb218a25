"""The residence register: commune police answer when asked, and by a call of their own."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, request

from integrations.simulators.application import application
from integrations.simulators.callbacks import Callbacks
from integrations.simulators.cases import GRANTED, REFUSED, RETURNED, Case, Request, Verdict
from integrations.simulators.chance import pick
from integrations.simulators.keyed import VIETNAM, KeyedOffice, keyed_routes
from integrations.simulators.papers import Papers
from integrations.simulators.setting import Setting

_TABLES = """
CREATE TABLE IF NOT EXISTS papers (sha256 TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS restored (removal TEXT PRIMARY KEY, key TEXT NOT NULL);
"""
_RETURNS = (
    ("Tại địa chỉ này chủ hộ là người khác. Xin chọn lại chủ hộ.", ["head_personal_number"]),
    ("Quan hệ với chủ hộ chưa đúng. Xin chọn lại.", ["resident.relation_to_head"]),
    ("Địa chỉ này không có trong dữ liệu cư trú.", ["address_line"]),
)
_REMOVAL = "residence.deregistration"
_RESTORATION = "residence.restoration"
_ASKED_FOR = (_REMOVAL, _RESTORATION)  # of these nothing is pushed
_REMOVAL_RETURNS = (
    ("Hộ của người đã mất có chủ hộ là người khác.", ["head_full_name"]),
    ("Quan hệ với chủ hộ chưa đúng. Xin chọn lại.", ["relation_to_head"]),
)
_POOR_RETURNS = ("", "Thiếu giấy tờ", "Chưa hợp lệ")
_REFUSALS = ("Chỗ ở thuộc nơi không được đăng ký thường trú mới.",)


class ResidenceRegister(KeyedOffice):
    """Keep registrations by key, and call the portal when one is answered."""

    system = "residence_register"
    reference_prefix = "CT"

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        setting.store.script(_TABLES)
        titles = {
            "residence_notice": "Thông báo kết quả giải quyết (CT08)",
            # A pool of its own: of one person's two papers the second is never the first.
            "restoration_notice": "Thông báo khôi phục thường trú (CT08)",
        }
        self.papers = Papers(setting, "Công an xã, phường (mô phỏng)", titles)
        self.callbacks = Callbacks(setting, "/api/v1/inbox/residence_register")

    def objection_to(self, body: Mapping[str, Any]) -> str:
        """Refuse a registration whose papers have not arrived."""
        for paper in body.get("papers", ()):
            if not self.store.row("SELECT 1 FROM papers WHERE sha256 = ?", (paper["sha256"],)):
                return "Chưa nhận được giấy tờ kèm theo"
        return ""

    def receive(self, request: Request) -> Case:
        """Take a registration; some answers overtake the reply to the request itself."""
        case = super().receive(request)
        if case.procedure not in _ASKED_FOR and self.panel.now.falls("early", case.key):
            self.answer_by_hand(case.key, self.decide(case))
            self.callbacks.deliver_due()
        return case

    def due_at(self, request: Request, now: float) -> float | None:
        """Return the usual time, or much later when the police look at the place first."""
        due_at = super().due_at(request, now)
        if due_at is not None and self.panel.now.falls("verification", request.key):
            return now + 3 * (due_at - now)
        return due_at

    def stage(self, case: Case) -> str:
        """Return whether somebody is checking the place."""
        verifying = self.panel.now.falls("verification", case.key)
        return "verifying" if verifying else "received"

    def decide(self, case: Case) -> Verdict:
        """Return, refuse or register, as often as the police do."""
        controls, what = self.panel.now, (case.key, case.revision)
        if case.procedure == _RESTORATION:  # by the book: no habit of the day
            against = self._against_restoring(case)
            return Verdict(REFUSED, {"reason": against}) if against else self._granted(case)
        if controls.falls("refused", *what):
            return Verdict(REFUSED, {"reason": pick(_REFUSALS, controls.seed, *what)})
        if controls.falls("returned_by_police" if case.revision == 1 else "returned_again", *what):
            if controls.falls("poor_reason", *what):
                return Verdict(RETURNED, {"reason": pick(_POOR_RETURNS, controls.seed, *what)})
            returns = _REMOVAL_RETURNS if case.procedure == _REMOVAL else _RETURNS
            reason, items = pick(returns, controls.seed, *what)
            return Verdict(RETURNED, {"reason": reason, "items": items})
        return self._granted(case)

    def _granted(self, case: Case) -> Verdict:
        return Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Write the child into the household, who died out of it, who did not into it again."""
        if case.procedure == _REMOVAL:
            return self._remove(case)
        if case.procedure == _RESTORATION:
            return self._restore(case)
        body, today = case.body, datetime.now(VIETNAM).date()
        result = {
            "dossier": case.dossier,
            "registered_on": today.isoformat(),
            "residence_kind": body.get("residence_kind", "permanent"),
            "commune_code": body.get("commune_code", ""),
            "address_line": body.get("address_line", ""),
            "notice_number": f"CT08-{case.serial:07}",
            "full_name": body["resident"]["full_name"],
            "personal_number": body["resident"]["personal_number"],
        }
        rows = [
            ("Số thông báo", result["notice_number"]),
            ("Họ, chữ đệm, tên", result["full_name"]),
            ("Số định danh cá nhân", result["personal_number"]),
            ("Nơi thường trú", result["address_line"]),
            ("Chủ hộ", str(body.get("head_full_name", ""))),
            ("Ngày đăng ký", f"{today:%d/%m/%Y}"),
        ]
        return {**result, "notice": self.papers.issue("residence_notice", rows)}

    def _remove(self, case: Case) -> Mapping[str, Any]:
        body, today = case.body, datetime.now(VIETNAM).date()
        result = {
            "dossier": case.dossier,
            "removed_on": today.isoformat(),
            "commune_code": body["commune_code"],
            "notice_number": f"CT08-{case.serial:07}",
            "full_name": body["resident"]["full_name"],
            "personal_number": body["resident"]["personal_number"],
        }
        rows = [
            ("Số thông báo", result["notice_number"]),
            ("Họ, chữ đệm, tên", result["full_name"]),
            ("Nơi thường trú đã xóa", str(body.get("address_line", ""))),
            ("Ngày xóa", f"{today:%d/%m/%Y}"),
        ]
        return {**result, "notice": self.papers.issue("residence_notice", rows)}

    def _against_restoring(self, case: Case) -> str:
        """Return why there is nothing to restore; a removal is taken back once, by any key."""
        removal = self.find(str(case.body.get("removal", "")))
        if removal is None or removal.state != GRANTED or removal.dossier != case.dossier:
            return "Không có việc xóa đăng ký thường trú này."
        mark = "INSERT INTO restored VALUES (?, ?) ON CONFLICT DO NOTHING"
        self.store.run(mark, (removal.key, case.key))
        row = self.store.row("SELECT key FROM restored WHERE removal = ?", (removal.key,))
        again = row is not None and row["key"] != case.key
        return "Nơi thường trú này đã được khôi phục." if again else ""

    def _restore(self, case: Case) -> Mapping[str, Any]:
        resident, today = case.body["resident"], datetime.now(VIETNAM).date()
        result = {
            "dossier": case.dossier,
            "restored_on": today.isoformat(),
            "notice_number": f"CT08-{case.serial:07}",
            "full_name": resident["full_name"],
            "personal_number": resident["personal_number"],
        }
        rows = [
            ("Số thông báo", result["notice_number"]),
            ("Họ, chữ đệm, tên", result["full_name"]),
            ("Thay cho thông báo", str(case.body.get("notice_number", ""))),
            ("Ngày khôi phục", f"{today:%d/%m/%Y}"),
        ]
        return {**result, "notice": self.papers.issue("restoration_notice", rows)}

    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the result, with the notice itself in place of its digest."""
        if case.state != GRANTED:
            return case.result
        notice = base64.b64encode(self.papers.read(case.result["notice"])).decode()
        return {**case.result, "notice": notice}

    def answered(self, case: Case) -> None:
        """Call the portal about a registration; in a mishap with another case's result."""
        if case.procedure in _ASKED_FOR:
            return
        self.callbacks.tell(case.key, case.revision, self.word(self.somebody_elses(case)))


def build(setting: Setting) -> tuple[Flask, ResidenceRegister]:
    """Return the register's web application and its office."""
    register = ResidenceRegister(setting)
    wire = Blueprint("wire", __name__)
    keyed_routes(wire, "/v1/registrations", register)
    keyed_routes(wire, "/v1/deregistrations", register)
    keyed_routes(wire, "/v1/restorations", register)

    @wire.put("/v1/papers/<sha256>")
    def put_paper(sha256: str) -> Any:
        if hashlib.sha256(request.get_data()).hexdigest() != sha256:
            return {"reason": "Nội dung không khớp mã băm"}, 400
        setting.store.run("INSERT OR IGNORE INTO papers VALUES (?)", (sha256,))
        return {"sha256": sha256}, 201

    app = application(setting, register, wire, anchor=register.papers.identity.anchor)
    register.papers.start("residence_notice")  # who is restored is rare: at the first
    register.start()
    register.callbacks.start()
    return app, register
