"""Lines that decide as told, and what tests do with a claim: accept, send, ask, pay."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

import orjson

from integrations.funeral_office import Payment
from portal.accounts.models import User
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    ReceivedDocument,
)
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Step
from tests.funeral_benefits import deaths as d

PDF = b"%PDF-1.7 an invented decision"
DECISION = ReceivedDocument("decision", sha256(PDF).hexdigest(), PDF)


def decided(dossier: str, **more: Any) -> Granted:
    """Return a decision as the wire brings it."""
    told = {
        "dossier": dossier,
        "personal_number": d.DECEASED,
        "decision_number": "00001/QĐ-MTP",
        "regime": "social_insurance_compulsory",
        "amount": 25_300_000,
        "decided_on": date(2026, 11, 20),
        "paid_on": "",
        "decision_sha256": DECISION.sha256,
    }
    return Granted({**told, **more}, (DECISION,))


@dataclass
class FakeLine:
    """Answers what it is told to, and remembers what was asked of whom."""

    answer: Answer | None = None
    paid_on: date | None = None
    lines: list[str] = field(default_factory=list)
    bodies: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, line: str) -> "FakeLine":
        """Stand for the client of any line."""
        self.lines.append(line)
        return self

    def claim(self, kind: str, body: bytes, *, key: str) -> Answer:
        self.bodies.append(orjson.loads(body))
        return self.answer or Accepted("MTP-1")

    def fetch_results(self, kind: str, keys: Sequence[str]) -> dict[str, Answer]:
        return dict.fromkeys(keys, self.answer or NoAnswer(NoAnswerKind.NOT_READY))

    def fetch_payments(self, keys: Sequence[str]) -> dict[str, Payment]:
        return dict.fromkeys(keys, Payment(self.paid_on))


def carry() -> None:
    """Send what is due and ask for what is owed, once."""
    Runner().dispatch(clock=lambda: d.AT)
    Handover.objects.filter(status__in=["OWED", "DUE"]).update(next_at=d.AT)
    Runner().collect(clock=lambda: d.AT)


def official() -> User:
    """Return somebody who works at the desk."""
    return User.objects.get_or_create(username="invented-official")[0]


def to_desk(answers: d.Declared, *left_out: str) -> Step:
    """File a dossier, have the death registered, and return the claim on the desk."""
    steps = d.filed(answers, *left_out)
    carry()
    step = steps[d.ALLOWANCE]
    step.refresh_from_db()
    return step


def accept(step: Step) -> None:
    """Let an official accept a claim."""
    services.accept(step_ids=[step.pk], by=official(), at=d.AT)


def again(step: Step) -> Step:
    """Return a step as it stands now."""
    step.refresh_from_db()
    return step


def granted(fake: FakeLine, step: Step, **more: Any) -> Step:
    """Have a claim accepted and decided."""
    accept(step)
    fake.answer = decided(step.dossier.code, **more)
    carry()
    return again(step)
