"""The client of the civil status register against a register that runs in its own process."""

import hashlib
from datetime import date

import orjson
import pytest

from integrations.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from integrations.birth_registration import AttachedFile
from integrations.civil_status_register import CivilStatusRegister, reference_in
from integrations.pdf_signatures import check
from tests.integrations.births import birth, new_code
from tests.integrations.conftest import Start
from tests.integrations.running import Running, misbehave, wait_for

NOT_READY = NoAnswer(NoAnswerKind.NOT_READY)
MISSING = NoAnswer(NoAnswerKind.MISSING)


@pytest.fixture(scope="module")
def process(start: Start) -> Running:
    return start("civil_status_register", "--answer-delay", "0.05:0.15")


@pytest.fixture
def simulator(process: Running) -> Running:
    process.set(mode="honest", misbehaviours={}, habits={}, error_rate=0, answer_delay=[0.05, 0.15])
    return process


@pytest.fixture
def register(simulator: Running) -> CivilStatusRegister:
    return CivilStatusRegister(simulator.url, province_code="01")


def send(register: CivilStatusRegister, body: bytes, *, sent_before: bool = False) -> Answer:
    return register.register_birth(body, key=reference_in(body), sent_before=sent_before)


def final(register: CivilStatusRegister, reference: str) -> Answer:
    return wait_for(
        lambda: register.fetch_results([reference])[reference],
        lambda answer: isinstance(answer, Granted | Returned | Refused),
    )


