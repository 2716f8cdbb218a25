"""The Ministry of Justice's register as the province sees it: NhanDKHT in, LayKetQua out."""

import base64
import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, Flask, request

from integrations.simulators import birth_book, death_book
from integrations.simulators.application import application
from integrations.simulators.cases import (
    GRANTED,
    RECEIVED,
    REFUSED,
    RETURNED,
    Case,
    Request,
    Verdict,
    owed,
)
from integrations.simulators.office import Office
from integrations.simulators.papers import Papers
from integrations.simulators.setting import Setting

MOST_PER_CALL = 3

_PROCEDURES = {"LTKS": "civil_registry.birth", "LTKT": "civil_registry.death"}
_BOOKS = {"civil_registry.birth": birth_book, "civil_registry.death": death_book}
_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_STATE_CODES = {RETURNED: 2, GRANTED: 4, REFUSED: 6}


class CivilStatusRegister(Office):
    """Keep one case per `maHoSoLT`; take a new body for it only in state 2."""

    system = "civil_status_register"

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting.store, setting.panel)
        self._shown: Counter[str] = Counter()
        titles = {
            birth_book.PAPER: "Giấy khai sinh",
            death_book.PAPER: death_book.title_on(datetime.now(_VIETNAM).date()),
        }
        self.papers = Papers(setting, "Hệ thống hộ tịch điện tử (mô phỏng)", titles)

    def take(self, asked: Request) -> bool:
        """Take a body in; return False if one was taken already and is not to be replaced."""
        if not self.open_new(asked) and not self._replace(asked):
            return False
        self.settle_if_instant(asked.key)
        return True

    def _replace(self, asked: Request) -> bool:
        now = time.time()
        with self.store.writing():
            replaced = self.store.run(
                "UPDATE cases SET body = ?, body_sha256 = ?, revision = ?, state = ?,"
                " result = '{}', received_at = ?, due_at = ? WHERE key = ? AND state = ?",
                (
                    orjson.dumps(asked.body).decode(),
                    asked.sha256,
                    asked.revision,
                    RECEIVED,
                    now,
                    self.due_at(asked, now),
                    asked.key,
                    RETURNED,
                ),
            )
            if replaced:
                self.note(asked, "received")
        return bool(replaced)

    def decide(self, case: Case) -> Verdict:
        """Return the case, refuse it or register it, as often as officials do."""
        refusal = _BOOKS[case.procedure].objection(case, self.panel.now)
        return refusal or Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Write the case into its book; the number and the e-copy may come later, or never."""
        book = _BOOKS[case.procedure]
        entry = book.enter(case, self.panel.now)
        rows = book.rows(case.body["data"], entry)
        return {**entry, "e_copy": self.papers.issue(book.PAPER, rows)}

    def show(self, case: Case, about: Case) -> dict[str, Any]:
        """Return one value of LayKetQua: for `case`, with the content of `about`."""
        shown = {
            "maDonVi": case.body["maDonVi"],
            "maTinh": "",
            "module": case.body["module"],
            "maHoSoLT": case.key,
            "maHoSoMCDT": case.body["maHoSoMCDT"],
            "errors": None,
            "trangThai": _state_code(case),
            "thoiGianThucHien": datetime.now(_VIETNAM).strftime("%d/%m/%Y %H:%M:%S"),
            "ghiChu": "",
            "ketQuaXuLy": None,
            "nguoiXuLy": "Công chức mô phỏng",
            "chucDanh": "Công chức tư pháp – hộ tịch",
            "phongBanXuLy": "",
            "noiDungXuLy": "",
            "hanBoSungHoSo": "",
        }
        if case.state == GRANTED and about.state == GRANTED:
            shown["ketQuaXuLy"] = self._result(about)
        elif case.state in (RETURNED, REFUSED):
            shown["noiDungXuLy"] = case.result.get("reason", "")
            shown["errors"] = case.result.get("items")
        if case.state == RETURNED:
            limit = datetime.now(_VIETNAM) + timedelta(days=9)
            shown["hanBoSungHoSo"] = limit.strftime("%d/%m/%Y")
        return shown

    def _result(self, case: Case) -> dict[str, Any]:
        def e_copy() -> str:
            return base64.b64encode(self.papers.read(case.result["e_copy"])).decode()

        return _BOOKS[case.procedure].shown(case, e_copy)

    def somebody_elses(self, case: Case) -> Case:
        """Return another registered case, if the day's mishaps want one, else this one."""
        self._shown[case.key] += 1
        if not self.panel.now.falls("other_dossier", case.key, self._shown[case.key]):
            return case
        row = self.store.row(
            "SELECT key FROM cases WHERE state = ? AND key <> ? AND procedure = ? LIMIT 1",
            (GRANTED, case.key, case.procedure),
        )
        return (self.find(row["key"]) if row else None) or case

    def owing(self) -> list[dict[str, Any]]:
        """Return open cases, and registered ones whose number or e-copy has not come."""
        late = self.store.rows(
            "SELECT key FROM cases WHERE state = ?"
            " AND max(coalesce(json_extract(result, '$.giayKhaiSinhFrom'), 0),"
            "         coalesce(json_extract(result, '$.giayKhaiTuFrom'), 0),"
            "         coalesce(json_extract(result, '$.soDinhDanhFrom'), 0)) > ? LIMIT 20000",
            (GRANTED, time.time()),
        )
        found = self.find_many([row["key"] for row in late])
        return super().owing() + [owed(case, "e-copy or number") for case in found]

    def answer_by_hand(self, key: str, verdict: Verdict) -> bool:
        """Answer an open case, or hand out what a registered one still lacks."""
        case = self.find(key)
        if case is None or case.state != GRANTED or verdict.state != GRANTED:
            return super().answer_by_hand(key, verdict)
        whole = {**case.result, **dict.fromkeys(_BOOKS[case.procedure].COMES_LATER, 0)}
        self.store.run(
            "UPDATE cases SET result = ? WHERE key = ?", (orjson.dumps(whole).decode(), key)
        )
        return True


