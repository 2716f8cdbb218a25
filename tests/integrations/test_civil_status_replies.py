"""The civil status register's client against replies that no honest simulator gives."""

import unicodedata
from collections.abc import Callable
from typing import Any

import orjson
import pytest
from flask import Response

from integrations.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from integrations.base import HttpClient
from integrations.civil_status_register import CivilStatusRegister, reference_in
from tests.integrations.births import birth
from tests.integrations.listening import Received, listening

CODE = "G22.99.08-20261121-9000001"
BODY = birth(CODE)
REFERENCE = reference_in(BODY)
KNOWN = {"status": "0", "errorCode": "02", "errorDescription": "Hồ sơ đã được tiếp nhận"}
IN_PROGRESS = {"maHoSoLT": CODE, "maHoSoMCDT": REFERENCE, "trangThai": 3}


def saying(taken: Any, shown: Any = None) -> Callable[[Received], Response]:
    """Answer NhanDKHT with `taken`, and LayKetQua with `shown`."""

    def answer(received: Received) -> Response:
        said = taken if received.path == "/NhanDKHT" else shown
        return Response(orjson.dumps(said), content_type="application/json")

    return answer


def sent(taken: Any, shown: Any = None, *, sent_before: bool = False) -> tuple[Answer, list[str]]:
    """Send a birth; return the answer and what was called."""
    with listening(saying(taken, shown)) as server:
        register = CivilStatusRegister(server.url)
        answer = register.register_birth(BODY, key="k", sent_before=sent_before)
        return answer, [one.path for one in server.heard]


def kind_of(answer: Answer) -> NoAnswerKind:
    assert isinstance(answer, NoAnswer)
    return answer.kind


class TestKnownAlready:
    @pytest.mark.parametrize(
        "phrase",
        [
            "Hồ sơ đã được tiếp nhận",
            unicodedata.normalize("NFD", "Hồ sơ đã được tiếp nhận"),
            "HỒ SƠ ĐÃ ĐƯỢC TIẾP NHẬN.",
            "Hồ sơ  đã được\u00a0tiếp nhận ngày 21/11/2026",
        ],
    )
    def test_is_known_in_whatever_form_it_is_written(self, phrase: str) -> None:
        answer, called = sent(
            {**KNOWN, "errorDescription": phrase}, {"status": 1, "value": [IN_PROGRESS]}
        )
        assert answer == Accepted(REFERENCE)
        assert called == ["/NhanDKHT", "/LayKetQua"]

    def test_is_not_delivery_while_the_register_shows_nothing(self) -> None:
        answer, _ = sent(KNOWN, {"status": 1, "value": None})
        assert kind_of(answer) is NoAnswerKind.MISSING


class TestWhatMayHaveBeenSent:
    def test_is_asked_about_first_and_not_sent_when_it_is_there(self) -> None:
        shown = {"status": 1, "value": [IN_PROGRESS]}
        assert sent({"status": "1"}, shown, sent_before=True) == (
            Accepted(REFERENCE),
            ["/LayKetQua"],
        )

    @pytest.mark.parametrize("nothing", [None, []])
    def test_is_sent_when_the_register_does_not_know_it(self, nothing: Any) -> None:
        shown = {"status": 1, "value": nothing}
        assert sent({"status": "1"}, shown, sent_before=True) == (
            Accepted(REFERENCE),
            ["/LayKetQua", "/NhanDKHT"],
        )

    def test_is_not_sent_while_the_register_cannot_say(self) -> None:
        answer, called = sent({"status": "1"}, {"status": 0}, sent_before=True)
        assert kind_of(answer) is NoAnswerKind.DECLINED
        assert called == ["/LayKetQua"]


