"""Social Insurance: numbers, cards and their post for children; the money after a death."""

import base64
import time
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, request

from integrations.simulators import facilities, funeral_money, insured
from integrations.simulators.application import application
from integrations.simulators.cases import GRANTED, REFUSED, RETURNED, Case, Verdict, owed
from integrations.simulators.death_list import DeathList
from integrations.simulators.keyed import VIETNAM, KeyedOffice, keyed_routes
from integrations.simulators.papers import Papers
from integrations.simulators.setting import Setting

_ON_THE_WAY = ("waiting", "sent", "arrived", "handed_over")


class SocialInsurance(KeyedOffice):
    """Keep applications by key and issue cards."""

    system = "social_insurance"
    reference_prefix = "BH"

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        self.insured = insured.Insured(setting.store)
        self.deaths = DeathList(setting)
        titles = {"health_card": "Thẻ bảo hiểm y tế điện tử", **funeral_money.TITLES}
        self.papers = Papers(setting, "Bảo hiểm xã hội (mô phỏng)", titles)
        self.money = funeral_money.FuneralMoney(setting.store, setting.panel, self.papers)

    def decide(self, case: Case) -> Verdict:
        """Issue what is asked for, unless the facility is full or the day's habits forbid it."""
        if case.procedure in funeral_money.CLAIMS:
            return self.money.decide(case)
        what = (case.key, case.revision)
        if self._facility(case) is None:
            reason = "Cơ sở này không nhận đăng ký mới. Xin chọn nơi khác."
            return Verdict(RETURNED, {"reason": reason, "items": ["facility_code"]})
        if self.panel.now.falls("refused", *what):
            return Verdict(REFUSED, {"reason": "Trẻ đã đủ 6 tuổi."})
        return Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Write the card, now and then with a mistake in it."""
        if case.procedure in funeral_money.CLAIMS:
            return self.money.grant(case)
        child = case.body["child"]
        born_on = date.fromisoformat(child["born_on"])
        number = self.insured.number_of(child["personal_number"], case.body["temporary_card"])
        facility = self._facility(case) or {"code": "", "name": ""}
        wrong_until = 0.0
        if self.panel.now.falls("data_differ", case.key, case.revision):
            wrong_until = time.time() + 2 * self.panel.now.delay(case.key, "correction")
        card = {
            "dossier": case.dossier,
            "insurance_number": number,
            "card_number": insured.card_number(number),
            "full_name": child["full_name"],
            "sex": child["sex"],
            "born_on": born_on.isoformat(),
            "personal_number": child["personal_number"],
            "valid_from": born_on.isoformat(),
            "valid_to": insured.valid_to(born_on).isoformat(),
            "facility_code": facility["code"],
            "facility_name": facility["name"],
        }
        rows = [
            ("Mã số thẻ", card["card_number"]),
            ("Họ và tên", card["full_name"]),
            ("Ngày sinh", f"{born_on:%d/%m/%Y}"),
            ("Nơi đăng ký khám, chữa bệnh ban đầu", card["facility_name"]),
            ("Giá trị sử dụng", f"{born_on:%d/%m/%Y} – {insured.valid_to(born_on):%d/%m/%Y}"),
        ]
        return {
            **card,
            "card": self.papers.issue("health_card", rows),
            "post": self._journey(case),
            "wrong_until": wrong_until,
        }

    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the result, with the card itself in place of its digest.

        A card with a mistake in it is put right after a while, without anybody's asking.
        """
        if case.procedure in funeral_money.CLAIMS:
            return self.money.told(case)
        if case.state != GRANTED:
            return case.result
        shown = dict(case.result)
        shown["card"] = base64.b64encode(self.papers.read(shown["card"])).decode()
        if shown.pop("wrong_until") > time.time():
            wrong = date.fromisoformat(shown["born_on"]) + timedelta(days=1)
            shown["born_on"] = wrong.isoformat()
        return shown

    def owing(self) -> list[dict[str, Any]]:
        """Return open cases, cards to be put right, and deaths to be acknowledged."""
        rows = self.store.rows(
            "SELECT key FROM cases WHERE state = ?"
            " AND json_extract(result, '$.wrong_until') > ? LIMIT 20000",
            (GRANTED, time.time()),
        )
        wrong = self.find_many([row["key"] for row in rows])
        corrections = [owed(case, "correction") for case in wrong]
        return super().owing() + corrections + self.deaths.owing()

    def post_of(self, case: Case) -> dict[str, Any]:
        """Return where the card on paper is by now."""
        state, since = "waiting", None
        for name, at in case.result.get("post", ()):
            if at <= time.time():
                state, since = name, datetime.fromtimestamp(at, VIETNAM).isoformat()
        return {"key": case.key, "state": state, "at": since}

    def _journey(self, case: Case) -> list[tuple[str, float]]:
        if case.body.get("delivery", "electronic") == "electronic":
            return []
        at, stops = time.time(), []
        for name in _ON_THE_WAY[1:]:
            at += self.panel.now.delay(case.key, name)
            stops.append((name, at))
        return stops

    @staticmethod
    def _facility(case: Case) -> dict[str, Any] | None:
        return facilities.chosen(case.body["commune_code"], case.body["facility_code"])


def build(setting: Setting) -> tuple[Flask, SocialInsurance]:
    """Return the agency's web application and its office."""
    agency = SocialInsurance(setting)
    wire = Blueprint("wire", __name__)
    keyed_routes(wire, "/v1/health-cards", agency)
    keyed_routes(wire, "/v1/funeral-claims", agency)
    keyed_routes(wire, "/v1/survivors-claims", agency)
    agency.money.add_payments(wire, agency)

    @wire.post("/v1/persons/find")
    def find_person() -> dict[str, Any]:
        asked = request.get_json()
        found = agency.insured.find(
            str(asked.get("personal_number", "")), str(asked.get("temporary_card", ""))
        )
        return {"person": found}

    @wire.get("/v1/post")
    def post() -> dict[str, Any]:
        found = agency.find_many(request.args.getlist("key"))
        return {"post": [agency.post_of(case) for case in found]}

    @wire.get("/v1/facilities")
    def list_facilities() -> dict[str, Any]:
        return {"facilities": facilities.near(request.args.get("commune", ""))}

    app = application(setting, agency, wire, anchor=agency.papers.identity.anchor)
    agency.papers.start()
    agency.start()
    agency.deaths.start()
    return app, agency
