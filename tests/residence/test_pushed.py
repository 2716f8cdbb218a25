"""Answers the register pushes to our inbox: held against the letter they answer."""

import base64
from typing import Any

import orjson
import pytest

from portal.handovers.answers import Accepted, Granted, Refused
from portal.handovers.models import Endpoint, Handover
from portal.pipeline.registry import registry
from tests.residence import families as f
from tests.residence.test_wire import BODY, FACTS

pytestmark = pytest.mark.django_db

HTML = base64.b64encode(b"<html>Not here</html>").decode()
RESULT = {
    **FACTS,
    "registered_on": "2026-11-23",
    "notice": base64.b64encode(b"%PDF notice").decode(),
}


@pytest.fixture(autouse=True)
def sent(db: None) -> None:
    """A letter that was sent: step 7, revision 1."""
    endpoint = Endpoint.objects.create(code="invented")
    Handover.objects.create(
        channel="step", topic=f.HOME, subject=7, endpoint=endpoint, status="OWED", body=BODY
    )


def pushed(key: str = "step-7.1", revision: Any = 1, **result: Any) -> bytes:
    whole = {"state": "granted", "reference": "CT-1", "result": RESULT} | result
    return orjson.dumps({"key": key, "revision": revision, "result": whole})


def test_a_grant_is_read() -> None:
    ((step_id, revision, answer),) = registry[f.HOME].read(pushed())
    assert (step_id, revision) == (7, 1)
    assert isinstance(answer, Granted)
    assert answer.facts["registered_on"] == "2026-11-23"


def test_a_verification_moves_the_promised_day() -> None:
    raw = pushed(state="verifying", due_on="2026-11-27")
    ((_step, _revision, answer),) = registry[f.HOME].read(raw)
    assert isinstance(answer, Accepted)
    assert (answer.note, f"{answer.due_on}") == ("verification", "2026-11-27")


def test_a_refusal_is_read() -> None:
    raw = pushed(state="refused", result={"reason": "Nơi không được đăng ký."})
    ((_step, _revision, answer),) = registry[f.HOME].read(raw)
    assert isinstance(answer, Refused)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"\xff",
        b'{"key": "step-7.1"}',
        pushed(key="step-8.1"),  # nothing was sent under it
        pushed(key="consent-7.1"),
        pushed(key="step-7.2", revision=2),
        pushed(key="step-7.1", revision=2),
        pushed(key="step-" + "9" * 40 + ".1"),
        pushed(state="received"),
        pushed(state="nonsense"),
        pushed(result={**RESULT, "dossier": "LT-2"}),
        pushed(result={**RESULT, "personal_number": "000326000010"}),
        *(pushed(result={**RESULT, "notice": paper}) for paper in ("?", "", HTML)),
        pushed(result="granted"),
    ],
)
def test_what_is_no_answer_to_our_letter_is_unreadable(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"\S"):
        registry[f.HOME].read(raw)
