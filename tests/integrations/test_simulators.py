"""What every simulator promises: it forgets nothing, repeats itself, and fails when told to."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from integrations.answers import Accepted, Answer, Granted, NoAnswer, Refused, Returned
from integrations.civil_status_register import CivilStatusRegister, reference_in
from integrations.simulators.chance import between, chance, pick
from integrations.simulators.controls import CHAOS, LETTERS, Controls
from tests.integrations.births import birth, new_code
from tests.integrations.conftest import Start
from tests.integrations.running import Running, wait_for

FINAL = (Granted, Returned, Refused)


@pytest.fixture(scope="module")
def process(start: Start) -> Running:
    return start("civil_status_register", "--seed", "7")


@pytest.fixture
def simulator(process: Running) -> Running:
    process.set(
        mode="honest",
        misbehaviours={},
        habits={},
        answer_delay=[0.02, 0.3],
        hang_seconds=0.3,
        retry_after=0,
    )
    return process


def deliver(register: CivilStatusRegister, body: bytes) -> int:
    """Send as a patient caller would; return how many tries it took."""
    for attempt in range(1, 40):
        answer = register.register_birth(body, key=reference_in(body), sent_before=attempt > 1)
        if isinstance(answer, Accepted):
            return attempt
    raise AssertionError("never delivered")


class TestAfterKillMinusNine:
    def test_effects_cases_and_papers_are_all_there(self, simulator: Running) -> None:
        register = CivilStatusRegister(simulator.url)
        bodies = [birth(new_code()) for _ in range(20)]
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda body: deliver(register, body), bodies))
        promised = simulator.effects()
        simulator.kill()
        simulator.start()
        assert simulator.effects()[: len(promised)] == promised

        def answers() -> list[Answer]:
            references = [reference_in(body) for body in bodies]
            triples = [references[start : start + 3] for start in range(0, 20, 3)]
            return [one for three in triples for one in register.fetch_results(three).values()]

        found = wait_for(answers, lambda all: all_of(all, Granted))
        assert all_of(found, Granted)
        effects = simulator.effects()
        assert len(effects) == len(set(effects))

    def test_the_anchor_and_the_levers_are_the_same(self, simulator: Running) -> None:
        anchor = simulator.get("/_sim/anchor.pem").content
        simulator.set(latency_ms=1)
        simulator.kill()
        simulator.start()
        assert simulator.get("/_sim/anchor.pem").content == anchor
        assert simulator.get("/_sim/controls").json()["latency_ms"] == 1
        simulator.set(latency_ms=0)


class TestTheLogOfEffects:
    def test_can_neither_be_changed_nor_shortened(self, simulator: Running) -> None:
        deliver(CivilStatusRegister(simulator.url), birth(new_code()))
        database = sqlite3.connect(next(Path(simulator.folder).glob("*.sqlite3")))
        for statement in ("DELETE FROM effects", "UPDATE effects SET effect = ''"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                database.execute(statement)
        database.close()

    def test_can_be_read_on_from_where_one_stopped(self, simulator: Running) -> None:
        deliver(CivilStatusRegister(simulator.url), birth(new_code()))
        whole = simulator.get("/_sim/effects.json").json()["effects"]
        rest = simulator.get(f"/_sim/effects.json?after={whole[0]['id']}").json()["effects"]
        assert rest == whole[1 : len(rest) + 1]
        assert len(whole[0]["body_sha256"]) == 64


class TestTheBackRoom:
    def test_shows_levers_effects_and_what_is_owed(self, simulator: Running) -> None:
        simulator.set(answer_delay=[600, 600])
        code = new_code()
        deliver(CivilStatusRegister(simulator.url), birth(code))
        page = simulator.get("/_sim/").text
        assert code in page
        assert "Trả lại" in page
        assert code in {one["key"] for one in simulator.owing()}

    def test_moves_levers_from_its_own_form(self, simulator: Running) -> None:
        form = {"mode": "instant", "answer_delay": "0.1:0.2", "error_rate": "0"}
        reply = requests.post(f"{simulator.url}/_sim/controls", data=form, timeout=5)
        assert reply.url.endswith("/_sim/")
        controls = simulator.get("/_sim/controls").json()
        assert (controls["mode"], controls["answer_delay"]) == ("instant", [0.1, 0.2])

    @pytest.mark.parametrize(
        "wrong",
        [{"mode": "mad"}, {"speed": 1}, {"misbehaviours": {"fire": 1}}, {"people": {"1": "sings"}}],
    )
    def test_refuses_levers_it_does_not_have(
        self, simulator: Running, wrong: dict[str, object]
    ) -> None:
        reply = requests.post(f"{simulator.url}/_sim/controls", json=wrong, timeout=5)
        assert reply.status_code == 400

    def test_holds_one_case_back_until_it_is_let_go(self, simulator: Running) -> None:
        simulator.set(answer_delay=[0.3, 0.3])
        code, register = new_code(), CivilStatusRegister(simulator.url)
        deliver(register, birth(code))
        for held in (1, 0):
            said = {"key": code, "held": held}
            requests.post(f"{simulator.url}/_sim/hold", json=said, timeout=5)
            if held:
                waited = wait_for(
                    lambda: register.fetch_results([f"{code}.1"])[f"{code}.1"],
                    lambda answer: isinstance(answer, FINAL),
                    seconds=0.6,
                )
                assert isinstance(waited, NoAnswer)
        answer = wait_for(
            lambda: register.fetch_results([f"{code}.1"])[f"{code}.1"],
            lambda answer: isinstance(answer, FINAL),
        )
        assert isinstance(answer, Granted)


class TestChaos:
    def test_never_has_an_effect_twice_for_a_caller_that_asks_first(
        self, simulator: Running
    ) -> None:
        simulator.set(mode="chaos", misbehaviours={"timeout": 0, "timeout_after": 0})
        register = CivilStatusRegister(simulator.url)
        bodies = [birth(new_code()) for _ in range(60)]
        with ThreadPoolExecutor(6) as pool:
            tries = list(pool.map(lambda body: deliver(register, body), bodies))
        assert max(tries) > 1
        codes = {reference_in(body).rpartition(".")[0] for body in bodies}
        received = [one for one in simulator.effects() if one[2] == "received" and one[0] in codes]
        assert len(received) == len(set(received)) == 60


class TestChance:
    def test_falls_the_same_way_for_the_same_seed_key_and_attempt(self) -> None:
        assert chance(7, "a", 1) == chance(7, "a", 1)
        assert (
            len({chance(7, "a", 1), chance(8, "a", 1), chance(7, "b", 1), chance(7, "a", 2)}) == 4
        )

    def test_is_spread_evenly(self) -> None:
        found = [chance(1, number) for number in range(2_000)]
        assert 0.48 < sum(found) / 2_000 < 0.52
        assert all(2 <= between(2, 8, 1, number) < 8 for number in range(100))
        assert {pick("abc", 1, number) for number in range(50)} == set("abc")

    def test_knows_no_mishap_on_an_honest_day_and_no_delay_on_an_instant_one(self) -> None:
        honest, instant = Controls(), Controls(mode="instant")
        assert not any(honest.share(name) for name in (*CHAOS, *LETTERS))
        assert instant.delay("a") == 0

    def test_keeps_to_the_shares_of_the_letter(self) -> None:
        letters = Controls(mode="letters")
        returned = sum(letters.falls("returned", number, 1) for number in range(2_000))
        assert 0.29 < returned / 2_000 < 0.37


def all_of(answers: list[Answer], kind: type) -> bool:
    """Tell whether every answer is of one kind."""
    return all(isinstance(answer, kind) for answer in answers)
