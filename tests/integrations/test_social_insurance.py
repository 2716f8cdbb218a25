"""Social Insurance: one number a person, cards word for word, post, places of first care."""

from dataclasses import replace
from datetime import date
from itertools import count
from typing import Any

import pytest

from integrations.answers import Accepted, Granted, NoAnswer, NoAnswerKind, Returned
from integrations.health_card_application import (
    TO_HOME,
    HealthCardApplication,
    InsuredChild,
    compose_application,
)
from integrations.pdf_signatures import check
from integrations.social_insurance import InsuredPerson, PostalState, SocialInsurance
from tests.integrations.conftest import Start
from tests.integrations.running import Running, misbehave, wait_for

_numbers = count(1)


@pytest.fixture(scope="module")
def process(start: Start) -> Running:
    return start("social_insurance")


@pytest.fixture
def simulator(process: Running) -> Running:
    process.set(mode="instant", misbehaviours={}, habits={}, answer_delay=[0.02, 0.05])
    return process


@pytest.fixture
def insurance(simulator: Running) -> SocialInsurance:
    return SocialInsurance(simulator.url)


def application(**changes: Any) -> HealthCardApplication:
    number = next(_numbers)
    child = InsuredChild("Nguyễn Thử Sao", "female", "2026-11-05", f"0003269{number:05}")
    asked = HealthCardApplication(
        dossier=f"D{number}",
        revision=1,
        child=child,
        commune_code="00004",
        address_line="Số 1 ngõ Ví Dụ",
        guardian_full_name="Nguyễn Thị Ví Dụ",
        guardian_relation="mother",
    )
    return replace(asked, **changes)


def granted(insurance: SocialInsurance, asked: HealthCardApplication) -> Granted:
    """Send an application and return the card that must come of it."""
    key = f"step-{asked.dossier}.{asked.revision}"
    answer = insurance.issue_health_card(compose_application(asked), key=key)
    assert isinstance(answer, Granted)
    return answer


class TestACard:
    def test_says_word_for_word_what_the_birth_record_says(
        self, simulator: Running, insurance: SocialInsurance
    ) -> None:
        asked = application()
        answer = granted(insurance, asked)
        assert answer.facts["full_name"] == asked.child.full_name
        assert answer.facts["born_on"] == date(2026, 11, 5)
        assert answer.facts["personal_number"] == asked.child.personal_number
        assert str(answer.facts["card_number"]).startswith("TE1")
        assert len(str(answer.facts["card_number"])) == 15
        anchor = simulator.get("/_sim/anchor.pem").content
        assert check(answer.documents[0].content, [anchor]).ok

    @pytest.mark.parametrize(
        ("born_on", "last_day"),
        [
            ("2020-03-10", date(2026, 9, 30)),
            ("2020-09-30", date(2026, 9, 30)),
            ("2020-10-15", date(2026, 10, 31)),
            ("2020-12-31", date(2026, 12, 31)),
        ],
    )
    def test_ends_when_social_insurance_says(
        self, insurance: SocialInsurance, born_on: str, last_day: date
    ) -> None:
        asked = application()
        answer = granted(insurance, replace(asked, child=replace(asked.child, born_on=born_on)))
        assert answer.facts["valid_to"] == last_day

    def test_may_differ_from_the_birth_record_until_it_is_put_right(
        self, simulator: Running, insurance: SocialInsurance
    ) -> None:
        simulator.set(mode="honest", habits={"data_differ": 1.0}, answer_delay=[0.1, 0.2])
        asked = application()
        key = f"step-{asked.dossier}.1"
        insurance.issue_health_card(compose_application(asked), key=key)
        seen = []

        def born_on() -> object:
            answer = insurance.fetch_results([key])[key]
            if isinstance(answer, Granted):
                seen.append(answer.facts["born_on"])
            return seen[-1] if seen else None

        wait_for(born_on, lambda day: day == date(2026, 11, 5))
        assert [*dict.fromkeys(seen)] == [date(2026, 11, 6), date(2026, 11, 5)]

    def test_is_owed_for_a_while_on_ordinary_days(
        self, simulator: Running, insurance: SocialInsurance
    ) -> None:
        simulator.set(mode="honest")
        asked = application()
        key = f"step-{asked.dossier}.1"
        assert isinstance(
            insurance.issue_health_card(compose_application(asked), key=key), Accepted
        )
        answer = wait_for(
            lambda: insurance.fetch_results([key])[key], lambda one: isinstance(one, Granted)
        )
        assert isinstance(answer, Granted)