class TestANo:
    @pytest.mark.parametrize("code", ["99", "", None, 7, "TIMEOUT"])
    def test_for_a_reason_nobody_knows_is_tried_again(self, code: Any) -> None:
        said = {"status": "0", "errorCode": code, "errorDescription": "Hệ thống bận"}
        answer, _ = sent(said)
        assert kind_of(answer) is NoAnswerKind.DECLINED

    @pytest.mark.parametrize("code", ["01", " 01 "])
    def test_that_is_known_to_be_final_is_a_persons_to_look_at(self, code: str) -> None:
        answer, _ = sent({"status": 0, "errorCode": code})
        assert kind_of(answer) is NoAnswerKind.REJECTED

    def test_to_a_question_is_asked_again(self) -> None:
        with listening(saying(None, {"status": 0, "value": []})) as server:
            found = CivilStatusRegister(server.url).fetch_results([REFERENCE])
        assert kind_of(found[REFERENCE]) is NoAnswerKind.DECLINED

    def test_without_the_promised_list_is_garbled(self) -> None:
        with listening(saying(None, {"status": 1})) as server:
            found = CivilStatusRegister(server.url).fetch_results([REFERENCE])
        assert kind_of(found[REFERENCE]) is NoAnswerKind.GARBLED


class TestThreeAnswersThatAreTooLong:
    def test_are_asked_for_one_by_one(self) -> None:
        def answer(received: Received) -> Response:
            asked = orjson.loads(received.body)["maDinhDanhHoSo"]
            shown = [
                {"maHoSoLT": code, "maHoSoMCDT": f"{code}.1", "trangThai": 3, "x": code * 400}
                for code in asked
            ]
            return Response(orjson.dumps({"status": 1, "value": shown}))

        with listening(answer) as server:
            register = CivilStatusRegister(server.url)
            register._http = HttpClient(server.url, max_bytes=1_000)
            found = register.fetch_results(["a.1", "b.1", "cccccc.1"])
        assert [kind_of(found[one]) for one in ("a.1", "b.1", "cccccc.1")] == [
            NoAnswerKind.NOT_READY,
            NoAnswerKind.NOT_READY,
            NoAnswerKind.REJECTED,
        ]


ENTRY = {
    "soDinhDanh": "000326000001",
    "ngayDangKy": "21/11/2026",
    "soDangKy": "1",
    "quyenSo": "01/2026",
    "trangSo": "3",
    "giayKhaiSinh": "JVBERg==",
    "nksHoTen": "Nguyễn Thử Sao",
    "nksGioiTinh": "2",
    "nksNgaySinh": "05.11.2026",
}


def registered(**changes: Any) -> Answer:
    """Return what a registered birth is taken for when its entry says this."""
    shown = {**IN_PROGRESS, "trangThai": 4, "ketQuaXuLy": {**ENTRY, **changes}}
    with listening(saying(None, {"status": 1, "value": [shown]})) as server:
        return CivilStatusRegister(server.url).fetch_results([REFERENCE])[REFERENCE]


class TestAnEntry:
    def test_that_is_whole_is_a_grant_in_our_words(self) -> None:
        answer = registered()
        assert isinstance(answer, Granted)
        assert answer.facts["sex"] == "female"

    @pytest.mark.parametrize(
        "number",
        [
            "",
            None,
            "0",
            "chờ cấp",
            "00032600001",
            "0003260000011",
            "000 326 000 001",
            "000000000000",
            "٠٠٠٣٢٦٠٠٠٠٠١",
            326000001,
            ["000326000001"],
        ],
    )
    def test_without_twelve_digits_still_owes_its_number(self, number: Any) -> None:
        assert registered(soDinhDanh=number) == Accepted(REFERENCE, note="number_due")

    @pytest.mark.parametrize(("code", "sex"), [(2, "female"), ("9", ""), ("", ""), (None, "")])
    def test_tells_no_sex_where_its_code_is_unknown(self, code: Any, sex: str) -> None:
        answer = registered(nksGioiTinh=code)
        assert isinstance(answer, Granted)
        assert answer.facts["sex"] == sex
