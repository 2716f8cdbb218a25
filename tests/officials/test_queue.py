"""The queue: what is due first on top, coloured, counted, and only one's own."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.accounts.models import User
from portal.pipeline.models import Step
from tests.officials.conftest import ELSEWHERE, dossier_code, text_of
from tests.officials.fixtures import desk_client

QUEUE = "/quan-tri/ho-so/"
Lay = Callable[..., Step]


def test_what_is_due_first_stands_on_top_and_nobody_is_named(client: Client, lay: Lay) -> None:
    today = timezone.localdate()
    last, first, never = (
        lay(due_on=due) for due in (today + timedelta(days=9), today - timedelta(days=2), None)
    )
    page = client.get(QUEUE)
    rows = page.context["rows"]
    assert [row.case.pk for row in rows] == [first.pk, last.pk, never.pk]
    assert [row.clock and row.clock.level for row in rows] == ["over", "calm", None]
    assert page.context["first"].case.pk == first.pk
    text = text_of(page)
    assert "Hồ sơ cần làm hôm nay" in text
    assert "1 quá hạn" in text
    assert "3 hồ sơ · " in text
    assert "0 đến hạn hôm nay · 1 quá nửa hạn" in text
    assert "lt-row--over" in text
    assert "Mở hồ sơ đầu tiên" in text
    assert "Người Thử Nghiệm" not in text


def test_only_steps_on_the_desk_are_listed_until_another_place_is_chosen(
    client: Client, lay: Lay
) -> None:
    here, returned = lay(), lay(status="RETURNED")
    assert [row.case.pk for row in client.get(QUEUE).context["rows"]] == [here.pk]
    elsewhere = client.get(QUEUE, {"noi": "gia-dinh"}).context["rows"]
    assert [row.case.pk for row in elsewhere] == [returned.pk]
    assert client.get(QUEUE, {"noi": "nhap-nhang"}).status_code == 200


def test_the_filters_of_procedure_and_limit(client: Client, lay: Lay) -> None:
    late = lay(due_on=timezone.localdate() - timedelta(days=1))
    lay(due_on=timezone.localdate() + timedelta(days=20))
    for chosen in ("qua-han", "qua-nua"):
        assert [row.case.pk for row in client.get(QUEUE, {"han": chosen}).context["rows"]] == [
            late.pk
        ]
    assert client.get(QUEUE, {"tt": "invented.left"}).context["rows"] == []
    assert len(client.get(QUEUE, {"tt": "\x00"}).context["rows"]) == 2  # no procedure: no filter


def test_forty_rows_cost_as_many_queries_as_one(client: Client, lay: Lay) -> None:
    lay(due_on=timezone.localdate())
    client.get(QUEUE)  # the law of the day is read once a process
    with CaptureQueriesContext(connection) as one:
        client.get(QUEUE)
    for _number in range(39):
        lay(due_on=timezone.localdate())
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(QUEUE).context["rows"]) == 40
    assert len(many) == len(one)
    assert len(many) <= 16


def test_another_commune_sees_nothing_in_list_address_or_search(
    step: Step, stranger: Client
) -> None:
    code = dossier_code(step)
    assert stranger.get(QUEUE).context["rows"] == []
    assert stranger.get(QUEUE, {"noi": "xong"}).context["rows"] == []
    assert stranger.get(f"{QUEUE}{step.pk}/").status_code == 404
    assert f"Không thấy hồ sơ nào có mã “{code}”" in text_of(
        stranger.post(f"{QUEUE}tim/", {"ma": code})
    )


def test_a_case_is_found_by_its_code_and_the_address_says_nothing(
    client: Client, step: Step
) -> None:
    code = dossier_code(step)
    for typed in (code, code.lower(), f" {code[-6:]} "):
        found = client.post(f"{QUEUE}tim/", {"ma": typed})
        assert (found.status_code, found["Location"]) == (302, f"{QUEUE}{step.pk}/")
    assert client.get(f"{QUEUE}tim/", {"ma": code}).status_code == 405
    assert client.post(f"{QUEUE}tim/", {"ma": "\x00"}).status_code == 302


def test_each_commune_sees_its_own_step_of_one_dossier(
    client: Client, step: Step, stranger: Client
) -> None:
    Step.objects.filter(dossier=step.dossier_id, procedure="invented.left").update(
        commune_code=ELSEWHERE, status="AT_DESK"
    )
    seen_here = {row.case.procedure for row in client.get(QUEUE).context["rows"]}
    seen_there = {row.case.procedure for row in stranger.get(QUEUE).context["rows"]}
    assert (seen_here, seen_there) == ({"invented.opening"}, {"invented.left"})


def test_a_superuser_without_a_desk_sees_no_case(step: Step, db: None) -> None:
    boss = desk_client(User.objects.create_superuser(username="quan-tri", password="x"))
    assert boss.get(QUEUE).status_code == 403
    assert boss.get(f"{QUEUE}{step.pk}/").status_code == 403
    assert boss.get("/quan-tri/").status_code == 200
    assert dossier_code(step) not in text_of(boss.get("/quan-tri/"))


@pytest.mark.parametrize("address", ["dang-mac/", "cho-y-kien/", "officials/record/"])
def test_what_belongs_to_supervisors_is_closed_to_officials(client: Client, address: str) -> None:
    assert client.get(f"/quan-tri/{address}").status_code == 403


@pytest.mark.parametrize("asked", ["status__exact", "status__in", "commune_code__exact", "q", "e"])
def test_a_sign_that_no_database_takes_finds_nothing(client: Client, lay: Lay, asked: str) -> None:
    lay()
    assert client.get(QUEUE, {asked: "\x00"}).status_code in (200, 302)
    assert client.get("/quan-tri/accounts/official/", {asked: "\x00"}).status_code == 403