def build(setting: Setting) -> tuple[Flask, CivilStatusRegister]:
    """Return the register's web application and its office."""
    register = CivilStatusRegister(setting)
    wire = Blueprint("wire", __name__)

    @wire.post("/NhanDKHT")
    def nhan_dkht() -> dict[str, str]:
        asked = _request_in(request.get_data())
        if asked is None:
            return _said("0", "", "01", "Dữ liệu không hợp lệ")
        if not register.take(asked):
            return _said("0", "", "02", f"Hồ sơ {asked.key} đã được tiếp nhận")
        return _said("1", "Thành công")

    @wire.post("/LayKetQua")
    def lay_ket_qua() -> dict[str, Any]:
        codes = request.get_json().get("maDinhDanhHoSo", [])
        if len(codes) > MOST_PER_CALL:
            return {"status": 0, "errorDescription": "Quá số hồ sơ mỗi lần", "value": []}
        found = register.find_many(codes)
        return {"status": 1, "value": [register.show(c, register.somebody_elses(c)) for c in found]}

    app = application(setting, register, wire, anchor=register.papers.identity.anchor)
    register.papers.start(birth_book.PAPER)  # deaths are rarer: their pool waits for the first
    register.start()
    return app, register


def _request_in(raw: bytes) -> Request | None:
    try:
        body = orjson.loads(raw)
        body["data"] = orjson.loads(body["data"])
        revision = int(body["maHoSoMCDT"].rpartition(".")[2])
        procedure = _PROCEDURES[body["module"]]
        # The file's bytes are not kept twice; the digest of the whole body is.
        for file in body["fileDinhKem"]:
            file["duLieuTepDinhKem"] = len(base64.b64decode(file["duLieuTepDinhKem"]))
        return Request(body["maHoSoLT"], procedure, body["maHoSoLT"], revision, body, raw)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _said(status: str, description: str, code: str = "", error: str = "") -> dict[str, str]:
    return {
        "status": status,
        "statusDescription": description,
        "errorCode": code,
        "errorDescription": error,
    }


def _state_code(case: Case) -> int:
    if case.state != RECEIVED:
        return _STATE_CODES[case.state]
    half = (case.due_at or case.received_at) - case.received_at
    return 3 if time.time() > case.received_at + half / 2 else 1
