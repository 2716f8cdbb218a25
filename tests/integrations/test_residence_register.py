"""The residence register: put by key, asked by key, and called back."""

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from itertools import count

import orjson
import pytest
from flask import Response

from integrations.answers import Accepted, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from integrations.base import Garbled
from integrations.pdf_signatures import check
from integrations.residence_register import ResidenceRegister, parse_delivery
from integrations.residence_registration import (
    AttachedPaper,
    BirthEntry,
    ResidenceRegistration,
    Resident,
    compose_registration,
)
from tests.integrations.conftest import Start
from tests.integrations.listening import Listening, listening
from tests.integrations.running import Running, misbehave, wait_for

_numbers = count(1)
INBOX = "/api/v1/inbox/residence_register"


@pytest.fixture(scope="module")
def inbox() -> Iterator[Listening]:
    """The portal's door, as far as the register can see it."""
    with listening(lambda _: Response("", 202)) as server:
        yield server


@pytest.fixture(scope="module")
def process(start: Start, inbox: Listening) -> Running:
    return start("residence_register", "--portal-url", inbox.url)


@pytest.fixture
def simulator(process: Running) -> Running:
    process.set(mode="honest", misbehaviours={}, habits={}, answer_delay=[0.05, 0.15])
    return process


@pytest.fixture
def register(simulator: Running) -> ResidenceRegister:
    return ResidenceRegister(simulator.url)


def registration(dossier: str = "", revision: int = 1) -> ResidenceRegistration:
    return ResidenceRegistration(
        dossier=dossier or f"D{next(_numbers)}",
        revision=revision,
        commune_code="00004",
        address_line="Số 1 ngõ Ví Dụ",
        resident=Resident("Nguyễn Thử Sao", "female", "2026-11-05", "000326000001"),
        head_full_name="Lê Thị Ví Dụ",
        head_personal_number="000166000003",
        applicant_full_name="Nguyễn Thị Ví Dụ",
        applicant_personal_number="000196000001",
        birth=BirthEntry("1", "01/2026", "2026-11-21", "0" * 64),
    )


def key_of(asked: ResidenceRegistration) -> str:
    return f"step-{asked.dossier}.{asked.revision}"


