"""The three lines that decide about money after a death: one decision a death, paid afterwards."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from integrations.answers import Accepted, Granted, NoAnswer, NoAnswerKind, Refused, Returned
from integrations.funeral_claims import (
    AllowanceClaim,
    AskedSum,
    DeathEntry,
    DeceasedPerson,
    Payee,
    Relative,
    SurvivorsClaim,
    compose_claim,
)
from integrations.funeral_office import ALREADY_DECIDED, FuneralOffice, Payment
from integrations.pdf_signatures import check
from tests.integrations.conftest import Start
from tests.integrations.running import Running, misbehave, wait_for

LINES = ("social_insurance", "commune_welfare", "home_affairs")
_numbers = count(1)


@pytest.fixture(scope="module", params=LINES)
def process(request: pytest.FixtureRequest, start: Start) -> Iterator[Running]:
    yield start(request.param)


@pytest.fixture
def line(process: Running) -> Running:
    process.set(mode="instant", misbehaviours={}, habits={}, answer_delay=[0.02, 0.05])
    return process


@pytest.fixture
def office(line: Running) -> FuneralOffice:
    return FuneralOffice(line.url)


def claim(number: str = "", **changes: Any) -> AllowanceClaim:
    serial = next(_numbers)
    dead = DeceasedPerson("Trần Thử Nghiệm", number or f"0001460{serial:05}", "1946", "2026-11-05")
    asked = AllowanceClaim(
        dossier=f"D{serial}",
        revision=1,
        commune_code="00004",
        deceased=dead,
        death=DeathEntry("1", "01/2026", "2026-11-06", "0" * 64),
        asked=AskedSum("social_pension", 10_800_000, "20 × 540.000 = 10.800.000 đ", "Điều 5"),
        payee=Payee("applicant", "Lê Thử Con", "000180000001"),
    )
    return replace(asked, **changes)


def sent(office: FuneralOffice, asked: AllowanceClaim | SurvivorsClaim, key: str = "") -> object:
    kind = asked.procedure.rpartition(".")[2]
    key = key or f"step-{asked.dossier}.{asked.revision}"
    return office.claim(kind, compose_claim(asked), key=key)


def test_what_is_asked_for_is_decided_and_signed(line: Running, office: FuneralOffice) -> None:
    answer = sent(office, asked := claim())
    assert isinstance(answer, Granted)
    facts = answer.facts
    assert (facts["amount"], facts["regime"]) == (10_800_000, "social_pension")
    assert facts["personal_number"] == asked.deceased.personal_number
    anchor = line.get("/_sim/anchor.pem").content
    assert check(answer.documents[0].content, [anchor]).ok


def test_one_key_has_one_effect_however_often_it_comes(
    line: Running, office: FuneralOffice
) -> None:
    asked = claim()
    answers = [sent(office, asked) for _ in range(3)]
    assert {one.facts["decision_number"] for one in answers if isinstance(one, Granted)}
    effects = [effect for *_rest, effect in line.effects(asked.dossier)]
    assert effects == ["received", "granted"]


def test_one_death_is_decided_about_once_under_whatever_key(
    line: Running, office: FuneralOffice
) -> None:
    first, second = claim("000146999999"), claim("000146999999")
    assert isinstance(sent(office, first), Granted)
    assert sent(office, second) == Refused(ALREADY_DECIDED)
    line.kill()
    line.start()
    assert sent(office, claim("000146999999")) == Refused(ALREADY_DECIDED)
    assert "granted" not in [effect for *_rest, effect in line.effects(second.dossier)]


def test_many_who_claim_for_one_death_at_once_get_one_decision(
    line: Running, office: FuneralOffice
) -> None:
    asked = [claim("000146888888") for _ in range(6)]
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda one: sent(office, one), asked))
    assert [type(one) for one in answers].count(Granted) == 1
    assert answers.count(Refused(ALREADY_DECIDED)) == 5


def test_a_decided_sum_is_paid_a_while_afterwards(line: Running, office: FuneralOffice) -> None:
    line.set(mode="honest", answer_delay=[0.3, 0.3])
    asked = claim()
    key = f"step-{asked.dossier}.1"
    assert isinstance(sent(office, asked), Accepted)
    wait_for(
        lambda: office.fetch_results("allowance", [key])[key],
        lambda one: isinstance(one, Granted),
    )
    assert office.fetch_payments([key]) == {key: Payment(None)}
    paid = wait_for(
        lambda: office.fetch_payments([key])[key],
        lambda one: isinstance(one, Payment) and one.paid_on is not None,
    )
    assert isinstance(paid, Payment) and paid.paid_on


def test_a_return_names_what_is_to_be_corrected(line: Running, office: FuneralOffice) -> None:
    line.set(habits={"returned": 1.0, "poor_reason": 0.0})
    answer = sent(office, asked := claim())
    assert isinstance(answer, Returned) and answer.items
    assert isinstance(sent(office, replace(asked, revision=2)), Granted)


@pytest.mark.parametrize(
    ("mishap", "kind"),
    [
        ("garbage", NoAnswerKind.GARBLED),
        ("server_error_after", NoAnswerKind.SERVER_ERROR),
        ("reset_after", NoAnswerKind.UNREACHABLE),
    ],
)
def test_a_mishap_is_no_answer_and_the_next_try_finds_one_decision(
    line: Running, office: FuneralOffice, mishap: str, kind: NoAnswerKind
) -> None:
    asked = claim()
    misbehave(line, mishap)
    lost = sent(office, asked)
    assert isinstance(lost, NoAnswer) and lost.kind is kind
    misbehave(line)
    assert isinstance(sent(office, asked), Granted)
    assert [one for *_rest, one in line.effects(asked.dossier)].count("granted") == 1


def test_survivors_are_decided_about_by_social_insurance(start: Start) -> None:
    office = FuneralOffice(start("social_insurance", "--mode", "instant").url)
    base = claim()
    asked = SurvivorsClaim(
        dossier=base.dossier,
        revision=1,
        commune_code="00004",
        deceased=base.deceased,
        death=base.death,
        wanted="monthly",
        relatives=(Relative("Trần Thử Cháu", "2012-05-01", "child"),),
        payee=base.payee,
    )
    assert isinstance(sent(office, asked), Granted)
    again = replace(asked, dossier=f"{base.dossier}-B")
    assert sent(office, again) == Refused(ALREADY_DECIDED)
    assert isinstance(sent(office, base, key="step-allowance.1"), Granted)
