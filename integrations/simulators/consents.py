"""The other half of the simulated VNeID: people are asked to agree, and agree, refuse or wait."""

import hashlib
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, request

from integrations.simulators import people
from integrations.simulators.cases import (
    GRANTED,
    RECEIVED,
    REFUSED,
    Case,
    Request,
    Verdict,
    case_of,
)
from integrations.simulators.keyed import VIETNAM, KeyedOffice, keyed_routes
from integrations.simulators.people import (
    AGREES,
    BY_HAND,
    BY_NUMBER,
    HOUSEHOLD_BY_CODE,
    IGNORES,
    REFUSES,
    Household,
    Person,
)
from integrations.simulators.setting import Setting

WITHDRAWN = "withdrawn"

_REMINDERS = """
CREATE TABLE IF NOT EXISTS reminders (
    key TEXT PRIMARY KEY, request TEXT NOT NULL, at REAL NOT NULL
);
"""


class Consents(KeyedOffice):
    """Keep requests by key, and answer for those who do not answer at the screen."""

    system = "vneid"
    reference_prefix = "DY"

    def __init__(self, setting: Setting) -> None:
        super().__init__(setting)
        setting.store.script(_REMINDERS)

    def objection_to(self, body: Mapping[str, Any]) -> str:
        """Refuse a request to somebody without an account."""
        number = self.number_in(body)
        known = BY_NUMBER.get(number)
        return "" if number and (known is None or known.has_account) else "no_account"

    def number_in(self, body: Mapping[str, Any]) -> str:
        """Return whom a request is for, named by number or by handle."""
        if body.get("personal_number"):
            return str(body["personal_number"])
        for household in people.HOUSEHOLDS:
            for number in (self.head_of(household), *household.owners):
                if body.get("handle") == self.handle_of(BY_NUMBER[number]):
                    return number
        return ""

    def handle_of(self, person: Person) -> str:
        """Return what stands for a person towards those who may not see the number.

        It names nobody any more once they neither head a household nor own a dwelling.
        """
        secret = f"{self.panel.now.seed}:{person.personal_number}"
        return hashlib.sha256(secret.encode()).hexdigest()[:24]

    def head_of(self, household: Household) -> str:
        """Return the number of whoever heads a household now."""
        return self.panel.now.heads.get(household.code, household.head)

    def habit_of(self, number: str) -> str:
        """Return how a person answers: invented people by hand, the crowd of a load run at once."""
        controls = self.panel.now
        if number in controls.people:
            return controls.people[number]
        by_hand = controls.mode == "honest" and number in BY_NUMBER
        return BY_HAND if by_hand else AGREES

    def due_at(self, request: Request, now: float) -> float | None:
        """Return when the person answers; None for one who does it by hand or not at all."""
        controls, what = self.panel.now, (request.key, request.revision)
        habit = self.habit_of(self.number_in(request.body))
        if habit in (BY_HAND, IGNORES) or controls.falls("consent_ignored", *what):
            return None
        return now + controls.delay(*what)

    def decide(self, case: Case) -> Verdict:
        """Answer as the person would."""
        refuses = self.habit_of(self.number_in(case.body)) == REFUSES
        if refuses or self.panel.now.falls("consent_refused", case.key, case.revision):
            return Verdict(REFUSED, {"reason": "Tôi muốn hỏi lại gia đình đã."})
        return Verdict(GRANTED, self.grant(case))

    def grant(self, case: Case) -> Mapping[str, Any]:
        """Write down who agreed to which words, and when."""
        number = self.number_in(case.body)
        known = BY_NUMBER.get(number)
        return {
            "dossier": case.dossier,
            "personal_number": number,
            "full_name": known.full_name if known else case.body["full_name"] or "Người mô phỏng",
            "answered_at": datetime.now(VIETNAM).isoformat(timespec="seconds"),
            "text_sha256": hashlib.sha256(case.body["text"].encode()).hexdigest(),
            "level": known.level if known else "2",
        }

    def told(self, case: Case) -> Mapping[str, Any]:
        """Return the answer."""
        return case.result

    def remind(self, key: str, request_key: str) -> bool:
        """Keep a reminder, once a key."""
        case = self.find(request_key)
        if case is None:
            return False
        with self.store.writing():
            if self.store.run(
                "INSERT OR IGNORE INTO reminders VALUES (?, ?, ?)", (key, request_key, time.time())
            ):
                self.note(case, "reminded")
        return True

    def withdraw(self, key: str) -> None:
        """Take a request away while nobody has answered it."""
        case = self.find(key)
        with self.store.writing():
            if (
                self.store.run(
                    "UPDATE cases SET state = ? WHERE key = ? AND state = ?",
                    (WITHDRAWN, key, RECEIVED),
                )
                and case
            ):
                self.note(case, WITHDRAWN)

    def by_person(self) -> dict[str, list[dict[str, Any]]]:
        """Return what was asked of whom lately, by personal number, the newest first."""
        rows = self.store.rows(
            "SELECT cases.*, (SELECT count(*) FROM reminders WHERE request = cases.key) AS reminded"
            " FROM cases ORDER BY serial DESC LIMIT 1000"
        )
        found: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            case = case_of(row)
            shown = {"key": case.key, "state": case.state, "reminders": row["reminded"]}
            found.setdefault(self.number_in(case.body), []).append(dict(case.body) | shown)
        return found

    def household_of(self, number: str) -> dict[str, Any] | None:
        """Return a person's household as others may see it."""
        person = BY_NUMBER.get(number)
        if person is None:
            return None
        household = HOUSEHOLD_BY_CODE[person.household]
        state = household.head_state if self.head_of(household) == household.head else "able"
        return {
            "commune_code": household.commune_code,
            "address_line": household.address_line,
            "head": self._member(self.head_of(household), number) | {"state": state},
            "owners": [self._member(owner, number) for owner in household.owners],
        }

    def _member(self, number: str, asked: str) -> dict[str, Any]:
        person = BY_NUMBER[number]
        return {
            "masked_name": people.masked(person.full_name),
            "handle": self.handle_of(person),
            "is_the_asked": number == asked,
        }


def consent_routes(wire: Blueprint, office: Consents) -> None:
    """Add what the portal calls."""
    keyed_routes(wire, "/v1/consents", office)

    @wire.delete("/v1/consents/<key>")
    def withdraw(key: str) -> Response:
        office.withdraw(key)
        return Response("", 204)

    @wire.put("/v1/reminders/<key>")
    def remind(key: str) -> Response:
        known = office.remind(key, str(request.get_json().get("request")))
        return Response("{}", 202 if known else 404, content_type="application/json")

    @wire.post("/v1/households/find")
    def find_household() -> dict[str, Any]:
        return {"household": office.household_of(str(request.get_json().get("personal_number")))}