class TestAPerson:
    def test_has_one_insurance_number_whoever_asks_and_however_often(
        self, insurance: SocialInsurance
    ) -> None:
        first = application()
        number = granted(insurance, first).facts["insurance_number"]
        again = application(child=first.child)
        assert granted(insurance, again).facts["insurance_number"] == number
        found = insurance.find_person(first.child.personal_number)
        assert isinstance(found, InsuredPerson)
        assert found.insurance_number == number
        assert found.card_number

    def test_is_found_by_a_temporary_card_and_keeps_that_number(
        self, insurance: SocialInsurance
    ) -> None:
        found = insurance.find_person("000326999999", temporary_card="TE1TAM0000000001")
        assert isinstance(found, InsuredPerson)
        answer = granted(insurance, application(temporary_card="TE1TAM0000000001"))
        assert answer.facts["insurance_number"] == found.insurance_number

    def test_may_be_nobody_yet_and_that_is_not_an_outage(
        self, simulator: Running, insurance: SocialInsurance
    ) -> None:
        assert insurance.find_person("000326888888") is None
        misbehave(simulator, "server_error")
        answer = insurance.find_person("000326888888")
        assert isinstance(answer, NoAnswer)
        assert answer.kind is NoAnswerKind.SERVER_ERROR


class TestAPlaceOfFirstCare:
    def test_is_listed_near_the_commune_with_the_station_first(
        self, insurance: SocialInsurance
    ) -> None:
        found = insurance.first_care_facilities("00004")
        assert not isinstance(found, NoAnswer)
        assert [(one.kind, one.is_open) for one in found] == [
            ("station", True),
            ("hospital", True),
            ("clinic", False),
        ]

    def test_that_is_full_sends_the_application_back_to_be_chosen_again(
        self, insurance: SocialInsurance
    ) -> None:
        found = insurance.first_care_facilities("00004")
        assert not isinstance(found, NoAnswer)
        asked = application(facility_code=found[2].code)
        answer = insurance.issue_health_card(compose_application(asked), key="full.1")
        assert isinstance(answer, Returned)
        assert answer.items == ("facility_code",)

    def test_is_chosen_by_social_insurance_where_the_family_names_none(
        self, insurance: SocialInsurance
    ) -> None:
        assert granted(insurance, application()).facts["facility_name"]


class TestACardOnPaper:
    def test_is_sent_arrives_and_is_handed_over(
        self, simulator: Running, insurance: SocialInsurance
    ) -> None:
        simulator.set(mode="honest")
        asked = application(delivery=TO_HOME, delivery_address="Số 1 ngõ Ví Dụ")
        key = f"step-{asked.dossier}.1"
        insurance.issue_health_card(compose_application(asked), key=key)

        def post() -> PostalState | NoAnswer:
            return insurance.fetch_post([key])[key]

        seen = set()
        while (state := post()) and isinstance(state, PostalState):
            seen.add(state.state)
            if state.state == "handed_over":
                break
        assert "handed_over" in seen
        assert isinstance(state, PostalState)
        assert state.at is not None

    def test_nobody_knows_of_is_missing(self, insurance: SocialInsurance) -> None:
        assert insurance.fetch_post(["nobody.1"]) == {"nobody.1": NoAnswer(NoAnswerKind.MISSING)}