class TestARegistration:
    def test_is_received_with_a_reference_and_a_day_and_granted_later(
        self, simulator: Running, register: ResidenceRegister
    ) -> None:
        asked = registration()
        key = key_of(asked)
        received = register.register(compose_registration(asked), key=key)
        assert isinstance(received, Accepted)
        assert received.reference.startswith("CT-")
        assert received.due_on is not None
        answer = wait_for(
            lambda: register.fetch_results([key])[key], lambda one: isinstance(one, Granted)
        )
        assert isinstance(answer, Granted)
        assert answer.facts["dossier"] == asked.dossier
        assert isinstance(answer.facts["registered_on"], date)
        assert answer.facts["personal_number"] == "000326000001"
        anchor = simulator.get("/_sim/anchor.pem").content
        assert check(answer.documents[0].content, [anchor]).ok

    def test_has_one_effect_however_often_it_is_sent(
        self, simulator: Running, register: ResidenceRegister
    ) -> None:
        asked = registration()
        body = compose_registration(asked)
        misbehave(simulator, "reset_after")
        assert isinstance(register.register(body, key=key_of(asked)), NoAnswer)
        misbehave(simulator)
        for _ in range(3):
            assert not isinstance(register.register(body, key=key_of(asked)), NoAnswer)
        received = (asked.dossier, 1, "received")
        assert simulator.effects(asked.dossier).count(received) == 1

    def test_stalls_when_its_key_was_used_for_another_body(
        self, register: ResidenceRegister
    ) -> None:
        asked = registration()
        register.register(compose_registration(asked), key=key_of(asked))
        other = replace(asked, address_line="Số 2 ngõ Ví Dụ")
        answer = register.register(compose_registration(other), key=key_of(asked))
        assert isinstance(answer, NoAnswer)
        assert answer.kind is NoAnswerKind.REJECTED

    def test_has_a_second_effect_under_a_second_key_which_is_what_keys_are_for(
        self, simulator: Running, register: ResidenceRegister
    ) -> None:
        asked = registration()
        for key in ("careless-1", "careless-2"):
            register.register(compose_registration(asked), key=key)
        received = (asked.dossier, 1, "received")
        assert simulator.effects(asked.dossier).count(received) == 2

    def test_brings_its_papers_first(self, register: ResidenceRegister) -> None:
        photo = b"a photograph of form CT01"
        digest = hashlib.sha256(photo).hexdigest()
        asked = replace(registration(), papers=(AttachedPaper("ct01", "ct01.jpg", digest),))
        body = compose_registration(asked)
        assert isinstance(register.register(body, key=key_of(asked)), Returned)
        answer = register.register(body, key=key_of(asked), files={digest: photo})
        assert isinstance(answer, Accepted)

    def test_may_be_verified_on_the_spot_with_a_new_day(
        self, simulator: Running, register: ResidenceRegister
    ) -> None:
        simulator.set(habits={"verification": 1.0}, answer_delay=[600, 600])
        asked = registration()
        register.register(compose_registration(asked), key=key_of(asked))
        answer = register.fetch_results([key_of(asked)])[key_of(asked)]
        assert isinstance(answer, Accepted)
        assert answer.note == "verification"
        assert answer.due_on is not None

    @pytest.mark.parametrize(
        ("state", "expected"),
        [
            ("returned", Returned("Xin sửa.", ("address_line",))),
            ("refused", Refused("Xin sửa.")),
        ],
    )
    def test_may_be_answered_by_hand(
        self,
        simulator: Running,
        register: ResidenceRegister,
        state: str,
        expected: Returned | Refused,
    ) -> None:
        simulator.set(answer_delay=[600, 600])
        asked = registration()
        key = key_of(asked)
        register.register(compose_registration(asked), key=key)
        assert simulator.answer(key, state, reason="Xin sửa.", items=["address_line"])
        assert not simulator.answer(key, "granted")
        assert register.fetch_results([key]) == {key: expected}


class TestAskingAboutMany:
    def test_takes_fifty_keys_and_no_more(self, register: ResidenceRegister) -> None:
        found = register.fetch_results([f"unknown-{n}" for n in range(50)])
        assert set(found.values()) == {NoAnswer(NoAnswerKind.MISSING)}
        with pytest.raises(ValueError, match="50"):
            register.fetch_results(["a"] * 51)
        assert register.fetch_results([]) == {}

    def test_spoils_only_the_one_whose_answer_is_garbled(
        self, simulator: Running, register: ResidenceRegister
    ) -> None:
        simulator.set(answer_delay=[600, 600])
        keys = []
        for _ in range(2):
            asked = registration()
            register.register(compose_registration(asked), key=key_of(asked))
            keys.append(key_of(asked))
        simulator.answer(keys[0], "granted", result={"registered_on": "yesterday"})
        simulator.answer(keys[1], "granted")
        found = register.fetch_results(keys)
        assert isinstance(found[keys[0]], NoAnswer)
        assert isinstance(found[keys[1]], Granted)


