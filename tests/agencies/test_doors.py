"""The agencies' doors: own steps only, 304 for what is unchanged, and pushes kept before thanks."""

from collections.abc import Iterator

import pytest
from django.test import Client

from portal.accounts.models import AgencyClient, Citizen
from portal.accounts.tokens import checksum
from portal.handovers.models import Delivery
from portal.pipeline import publishing
from portal.pipeline.models import Dossier, Step
from portal.pipeline.transitions import Move, move
from tests.pipeline.invented import InventedAgency, filed

TOKEN = "an-invented-token"  # not a secret


@pytest.fixture
def machine(db: None) -> Client:
    AgencyClient.objects.create(
        code="left",
        title="Bên trái",
        procedures=["invented.opening"],
        token_sha256=checksum(TOKEN),
    )
    AgencyClient.objects.create(
        code="right",
        title="Bên phải",
        procedures=["invented.right"],
        token_sha256=checksum("another"),
    )
    return Client(headers={"Authorization": f"Bearer {TOKEN}"})


@pytest.fixture
def dossier(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    yield filed(applicant)


def test_without_a_token_nothing_is_read(db: None, dossier: Dossier) -> None:
    for path in ("/api/v1/steps", "/api/v1/steps/1", "/api/v1/inbox/left"):
        answer = Client().get(path)
        assert answer.status_code == 401
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["title"] == "Chưa xác thực"


def test_an_agency_reads_its_own_steps_and_no_others(machine: Client, dossier: Dossier) -> None:
    rows = machine.get("/api/v1/steps").json()["steps"]
    assert [row["procedure"] for row in rows] == ["invented.opening"]
    other = dossier.steps.get(procedure="invented.right")
    assert machine.get(f"/api/v1/steps/{other.pk}").status_code == 404
    assert machine.get("/api/v1/steps/999999").status_code == 404


@pytest.mark.parametrize(("speaks_for", "sees"), [("invented.opening", 1), ("another_line", 0)])
def test_of_a_procedure_with_several_lines_an_agency_reads_its_own(
    machine: Client, dossier: Dossier, speaks_for: str, sees: int
) -> None:
    AgencyClient.objects.filter(code="left").update(agencies=[speaks_for])
    publishing.publish()
    step = dossier.steps.get(procedure="invented.opening")

    assert len(machine.get("/api/v1/steps").json()["steps"]) == sees
    assert machine.get(f"/api/v1/steps/{step.pk}").status_code == (200 if sees else 404)
    assert bool(machine.get("/api/v1/feed").json()["lines"]) is bool(sees)


def test_what_is_unchanged_answers_304(machine: Client, dossier: Dossier) -> None:
    step = dossier.steps.get(procedure="invented.opening")
    first = machine.get(f"/api/v1/steps/{step.pk}")
    assert (first.status_code, first.json()["national_code"]) == (200, 4)
    again = machine.get(f"/api/v1/steps/{step.pk}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    step.note = "e_copy_due"
    step.save()
    changed = machine.get(f"/api/v1/steps/{step.pk}", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("W/{}", 304),
        ('"x", {}', 304),
        ('W/"x" , W/{},"y"', 304),
        ("*", 304),
        ('"x", W/"y"', 200),
        ('"*"', 200),
        ("unquoted", 200),
        ("", 200),
    ],
)
def test_tags_are_compared_weakly_and_come_in_lists(
    machine: Client, dossier: Dossier, asked: str, status: int
) -> None:
    path = f"/api/v1/steps/{dossier.steps.get(procedure='invented.opening').pk}"
    asked = asked.format(machine.get(path)["ETag"])
    assert machine.get(path, headers={"If-None-Match": asked}).status_code == status


def test_the_list_is_read_in_pages(
    machine: Client,
    journey: InventedAgency,
    applicant: Citizen,
) -> None:
    for _ in range(5):
        filed(applicant)
    seen, path = [], "/api/v1/steps?limit=2"
    while path:
        answer = machine.get(path)
        seen += [row["id"] for row in answer.json()["steps"]]
        link = answer.get("Link", "")
        path = link[1 : link.index(">")] if link else ""
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize("query", ["after=x", "limit=0", "limit=9999", "status=NO", "after=-1"])
def test_a_wrong_query_is_told_so(machine: Client, query: str) -> None:
    answer = machine.get(f"/api/v1/steps?{query}")
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")


def test_a_push_is_stored_once_and_acknowledged_twice(machine: Client) -> None:
    for is_new in (True, False):
        answer = machine.post(
            "/api/v1/inbox/left",
            b"\x00\xff not json",
            content_type="application/json",
            headers={"Message-Id": "m-1"},
        )
        assert (answer.status_code, answer.json()["new"]) == (202, is_new)
    assert bytes(Delivery.objects.get().raw) == b"\x00\xff not json"


def test_a_push_in_anothers_name_is_refused(machine: Client) -> None:
    answer = machine.post(
        "/api/v1/inbox/right", b"{}", content_type="application/json", headers={"Message-Id": "m-1"}
    )
    assert answer.status_code == 404
    assert not Delivery.objects.exists()


def test_a_push_without_an_id_is_refused(machine: Client) -> None:
    answer = machine.post("/api/v1/inbox/left", b"{}", content_type="application/json")
    assert answer.status_code == 400


def test_a_push_of_nothing_is_not_thanked_for(machine: Client) -> None:
    answer = machine.generic(
        "POST", "/api/v1/inbox/left", b"", headers={"Message-Id": "m-1"}, CONTENT_LENGTH="0"
    )
    assert (answer.status_code, answer.json()["code"]) == (400, "bad-request")
    assert not Delivery.objects.exists()


def test_a_push_in_chunks_is_asked_for_its_length(machine: Client) -> None:
    answer = machine.generic(
        "POST",
        "/api/v1/inbox/left",
        b"",
        headers={"Message-Id": "m-1"},
        TRANSFER_ENCODING="chunked",
    )
    assert (answer.status_code, answer.json()["code"]) == (411, "length-required")
    assert not Delivery.objects.exists()


def test_another_message_under_a_used_id_is_not_thanked_for(machine: Client) -> None:
    answers = [
        machine.post(
            "/api/v1/inbox/left",
            body,
            content_type="application/json",
            headers={"Message-Id": "m-1"},
        )
        for body in (b'{"a":1}', b'{"a":2}')
    ]
    assert [answer.status_code for answer in answers] == [202, 409]
    assert answers[1].json()["code"] == "message-id-reused"
    assert bytes(Delivery.objects.get().raw) == b'{"a":1}'


def test_the_next_page_asks_the_same_question(
    machine: Client, journey: InventedAgency, applicant: Citizen
) -> None:
    for _ in range(3):
        filed(applicant)
    Step.objects.filter(procedure="invented.opening").update(status="WITH_AGENCY")
    granted = filed(applicant).steps.get(procedure="invented.opening")
    first = machine.get("/api/v1/steps?limit=2&status=WITH_AGENCY")
    link = first["Link"]
    rest = machine.get(link[1 : link.index(">")]).json()["steps"]
    assert {row["status"] for row in rest} == {"WITH_AGENCY"}
    assert granted.pk not in {row["id"] for row in rest}


@pytest.mark.parametrize("status", ["WAITING", "SKIPPED"])
def test_what_is_not_an_agencys_business_is_found_by_no_filter(
    machine: Client, dossier: Dossier, status: str
) -> None:
    Step.objects.filter(procedure="invented.opening").update(status=status)
    assert machine.get(f"/api/v1/steps?status={status}").json()["steps"] == []


@pytest.mark.parametrize("changed", ["commune_code", "reference"])
def test_what_the_answer_shows_is_part_of_its_version(
    machine: Client, dossier: Dossier, changed: str
) -> None:
    step = dossier.steps.get(procedure="invented.opening")
    first = machine.get(f"/api/v1/steps/{step.pk}")
    Step.objects.filter(pk=step.pk).update(**{changed: "00070"})
    asked = {"If-None-Match": first["ETag"]}
    assert machine.get(f"/api/v1/steps/{step.pk}", headers=asked).status_code == 200


def test_every_act_on_a_step_makes_a_new_version(machine: Client, dossier: Dossier) -> None:
    step = dossier.steps.get(procedure="invented.opening")
    first = machine.get(f"/api/v1/steps/{step.pk}")
    move([Move(step.pk, None, "noted")], at=step.since)
    asked = {"If-None-Match": first["ETag"]}
    assert machine.get(f"/api/v1/steps/{step.pk}", headers=asked).status_code == 200
