"""Offices that are written to by key: PUT one request, GET many answers, the same key once."""

from abc import abstractmethod
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, request

from integrations.simulators.cases import GRANTED, RECEIVED, RETURNED, Case, KeyReused, Request
from integrations.simulators.office import Office
from integrations.simulators.setting import Setting

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
SATURDAY = 5  # as Python counts the days of a week

Json = dict[str, Any]


class KeyedOffice(Office):
    """An office whose callers choose the key of a case."""

    reference_prefix = "REF"
    days_promised = 2

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting.store, setting.panel)
        self._shown: Counter[str] = Counter()

    @abstractmethod
    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the result as the caller reads it, files included."""

    def objection_to(self, body: Mapping[str, Any]) -> str:
        """Return why this request cannot even be taken, or nothing."""
        return ""

    def show(self, case: Case) -> Json:
        """Return one answer as it stands."""
        return {
            "key": case.key,
            "revision": case.revision,
            "reference": f"{self.reference_prefix}-{case.serial:07}",
            **self.word(case),
        }

    def word(self, case: Case) -> Json:
        """Return state and result: what is pushed and what is asked for say the same."""
        reference = f"{self.reference_prefix}-{case.serial:07}"
        due_on = _working_days_after(case.received_at, self.days_promised)
        if case.state == RECEIVED:
            return {"state": self.stage(case), "reference": reference, "due_on": f"{due_on:%F}"}
        return {"state": case.state, "reference": reference, "result": dict(self.told(case))}

    def stage(self, case: Case) -> str:
        """Return how far an open case is."""
        return "received"

    def somebody_elses(self, case: Case) -> Case:
        """Return the case as shown: now and then with another case's result in it."""
        self._shown[case.key] += 1
        times = self._shown[case.key]
        if case.state != GRANTED or not self.panel.now.falls("other_dossier", case.key, times):
            return case
        row = self.store.row(
            "SELECT key FROM cases WHERE state = ? AND key <> ? LIMIT 1", (GRANTED, case.key)
        )
        return (self.find(row["key"]) if row else None) or case


def keyed_routes(wire: Blueprint, address: str, office: KeyedOffice) -> None:
    """Add PUT `address/KEY` and GET `address?key=…` to a wire."""

    def put(key: str) -> Any:
        raw = request.get_data()
        asked = request_in(key, raw)
        if asked is None or request.headers.get("Idempotency-Key", key) != key:
            return {"reason": "Dữ liệu không hợp lệ"}, 400
        objection = office.objection_to(asked.body)
        if objection:
            returned = {"reason": objection, "items": []}
            return {"key": key, "state": RETURNED, "result": returned}, 422
        try:
            return office.show(office.receive(asked)), 202
        except KeyReused:
            return {"reason": "Khóa đã dùng cho nội dung khác"}, 409

    def ask() -> Any:
        found = office.find_many(request.args.getlist("key"))
        answers = []
        for case in found:
            about = office.somebody_elses(case)
            answers.append(office.show(case) | office.word(about))
        return {"answers": answers}

    wire.add_url_rule(f"{address}/<key>", f"put {address}", put, methods=["PUT"])
    wire.add_url_rule(address, f"ask {address}", ask)


def request_in(key: str, raw: bytes) -> Request | None:
    """Return what a body asks for, or None if it cannot be read."""
    try:
        body = orjson.loads(raw)
        return Request(
            key, str(body["procedure"]), str(body["dossier"]), int(body["revision"]), body, raw
        )
    except (ValueError, KeyError, TypeError):
        return None


def _working_days_after(moment: float, days: int) -> datetime:
    """Return the day after so many days without Saturdays and Sundays; a clerk knows no feasts."""
    day = datetime.fromtimestamp(moment, VIETNAM)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < SATURDAY
    return day