class TestACallback:
    def of(self, inbox: Listening, key: str, least: int = 1) -> list[tuple[str, str, bytes]]:
        """Return (message id, token, body) of what came about one key."""

        def heard() -> list[tuple[str, str, bytes]]:
            return [
                (one.headers["Message-Id"], one.headers["Authorization"], one.body)
                for one in inbox.heard
                if one.path == INBOX and orjson.loads(one.body)["key"] == key
            ]

        return wait_for(heard, lambda found: len(found) >= least)

    def test_says_the_same_as_an_answer_asked_for(
        self, register: ResidenceRegister, inbox: Listening
    ) -> None:
        asked = registration()
        register.register(compose_registration(asked), key=key_of(asked))
        ((_, _, body),) = self.of(inbox, key_of(asked))
        ((key, revision, answer),) = parse_delivery(body)
        assert (key, revision) == (key_of(asked), 1)
        assert answer == register.fetch_results([key])[key]

    def test_may_come_twice_under_one_message_id(
        self, simulator: Running, register: ResidenceRegister, inbox: Listening
    ) -> None:
        simulator.set(misbehaviours={"duplicate": 1.0})
        asked = registration()
        register.register(compose_registration(asked), key=key_of(asked))
        found = self.of(inbox, key_of(asked), least=2)
        assert len(found) == 2
        assert found[0] == found[1]

    def test_may_overtake_the_reply_to_the_request(
        self, simulator: Running, register: ResidenceRegister, inbox: Listening
    ) -> None:
        simulator.set(misbehaviours={"early": 1.0}, answer_delay=[600, 600])
        asked = registration()
        answer = register.register(compose_registration(asked), key=key_of(asked))
        assert isinstance(answer, Accepted)
        already = [orjson.loads(one.body)["key"] for one in inbox.heard if one.path == INBOX]
        assert key_of(asked) in already

    def test_may_be_forged_and_then_carries_a_wrong_token(
        self, simulator: Running, register: ResidenceRegister, inbox: Listening
    ) -> None:
        simulator.set(misbehaviours={"forged": 1.0})
        asked = registration()
        register.register(compose_registration(asked), key=key_of(asked))
        found = self.of(inbox, key_of(asked), least=2)
        tokens = {token: parse_delivery(body)[0][2] for _, token, body in found}
        assert isinstance(tokens["Bearer forged"], Refused)

    def test_may_tell_another_dossiers_result_which_its_content_shows(
        self, simulator: Running, register: ResidenceRegister, inbox: Listening
    ) -> None:
        first, second = registration(), registration()
        register.register(compose_registration(first), key=key_of(first))
        self.of(inbox, key_of(first))
        simulator.set(misbehaviours={"other_dossier": 1.0})
        register.register(compose_registration(second), key=key_of(second))
        ((_, _, body),) = self.of(inbox, key_of(second))
        ((_, _, answer),) = parse_delivery(body)
        assert isinstance(answer, Granted)
        assert answer.facts["dossier"] != second.dossier

    @pytest.mark.parametrize(
        "raw",
        [
            b"",
            b"[]",
            b"{}",
            b'{"key": 1}',
            b'{"key": "a", "revision": "1", "result": {}}',
            b"\\u0000",
        ],
    )
    def test_that_cannot_be_read_is_a_value_error(self, raw: bytes) -> None:
        with pytest.raises(Garbled):
            parse_delivery(raw)
        assert issubclass(Garbled, ValueError)

    def test_with_an_unknown_result_is_kept_as_garbled(self) -> None:
        raw = b'{"key": "a.1", "revision": 1, "result": {"state": "perhaps"}}'
        ((_, _, answer),) = parse_delivery(raw)
        assert isinstance(answer, NoAnswer)
        assert answer.kind is NoAnswerKind.GARBLED


class TestChaos:
    def test_leaves_every_registration_received_once_and_its_answer_pushed(
        self, simulator: Running, register: ResidenceRegister, inbox: Listening
    ) -> None:
        simulator.set(mode="chaos", misbehaviours={"timeout": 0, "timeout_after": 0, "late": 0})
        all_asked = [registration() for _ in range(40)]
        for asked in all_asked:
            for _attempt in range(1, 40):
                body = compose_registration(asked)
                answer = register.register(body, key=key_of(asked))
                if not isinstance(answer, NoAnswer):
                    break
        dossiers = {asked.dossier for asked in all_asked}
        received = [one for one in simulator.effects() if one[2] == "received"]
        mine = [one for one in received if one[0] in dossiers]
        assert len(mine) == len(set(mine)) == 40

        def told() -> set[str]:
            return {orjson.loads(one.body)["key"] for one in inbox.heard if one.path == INBOX}

        keys = {key_of(asked) for asked in all_asked}
        assert keys <= wait_for(told, lambda found: keys <= found)
