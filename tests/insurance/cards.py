"""Plainly invented cards, their applications, and a Social Insurance that answers as told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from insurance.health_card.procedure import CardFacts
from integrations.health_card_application import (
    HealthCardApplication,
    InsuredChild,
    compose_application,
)
from integrations.social_insurance import Facility, InsuredPerson, PostalState
from portal.handovers.answers import Answer, Granted, NoAnswer, ReceivedDocument
from portal.handovers.carriers import Letter
from tests.residence import families as f

CHILD = "000326000009"
PDF = b"%PDF-1.7 an invented card"
CARD_FILE = ReceivedDocument("health_card", sha256(PDF).hexdigest(), PDF)


def application(number: str = CHILD, **more: Any) -> bytes:
    """Return a frozen application."""
    told: dict[str, Any] = {
        "dossier": "LT-1",
        "revision": 1,
        "child": InsuredChild("Trần Thử Nghiệm", "female", "2026-11-05", number),
        "commune_code": f.HA_GIANG,
        "address_line": "12 Đường Ví Dụ",
        "guardian_full_name": "Lê Thử Mẹ",
        "guardian_relation": "mother",
    }
    return compose_application(HealthCardApplication(**{**told, **more}))


def card(**more: Any) -> dict[str, Any]:
    """Return what stands on a card, as the client reads it."""
    return {
        "dossier": "LT-1",
        "insurance_number": "0000000001",
        "card_number": "TE1000000000001",
        "valid_from": date(2026, 11, 5),
        "valid_to": date(2032, 11, 30),
        "facility_code": "6941",
        "facility_name": "Trạm y tế mẫu",
        "card_sha256": CARD_FILE.sha256,
        "full_name": "Trần Thử Nghiệm",
        "sex": "female",
        "born_on": date(2026, 11, 5),
        "personal_number": CHILD,
        **more,
    }


def issued(**more: Any) -> Granted:
    """Return a grant as the wire brings it."""
    return Granted(card(**more), (CARD_FILE,))


def granted(step_id: int, number: str, insurance_number: str) -> tuple[Letter, Granted]:
    """Return a letter and its grant as they reach `settled`."""
    facts = CardFacts(
        card_number=f"TE100{insurance_number}",
        insurance_number=insurance_number,
        valid_from="2026-11-05",
        valid_to="2032-11-30",
        facility_code="6941",
        facility_name="Trạm y tế mẫu",
        card_sha256=CARD_FILE.sha256,
    )
    letter = f.letter(f.CARD, application(number), subject=step_id)
    return letter, Granted({name: getattr(facts, name) for name in CardFacts.__slots__})


@dataclass
class FakeInsurance:
    """Answers what it is told to, and remembers what was asked."""

    answer: Answer | None = None
    person: InsuredPerson | NoAnswer | None = None
    post: PostalState | NoAnswer | None = None
    facilities: tuple[Facility, ...] | NoAnswer = ()
    asked: list[Any] = field(default_factory=list)

    def issue_health_card(self, body: bytes, *, key: str) -> Answer:
        self.asked.append(key)
        assert self.answer is not None
        return self.answer

    def fetch_results(self, keys: Sequence[str]) -> dict[str, Answer]:
        self.asked.append(list(keys))
        assert self.answer is not None
        return dict.fromkeys(keys, self.answer)

    def find_person(
        self, personal_number: str, *, temporary_card: str
    ) -> InsuredPerson | NoAnswer | None:
        self.asked.append((personal_number, temporary_card))
        return self.person

    def fetch_post(self, keys: Sequence[str]) -> Mapping[str, PostalState | NoAnswer]:
        self.asked.append(list(keys))
        assert self.post is not None
        return dict.fromkeys(keys, self.post)

    def first_care_facilities(self, commune_code: str) -> tuple[Facility, ...] | NoAnswer:
        self.asked.append(commune_code)
        return self.facilities