class TestABirthThatGoesWell:
    def test_is_accepted_under_its_code_and_revision_and_granted_later(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        assert send(register, birth(code)) == Accepted(f"{code}.1")
        answer = final(register, f"{code}.1")
        assert isinstance(answer, Granted)
        assert answer.facts["full_name"] == "Nguyễn Thử Sao"
        assert answer.facts["sex"] == "female"
        assert answer.facts["born_on"] == date(2026, 11, 5)
        assert str(answer.facts["personal_number"]).startswith("000326")
        assert {"registered_on", "number", "book", "page"} < set(answer.facts)
        assert simulator.effects(code) == [(code, 1, "received"), (code, 1, "granted")]

    def test_brings_an_e_copy_whose_signature_covers_every_byte(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        send(register, birth(code))
        answer = final(register, f"{code}.1")
        assert isinstance(answer, Granted)
        (e_copy,) = answer.documents
        assert e_copy.sha256 == answer.facts["e_copy_sha256"]
        assert e_copy.sha256 == hashlib.sha256(e_copy.content).hexdigest()
        assert check(e_copy.content, [simulator.get("/_sim/anchor.pem").content]).ok

    def test_is_the_same_body_byte_for_byte_for_the_same_declaration(self) -> None:
        assert birth("A") == birth("A")
        assert orjson.loads(orjson.loads(birth("A"))["data"])["nksGioiTinh"] == "2"

    def test_carries_attachments_that_the_frozen_body_names_by_hash_only(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code, photo = new_code(), b"a photograph"
        digest = hashlib.sha256(photo).hexdigest()
        body = orjson.loads(birth(code))
        body["fileDinhKem"] = [{"id": 1, "duLieuTepDinhKem": f"sha256:{digest}"}]
        answer = register.register_birth(orjson.dumps(body), key="k", files={digest: photo})
        assert answer == Accepted(f"{code}.1")
        assert AttachedFile(1, "Giấy chứng sinh", "a.jpg", digest).sha256 == digest


class TestTheSameBirthSentTwice:
    def test_has_one_effect_and_is_accepted_both_times(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        assert send(register, birth(code)) == send(register, birth(code)) == Accepted(f"{code}.1")
        final(register, f"{code}.1")
        assert simulator.effects(code) == [(code, 1, "received"), (code, 1, "granted")]

    @pytest.mark.parametrize("mishap", ["timeout_after", "reset_after", "garbage", "html"])
    def test_is_found_to_be_there_already_when_the_first_reply_was_lost(
        self, simulator: Running, register: CivilStatusRegister, mishap: str
    ) -> None:
        code = new_code()
        misbehave(simulator, mishap)
        assert isinstance(send(register, birth(code)), NoAnswer)
        misbehave(simulator)
        assert send(register, birth(code), sent_before=True) == Accepted(f"{code}.1")
        assert simulator.effects(code).count((code, 1, "received")) == 1


class TestACorrection:
    def returned(self, simulator: Running, register: CivilStatusRegister, code: str) -> None:
        simulator.set(answer_delay=[600, 600])
        send(register, birth(code))
        assert simulator.answer(
            code, "returned", reason="Xin sửa tên.", items=["nksHoTen", "meSoDDCN", "x"]
        )

    def test_is_asked_for_in_our_names_of_the_fields(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        self.returned(simulator, register, code)
        answer = register.fetch_results([f"{code}.1"])[f"{code}.1"]
        assert isinstance(answer, Returned)
        items = ("child.full_name", "mother.personal_number", "x")
        assert (answer.reason, answer.items) == ("Xin sửa tên.", items)

    def test_takes_the_place_of_what_was_returned(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        self.returned(simulator, register, code)
        assert register.fetch_results([f"{code}.2"]) == {f"{code}.2": MISSING}
        assert send(register, birth(code, 2, full_name="Trần Thử Sao")) == Accepted(f"{code}.2")
        simulator.answer(code)
        answer = register.fetch_results([f"{code}.2"])[f"{code}.2"]
        assert isinstance(answer, Granted)
        assert answer.facts["full_name"] == "Trần Thử Sao"

    def test_sent_twice_is_taken_once(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        self.returned(simulator, register, code)
        misbehave(simulator, "reset_after")
        assert isinstance(send(register, birth(code, 2)), NoAnswer)
        misbehave(simulator)
        assert send(register, birth(code, 2), sent_before=True) == Accepted(f"{code}.2")
        assert send(register, birth(code, 2)) == Accepted(f"{code}.2")
        assert simulator.effects(code).count((code, 2, "received")) == 1

    def test_made_twice_is_taken_each_time_the_register_asks_for_one(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        self.returned(simulator, register, code)
        assert send(register, birth(code, 2)) == Accepted(f"{code}.2")
        simulator.answer(code, "returned", reason="Còn sai.")
        assert send(register, birth(code, 3)) == Accepted(f"{code}.3")
        simulator.answer(code)
        assert isinstance(register.fetch_results([f"{code}.3"])[f"{code}.3"], Granted)
        received = [(code, revision, "received") for revision in (1, 2, 3)]
        assert [one for one in simulator.effects(code) if one[2] == "received"] == received

    def test_is_not_taken_for_delivered_while_the_register_works_on_the_first_body(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        simulator.set(answer_delay=[600, 600])
        send(register, birth(code))
        assert send(register, birth(code, 2)) == NOT_READY
        assert register.fetch_results([f"{code}.2"]) == {f"{code}.2": NOT_READY}

    def test_stops_for_a_person_when_the_register_decided_on_the_first_body(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        send(register, birth(code))
        assert isinstance(final(register, f"{code}.1"), Granted)
        for sent_before in (False, True):
            answer = send(register, birth(code, 2), sent_before=sent_before)
            assert isinstance(answer, NoAnswer)
            assert answer.kind is NoAnswerKind.REJECTED


class TestARegisteredBirth:
    def test_without_its_number_or_e_copy_is_still_owed_and_says_which(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        simulator.set(answer_delay=[600, 600])
        send(register, birth(code))
        simulator.answer(code, result={"soDinhDanhFrom": 4e9})
        assert register.fetch_results([f"{code}.1"]) == {
            f"{code}.1": Accepted(f"{code}.1", note="number_due")
        }
        other = new_code()
        send(register, birth(other))
        simulator.answer(other, result={"giayKhaiSinhFrom": 4e9})
        assert register.fetch_results([f"{other}.1"]) == {
            f"{other}.1": Accepted(f"{other}.1", note="e_copy_due")
        }
        assert {code, other} <= {owed["key"] for owed in simulator.owing()}
        simulator.answer(other)
        assert isinstance(register.fetch_results([f"{other}.1"])[f"{other}.1"], Granted)

    def test_may_be_refused_for_good(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        code = new_code()
        simulator.set(answer_delay=[600, 600])
        send(register, birth(code))
        simulator.answer(code, "refused", reason="Đã đăng ký nơi khác.")
        answer = register.fetch_results([f"{code}.1"])[f"{code}.1"]
        assert answer == Refused("Đã đăng ký nơi khác.")


class TestAskingAboutSeveral:
    def test_answers_each_and_says_which_it_does_not_know(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        known, unknown = new_code(), new_code()
        simulator.set(answer_delay=[600, 600])
        send(register, birth(known))
        found = register.fetch_results([f"{known}.1", f"{unknown}.1"])
        assert found == {f"{known}.1": NOT_READY, f"{unknown}.1": MISSING}

    def test_never_asks_for_more_than_three(self, register: CivilStatusRegister) -> None:
        with pytest.raises(ValueError, match="3 codes"):
            register.fetch_results(["a.1", "b.1", "c.1", "d.1"])

    @pytest.mark.parametrize(
        ("mishap", "kind"),
        [
            ("server_error", NoAnswerKind.SERVER_ERROR),
            ("throttle", NoAnswerKind.THROTTLED),
            ("html", NoAnswerKind.GARBLED),
            ("truncated", NoAnswerKind.UNREACHABLE),
        ],
    )
    def test_gives_every_one_the_same_reason_when_the_call_failed(
        self, simulator: Running, register: CivilStatusRegister, mishap: str, kind: NoAnswerKind
    ) -> None:
        misbehave(simulator, mishap)
        found = register.fetch_results(["a.1", "b.1"])
        assert [answer.kind for answer in found.values() if isinstance(answer, NoAnswer)] == [
            kind,
            kind,
        ]

    def test_shows_by_its_content_that_an_answer_is_another_childs(
        self, simulator: Running, register: CivilStatusRegister
    ) -> None:
        first, second = new_code(), new_code()
        for code, name in ((first, "Lê Thử Một"), (second, "Lê Thử Hai")):
            send(register, birth(code, full_name=name))
            final(register, f"{code}.1")
        simulator.set(misbehaviours={"other_dossier": 1.0})
        answer = register.fetch_results([f"{second}.1"])[f"{second}.1"]
        assert isinstance(answer, Granted)
        assert answer.facts["full_name"] != "Lê Thử Hai"
