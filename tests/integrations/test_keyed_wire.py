"""The wire of partners with keys, against replies no simulator of ours would give."""

from base64 import b64encode
from typing import Any

import orjson
import pytest
from flask import Response, request

from integrations.answers import Answer, Granted, NoAnswer, NoAnswerKind, Returned
from integrations.base import MOST_DOCUMENT_BYTES, HttpClient
from integrations.keyed_wire import KeyedWire
from integrations.residence_register import ResidenceRegister
from integrations.social_insurance import SocialInsurance
from tests.integrations.listening import Received, listening

BIG = 600


def granted(result: Any) -> Granted:
    """Read a grant of a partner nobody has."""
    return Granted({"name": result["name"]})


def wire(url: str) -> KeyedWire:
    return KeyedWire(HttpClient(url, max_bytes=1_000), "/v1/things", granted)


def answers(_: Received) -> Response:
    """Answer every key asked about, each with a name that takes its room."""
    keys = request.args.getlist("key")
    shown = [
        {
            "key": key,
            "state": "granted",
            "result": {"name": key * (BIG if key == "x" else 100)},
        }
        for key in keys
    ]
    return Response(orjson.dumps({"answers": shown}), content_type="application/json")


class TestAReplyThatIsTooLong:
    def test_is_asked_for_in_halves_until_it_fits(self) -> None:
        keys = [f"{number:02}" for number in range(9)]
        with listening(answers) as server:
            found = wire(server.url).ask(keys)
        assert found == {key: Granted({"name": key * 100}) for key in keys}
        assert len(server.heard) > 1

    def test_for_one_key_alone_is_a_persons_to_look_at_and_spoils_no_other(self) -> None:
        with listening(answers) as server:
            found = KeyedWire(HttpClient(server.url, max_bytes=BIG), "/v1/things", granted).ask(
                ["a", "x", "b"]
            )
        assert [found[key] for key in "ab"] == [Granted({"name": key * 100}) for key in "ab"]
        assert isinstance(found["x"], NoAnswer)
        assert found["x"].kind is NoAnswerKind.REJECTED
        assert found["x"].raw.startswith(b"one answer longer than we read")


def put(status: int, said: Any) -> Answer:
    """Return what a PUT is taken for when the partner says this."""
    body = said if isinstance(said, bytes) else orjson.dumps(said)
    with listening(lambda _: Response(body, status)) as server:
        return wire(server.url).put("k.1", b"{}")


class TestFourHundredAndTwentyTwo:
    WHOLE = {
        "key": "k.1",
        "state": "returned",
        "result": {"reason": "Xin sửa tên.", "items": ["name"], "note": "7 ngày"},
    }

    def test_is_the_agencys_return_when_it_says_so_about_this_case(self) -> None:
        assert put(422, self.WHOLE) == Returned("Xin sửa tên.", ("name",), "7 ngày")

    @pytest.mark.parametrize(
        "said",
        [
            {"detail": [{"loc": ["body", "name"], "msg": "field required"}]},
            {"reason": "Dữ liệu không hợp lệ", "items": []},
            {**WHOLE, "key": "k.2"},
            {**WHOLE, "state": "received"},
            {**WHOLE, "result": {"reason": "", "items": ["name"]}},
            {**WHOLE, "result": {"reason": " . "}},
            {**WHOLE, "result": None},
            {"key": "k.1", "state": "returned"},
            b"<html>Unprocessable Entity</html>",
            b"[]",
        ],
    )
    def test_is_a_persons_to_look_at_when_it_is_anything_else(self, said: Any) -> None:
        answer = put(422, said)
        assert isinstance(answer, NoAnswer)
        assert answer.kind is NoAnswerKind.REJECTED
        assert answer.raw == (said if isinstance(said, bytes) else orjson.dumps(said))


NAMES = (
    "dossier", "residence_kind", "commune_code", "notice_number", "full_name", "personal_number",
    "insurance_number", "card_number", "facility_code", "facility_name", "sex",
)  # fmt: skip
DAYS = ("registered_on", "valid_from", "valid_to", "born_on")


class TestAGrantsPaper:
    @pytest.mark.parametrize(
        ("paper", "is_one"),
        [
            (b"%PDF-1.7 invented", True),
            (b"", False),
            (b"<html>Not here</html>", False),
            (b"%PDF" + bytes(MOST_DOCUMENT_BYTES - 3), False),
        ],
        ids=["a PDF", "nothing", "a page", "too large"],
    )
    @pytest.mark.parametrize("partner", [ResidenceRegister, SocialInsurance])
    def test_is_a_pdf_or_nothing_is_granted(
        self,
        partner: type[ResidenceRegister] | type[SocialInsurance],
        paper: bytes,
        is_one: bool,
    ) -> None:
        told = dict.fromkeys(NAMES, "1") | dict.fromkeys(DAYS, "2026-11-21")
        told["notice" if partner is ResidenceRegister else "card"] = b64encode(paper).decode()
        shown = {"answers": [{"key": "k.1", "state": "granted", "result": told}]}
        with listening(lambda _: Response(orjson.dumps(shown))) as server:
            answer = partner(server.url).fetch_results(["k.1"])["k.1"]

        assert isinstance(answer, Granted) is is_one
        assert is_one or (isinstance(answer, NoAnswer) and answer.kind is NoAnswerKind.GARBLED)
