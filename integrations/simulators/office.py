"""An agency behind its wire: cases come in, clerks answer them later, each answer only once."""

import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import orjson

from integrations.simulators.cases import (
    GRANTED,
    RECEIVED,
    Case,
    KeyReused,
    Request,
    Verdict,
    case_of,
    owed,
)
from integrations.simulators.controls import Panel
from integrations.simulators.store import Store

_TICK_SECONDS = 0.02
_BATCH = 200


class Office(ABC):
    """Receive cases and answer each when it is due; subclasses say what the answer is."""

    system: ClassVar[str]

    def __init__(self, store: Store, panel: Panel) -> None:
        self.store = store
        self.panel = panel
        self._answering = threading.Lock()

    @abstractmethod
    def decide(self, case: Case) -> Verdict:
        """Return what a clerk would answer, by the habits of the day."""

    @abstractmethod
    def grant(self, case: Case) -> Mapping[str, Any]:
        """Return the facts of a grant."""

    def answered(self, case: Case) -> None:  # noqa: B027, most offices wait to be asked
        """Tell whoever should know; called once, in the transaction that writes the answer."""

    def find(self, key: str) -> Case | None:
        """Return the case with this key."""
        row = self.store.row("SELECT * FROM cases WHERE key = ?", (key,))
        return case_of(row) if row else None

    def find_many(self, keys: Sequence[str]) -> list[Case]:
        """Return the known ones among these keys."""
        rows = self.store.rows(
            "SELECT * FROM cases WHERE key IN (SELECT value FROM json_each(?))",
            (orjson.dumps(list(keys)).decode(),),
        )
        return [case_of(row) for row in rows]

    def receive(self, request: Request) -> Case:
        """Keep the request once per key; raise KeyReused if the key came with another body."""
        if not self.open_new(request):
            (known,) = self.find_many([request.key])
            if known.body_sha256 != request.sha256:
                raise KeyReused(request.key)
        return self.settle_if_instant(request.key)

    def settle_if_instant(self, key: str) -> Case:
        """Return the case, answered already if this office answers at once."""
        if self.panel.now.mode == "instant":
            self.answer_due(only=key)
        (case,) = self.find_many([key])
        return case

    def due_at(self, request: Request, now: float) -> float | None:
        """Return when the answer comes, or None if only a person at the screen will give it."""
        if self.panel.now.falls("silent", request.key, request.revision):
            return None
        return now + self.panel.now.delay(request.key, request.revision)

    def open_new(self, request: Request) -> bool:
        """Keep the request if its key is new here; tell whether it was."""
        now = time.time()
        with self.store.writing():
            fresh = self.store.run(
                "INSERT INTO cases (key, procedure, dossier, revision, body, body_sha256,"
                " state, received_at, due_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (key) DO NOTHING",
                (
                    request.key,
                    request.procedure,
                    request.dossier,
                    request.revision,
                    orjson.dumps(request.body).decode(),
                    request.sha256,
                    RECEIVED,
                    now,
                    self.due_at(request, now),
                ),
            )
            if fresh:
                self.note(request, "received")
        return fresh > 0

    def note(self, what: Request | Case, effect: str) -> None:
        """Write an effect of this case down."""
        sha256 = what.sha256 if isinstance(what, Request) else what.body_sha256
        self.store.note_effect(what.procedure, what.dossier, what.revision, sha256, effect)

    def answer_due(self, only: str | None = None) -> int:
        """Answer the cases that are due; return how many there were."""
        # One at a time: whoever asked for an instant answer waits for the batch it is in.
        with self._answering:
            rows = self.store.rows(
                "SELECT * FROM cases WHERE state = ? AND held = 0 AND due_at <= ?"
                " AND (? IS NULL OR key = ?) ORDER BY due_at LIMIT ?",
                (RECEIVED, time.time(), only, only, _BATCH),
            )
            cases = [case_of(row) for row in rows]
            self._write_down([(case, self.decide(case)) for case in cases])
        return len(cases)

    def answer_by_hand(self, key: str, verdict: Verdict) -> bool:
        """Answer one open case as a person at the screen wants it."""
        case = self.find(key)
        if case is None or case.state != RECEIVED:
            return False
        if verdict.state == GRANTED:
            verdict = Verdict(GRANTED, {**self.grant(case), **verdict.result})
        self._write_down([(case, verdict)])
        return True

    def hold(self, key: str, held: bool) -> bool:
        """Keep a case from being answered by itself, or let it go again."""
        return self.store.run("UPDATE cases SET held = ? WHERE key = ?", (held, key)) > 0

    def _write_down(self, answers: Sequence[tuple[Case, Verdict]]) -> None:
        with self.store.writing():
            for case, verdict in answers:
                # The revision guards against a body that was replaced in the meantime.
                if self.store.run(
                    "UPDATE cases SET state = ?, result = ?, answered_at = ?"
                    " WHERE key = ? AND revision = ? AND state = ?",
                    (
                        verdict.state,
                        orjson.dumps(dict(verdict.result)).decode(),
                        time.time(),
                        case.key,
                        case.revision,
                        RECEIVED,
                    ),
                ):
                    self.note(case, verdict.state)
                    self.answered(replace(case, state=verdict.state, result=verdict.result))

    def owing(self) -> list[dict[str, Any]]:
        """Return the cases somebody here still has to answer, oldest first."""
        rows = self.store.rows(
            "SELECT * FROM cases WHERE state = ? ORDER BY received_at LIMIT 20000", (RECEIVED,)
        )
        return [owed(case_of(row), "answer") for row in rows]

    def start(self) -> None:
        """Let the clerks work in the background until the process ends."""
        threading.Thread(target=self._work, name="clerks", daemon=True).start()

    def _work(self) -> None:
        while True:
            if self.answer_due() < _BATCH:
                time.sleep(_TICK_SECONDS)
