"""A VNeID with idempotency keys that keeps what it is told, and can be down."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from integrations.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)


@dataclass
class FakeVNeID:
    """Puts requests before people who answer when the test says so."""

    requests: dict[str, dict[str, Any]] = field(default_factory=dict)
    answers: dict[str, Answer] = field(default_factory=dict)
    reminders: dict[str, str] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    without_account: set[str] = field(default_factory=set)
    questions: list[int] = field(default_factory=list)
    down: bool = False

    def ask_consent(self, body: bytes, *, key: str, attempt: int = 1) -> Answer:
        if self.down:
            return NoAnswer(NoAnswerKind.UNREACHABLE)
        asked = orjson.loads(body)
        if asked["personal_number"] in self.without_account:
            return Returned("no_account")
        assert self.requests.setdefault(key, asked) == asked
        return Accepted(f"DY-{len(self.requests)}")

    def fetch_consents(self, keys: Sequence[str]) -> dict[str, Answer]:
        self.questions.append(len(keys))
        if self.down:
            return dict.fromkeys(keys, NoAnswer(NoAnswerKind.UNREACHABLE))
        unanswered = NoAnswer(NoAnswerKind.NOT_READY)
        return {key: self.answers.get(key, unanswered) for key in keys}

    def remind(self, request_key: str, *, key: str, attempt: int = 1) -> Answer:
        self.reminders[key] = request_key
        return Granted({})

    def withdraw_consent(self, request_key: str) -> Answer:
        self.withdrawn.add(request_key)
        return Granted({})

    def agree(self, key: str, *, at: datetime, **false: object) -> None:
        """Let the person asked under this key agree; `false` is what VNeID gets wrong."""
        asked = self.requests[key]
        told = {
            "dossier": asked["dossier"],
            "personal_number": asked["personal_number"] or "000066000077",
            "full_name": "Lê Thị Hoa",
            "answered_at": at,
            "text_sha256": asked["text_sha256"],
            "level": "2",
        }
        self.answers[key] = Granted(told | false)

    def refuse(self, key: str, reason: str = "") -> None:
        """Let the person asked under this key refuse."""
        self.answers[key] = Refused(reason)
