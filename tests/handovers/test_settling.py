"""Answers that cannot be written now, and answers that come too late."""

import errno
import json
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

import pytest

from portal.documents import store
from portal.documents.models import Document
from portal.handovers.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    ReceivedDocument,
    Returned,
)
from portal.handovers.carriers import Letter, carriers
from portal.handovers.models import Delivery, Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.handovers.settling import settle
from portal.pipeline import transitions
from portal.pipeline.models import Attachment, Step
from portal.pipeline.registry import registry
from tests.pipeline.invented import AT, InventedAgency, LeftLeg, Opening, RightLeg, filed
from tests.pipeline.invented import invented_citizen as citizen

PAPER = b"%PDF-1.7 invented"
DIGEST = sha256(PAPER).hexdigest()
GRANTED = Granted(
    facts={"name": "Nguyễn Thị Giả Định", "on": datetime(2026, 11, 20).date()},  # noqa: DTZ001  # a day has no zone
    documents=(ReceivedDocument("certificate", DIGEST, PAPER),),
)


def clock() -> datetime:
    return AT


@pytest.fixture(autouse=True)
def folder(tmp_path: Any, settings: Any) -> None:
    """A store of its own."""
    settings.DOCUMENT_FOLDER = tmp_path / "documents"


class Papers(Opening):
    """Grants with a paper."""

    facts: ClassVar[Any] = dict

    def send_one(self, letter: Letter) -> Answer:
        return GRANTED


def test_a_full_disk_stalls_no_answer(
    committed_journey: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(citizen())

    def full(content: bytes) -> str:
        raise OSError(errno.ENOSPC, "No space left on device")

    with registry.replaced(Papers, LeftLeg, RightLeg):
        with monkeypatch.context() as patch:
            patch.setattr(store, "put", full)
            with pytest.raises(OSError, match="No space"):
                Runner().dispatch(clock=clock)
        assert Handover.objects.get().status == "SENDING"
        Handover.objects.update(next_at=AT)  # the lease has ended
        Runner().dispatch(clock=clock)
    assert Step.objects.get(procedure="invented.opening").status == "GRANTED"
    assert Attachment.objects.get().document_id == DIGEST


def test_documents_are_stored_before_any_dossier_is_locked(
    committed_journey: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(citizen())
    order: list[str] = []
    put, lock = store.put, transitions.lock

    def watched_put(content: bytes) -> str:
        order.append("stored")
        return put(content)

    def watched_lock(step_ids: Sequence[int]) -> transitions.Locked:
        order.append("locked")
        return lock(step_ids)

    monkeypatch.setattr(store, "put", watched_put)
    monkeypatch.setattr(transitions, "lock", watched_lock)
    with registry.replaced(Papers, LeftLeg, RightLeg):
        Runner().dispatch(clock=clock)
    assert order[:2] == ["stored", "locked"]


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        (
            GRANTED,
            {
                "answer": "Granted",
                "facts": {"name": "Nguyễn Thị Giả Định", "on": "2026-11-20"},
                "documents": {"certificate": DIGEST},
            },
        ),
        (
            Returned("XX", ("a.b",), "xin sửa \ud800"),
            {"answer": "Returned", "reason": "XX", "items": ["a.b"], "note": "xin sửa \ud800"},
        ),
        (Accepted("R-7"), {"answer": "Accepted", "reference": "R-7", "due_on": None, "note": ""}),
        (
            NoAnswer(NoAnswerKind.GARBLED, raw=b"\xff<html>"),
            {
                "answer": "NoAnswer",
                "kind": "garbled",
                "retry_after": None,
                "raw": "\ufffd<html>",
            },
        ),
    ],
)
def test_a_late_answer_is_kept_in_full(
    answer: Answer, kept: dict[str, object], journey: InventedAgency
) -> None:
    filed(citizen())
    row = Handover.objects.get()
    late = Letter(row.pk, "step", row.topic, row.subject, 1, "e", b"{}", 7, 1)
    settle([(late, answer)], registry=carriers, pace=Pace(), asking=False, at=AT)
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.outcome) == ("IGNORED", "late")
    told = json.loads(bytes(delivery.raw or b""))
    assert {name: told[name] for name in kept} == kept
    if isinstance(answer, Granted):
        assert store.get(DIGEST) == PAPER
        assert Document.objects.get().sha256 == DIGEST
    assert not Attachment.objects.exists()
