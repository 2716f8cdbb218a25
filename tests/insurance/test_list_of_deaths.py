"""The list of deaths: a line a person, drawn by cursor, acknowledged once, never removed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from insurance.coverage_end.models import ListedDeath
from insurance.coverage_end.procedure import CoverageEnd
from insurance.health_card.models import HouseholdMember, InsuranceHousehold
from insurance.health_card.procedure import HealthCard
from portal.accounts.models import Citizen
from portal.handovers import retention
from portal.handovers.models import Delivery, Handover
from portal.pipeline import feed
from portal.pipeline.cases import cases_of
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from tests.insurance.listing import (
    LEG,
    LIST,
    acknowledge,
    hear,
    lines,
    machine,
    registered,
    status_of,
    taken_back,
)
from tests.pipeline.deaths import DECEASED, InventedDeath, matches, person
from tests.pipeline.invented import AT, invented_citizen


@pytest.fixture(autouse=True)
def deaths(db: None) -> Iterator[None]:
    InventedDeath.people.clear()
    with registry.replaced(InventedDeath, CoverageEnd):
        yield


@pytest.fixture
def insurance(db: None) -> Client:
    return machine("social_insurance", LEG)


def test_nobody_is_asked_about_the_list(db: None) -> None:
    assert (CoverageEnd.offered, CoverageEnd.pages) == (Offer.SILENT, ())


def test_a_registered_death_is_a_line_until_it_is_acknowledged(
    insurance: Client, applicant: Citizen
) -> None:
    dossier = registered(applicant)
    assert status_of(dossier) == "WITH_AGENCY"
    (line,) = lines(insurance)
    assert (line["type"], line["data"]["kind"]) == (f"{LEG}.received", "death")
    assert line["data"]["person"] == {
        "full_name": "Trần Thử Cụ",
        "sex": "female",
        "born_on": "1941",
        "personal_number": DECEASED,
    }
    assert line["data"]["registration"]["number"] == "12/2026"
    answer = acknowledge(insurance, line)
    assert (answer.status_code, answer.json()["line"]) == (202, line["id"])
    assert status_of(dossier) == "GRANTED"
    assert Handover.objects.get(topic=LEG).status == "DONE"


def test_a_line_is_acknowledged_once_however_often_it_is_said(
    insurance: Client, applicant: Citizen
) -> None:
    dossier = registered(applicant)
    (line,) = lines(insurance)
    first = acknowledge(insurance, line)
    assert acknowledge(insurance, line).content == first.content
    assert acknowledge(insurance, line, key="k-2").content == first.content
    assert dossier.journal.filter(act="granted", step__procedure=LEG).count() == 1
    assert ListedDeath.objects.get().full_name_match == "matched"


def test_an_acknowledgement_that_says_otherwise_than_the_one_kept_is_refused(
    insurance: Client, applicant: Citizen
) -> None:
    registered(applicant)
    (line,) = lines(insurance)
    acknowledge(insurance, line)
    refused = acknowledge(insurance, line, key="k-2", **matches("not_matched"))
    assert (refused.status_code, refused["Content-Type"]) == (409, "application/problem+json")
    told = refused.json()
    assert (told["code"], told["title"]) == (
        "acknowledged-otherwise",
        "Dòng này đã được xác nhận với nội dung khác",
    )
    assert ListedDeath.objects.get().full_name_match == "matched"
    assert Delivery.objects.count() == 1


def test_what_was_said_long_ago_is_thanked_for_and_not_contradicted(
    insurance: Client, applicant: Citizen
) -> None:
    registered(applicant)
    (line,) = lines(insurance)
    first = acknowledge(insurance, line)
    Delivery.objects.update(received_at=AT.replace(year=2020))
    retention.forget()
    assert Delivery.objects.get().raw is None
    assert acknowledge(insurance, line).status_code == first.status_code
    assert acknowledge(insurance, line, **matches("not_matched")).status_code == 409


class TestWhatIsNotTaken:
    @pytest.fixture
    def line(self, insurance: Client, applicant: Citizen) -> dict[str, Any]:
        registered(applicant)
        return lines(insurance)[0]

    @pytest.mark.parametrize(
        ("key", "told", "status"),
        [
            ("", {}, 400),
            ("x" * 101, {}, 400),
            ("k-1", {"id": "another"}, 422),
            ("k-1", {"matches": {"full_name": "matched"}}, 400),
            ("k-1", matches("perhaps"), 400),
            ("k-1", {"matches": []}, 400),
        ],
    )
    def test_an_acknowledgement_that_says_nothing(
        self, insurance: Client, line: dict[str, Any], key: str, told: dict[str, Any], status: int
    ) -> None:
        assert acknowledge(insurance, line, key, **told).status_code == status
        assert not Delivery.objects.exists()

    def test_another_body_under_the_same_key(self, insurance: Client, line: dict[str, Any]) -> None:
        acknowledge(insurance, line)
        assert acknowledge(insurance, line, **matches("not_matched")).status_code == 422

    def test_another_word_about_a_retraction(
        self, insurance: Client, line: dict[str, Any], applicant: Citizen
    ) -> None:
        acknowledge(insurance, line)
        taken_back(applicant.dossiers.get())
        _death, retraction = lines(insurance)
        assert acknowledge(insurance, retraction, key="k-2").status_code == 202
        otherwise = matches("ambiguous")
        assert acknowledge(insurance, retraction, key="k-3", **otherwise).status_code == 409

    def test_another_agencys_word(self, line: dict[str, Any]) -> None:
        police = machine("police", "residence.deregistration")
        assert police.get(LIST).status_code == 404
        assert acknowledge(police, line).status_code == 404

    @pytest.mark.parametrize("cursor", ["x", "1.1", "1.0"])
    def test_a_line_that_is_none(
        self, insurance: Client, line: dict[str, Any], cursor: str
    ) -> None:
        assert acknowledge(insurance, {**line, "cursor": cursor}).status_code == 404

    def test_a_line_of_a_lost_life_of_the_database(
        self, insurance: Client, line: dict[str, Any]
    ) -> None:
        feed.begin_epoch(at=AT)
        epoch, position = line["cursor"].split(".")
        lost = {**line, "cursor": f"{epoch}.{int(position) + 9}"}
        gone = acknowledge(insurance, lost)
        assert (gone.status_code, gone["Content-Type"]) == (410, "application/problem+json")
        drawn = insurance.get(LIST + f"&after={line['cursor']}")
        assert drawn.status_code == 410
        assert insurance.get(drawn.json()["resume"]).status_code == 200


class TestDrawing:
    def test_pages_are_linked_and_the_end_costs_a_short_answer(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        for number in range(5):
            InventedDeath.people.append(person(f"00016500000{number}"))
            registered(applicant)
        seen, path = [], f"{LIST}&limit=2"
        while path:
            answer = insurance.get(path)
            seen += [one["data"]["person"]["personal_number"] for one in answer.json()["lines"]]
            link = answer.get("Link", "")
            path = link[1 : link.index(">")] if link else ""
        assert seen == [f"00016500000{number}" for number in range(5)]
        end = f"{LIST}&after={answer.json()['cursor']}"
        empty = insurance.get(end)
        assert empty.json()["lines"] == []
        again = insurance.get(end, headers={"If-None-Match": empty["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        InventedDeath.people.append(person("000165000009"))
        registered(applicant)
        news = insurance.get(end, headers={"If-None-Match": empty["ETag"]})
        assert len(news.json()["lines"]) == 1

    def test_a_page_costs_as_many_queries_as_a_line(
        self, insurance: Client, applicant: Citizen, django_assert_num_queries: Any
    ) -> None:
        for number in range(4):
            InventedDeath.people.append(person(f"00016500000{number}"))
            registered(applicant)
        for limit in (1, 4):
            with django_assert_num_queries(6):
                assert len(lines(insurance, f"&limit={limit}")) == limit

    def test_the_whole_feed_tells_of_own_steps_only(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        registered(applicant)
        both = machine("both", LEG, "civil_registry.death")
        told = both.get("/api/v1/feed").json()["lines"]
        acts = [one["data"]["act"] for one in told]
        assert acts == ["filed", "filed", "started", "granted", "started", "received"]
        assert {one["type"].rpartition(".")[0] for one in told} == {LEG, "civil_registry.death"}

    def test_words_that_were_erased_leave_the_line(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        registered(applicant)
        Handover.objects.filter(topic=LEG).update(body=None)
        assert [one["data"] for one in lines(insurance)] == [None]


class TestOnePersonOneLine:
    def test_who_is_filed_twice_is_listed_once_and_both_are_answered(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        first, second = registered(applicant), registered(invented_citizen(2))
        (line,) = lines(insurance)
        acknowledge(insurance, line)
        assert (status_of(first), status_of(second)) == ("GRANTED", "GRANTED")

    def test_who_is_filed_again_after_the_acknowledgement_is_answered_by_it(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        registered(applicant)
        acknowledge(insurance, lines(insurance)[0])
        second = registered(invented_citizen(2))
        assert len(lines(insurance)) == 1
        hear()
        assert status_of(second) == "GRANTED"

    def test_without_a_number_each_dossier_has_its_own_line(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        InventedDeath.people += [person(""), person("")]
        registered(applicant)
        registered(invented_citizen(2))
        assert len(lines(insurance)) == 2


class TestByMistake:
    def test_a_death_taken_back_is_another_line_and_the_first_stays(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        dossier = registered(applicant)
        acknowledge(insurance, lines(insurance)[0])
        taken_back(dossier)
        death, retraction = lines(insurance)
        assert (death["data"]["kind"], retraction["data"]["kind"]) == ("death", "retraction")
        assert retraction["data"]["person"] == death["data"]["person"]
        assert acknowledge(insurance, retraction, key="k-2").status_code == 202
        assert ListedDeath.objects.get().retraction_acknowledged_at == AT
        assert not Handover.objects.exclude(status="DONE").exists()

    def test_who_dies_after_a_mistake_is_listed_anew(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        taken_back(registered(applicant))
        registered(invented_citizen(2))
        kinds = [one["data"]["kind"] for one in lines(insurance)]
        assert kinds == ["death", "retraction", "death"]


class TestTheInsuranceHousehold:
    def test_loses_who_died_once_the_line_is_acknowledged_and_gets_back_who_did_not(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        household = InsuranceHousehold.objects.create(represented_by="000195000001")
        member = HouseholdMember.objects.create(household=household, personal_number=DECEASED)
        with registry.replaced(InventedDeath, CoverageEnd, HealthCard):
            dossier = registered(applicant)
            member.refresh_from_db()
            assert member.left_on is None
            acknowledge(insurance, lines(insurance)[0])
            member.refresh_from_db()
            assert member.left_on == AT.date()
            taken_back(dossier)
            member.refresh_from_db()
            assert member.left_on is None


class TestTheMatchReport:
    def test_what_was_found_is_counted_for_the_agency_and_shown_at_the_desk(
        self, insurance: Client, applicant: Citizen
    ) -> None:
        dossier = registered(applicant)
        found = matches("matched", born_on="not_matched")
        acknowledge(insurance, lines(insurance)[0], **found)
        report = insurance.get(f"/api/v1/lists/{LEG}/matches").json()
        assert (report["acknowledged"], report["waiting"]) == (1, 0)
        assert report["matches"]["born_on"] == {"matched": 0, "not_matched": 1, "ambiguous": 0}
        step = dossier.steps.get(procedure=LEG)
        summary = registry[LEG].summary(list(cases_of([step.pk]).values()))[step.pk]
        shown = {one.field: one.text for one in summary.values}
        assert (summary.title, shown[f"{LEG}.list.died_on"]) == ("Trần Thử Cụ", "19/11/2026")
        assert shown[f"{LEG}.list.person"] == f"Trần Thử Cụ · {DECEASED} · sinh 1941"
        assert shown[f"{LEG}.match.born_on"] == "Chưa khớp"
        assert (step.facts or {})["match"] == "not_matched"
