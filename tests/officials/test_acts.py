"""The acts of the desk: each once, each told, none for a stranger."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Dossier, ReturnRequest, Step, Verification
from tests.officials.conftest import ELSEWHERE, HERE, text_of

CASES = "/quan-tri/ho-so/"
ACTS = (
    "tiep-nhan",
    "hoan-tac",
    "chuyen-ngay",
    "de-nghi-sua",
    "trinh",
    "xac-minh",
    "ket-qua-xac-minh",
    "chuyen-noi-khac",
    "tu-choi",
)
DAY = timezone.localdate() + timedelta(days=9)
ASKED = {
    "office": "committee_elsewhere",
    "named": "UBND xã Giả Định",
    "question": "Có không?",
    "new_due_on": f"{DAY:%d/%m/%Y}",
}


def status_of(step: Step) -> str:
    return Step.objects.get(pk=step.pk).status


def act(client: Client, step: Step, name: str, **typed: object) -> str:
    """Post an act and return the page it leads to."""
    return text_of(client.post(f"{CASES}{step.pk}/{name}/", typed, follow=True))


@pytest.mark.parametrize("name", ["de-nghi-sua", "xac-minh", "chuyen-noi-khac", "tu-choi"])
def test_a_form_of_a_case_that_left_leads_back_with_a_sentence(
    client: Client, step: Step, name: str
) -> None:
    act(client, step, "tiep-nhan")
    page = client.get(f"{CASES}{step.pk}/{name}/", follow=True)
    assert page.redirect_chain == [(f"{CASES}{step.pk}/", 302)]
    assert "Chưa làm được" in text_of(page)


@pytest.mark.parametrize("name", ACTS)
def test_a_stranger_does_nothing_and_is_told_nothing(
    stranger: Client, step: Step, name: str
) -> None:
    typed = {**ASKED, "xa": ELSEWHERE, "ly-do": "ALL1", "gui": "1", "answer": "Có", "vi-sao": "x"}
    assert stranger.post(f"{CASES}{step.pk}/{name}/", typed).status_code == 404
    assert status_of(step) == "AT_DESK"


def test_an_acceptance_waits_ten_minutes_and_can_be_undone(
    client: Client, step: Step, settings: Any
) -> None:
    settings.DESK_UNDO_SECONDS = 600
    assert "Có thể hoàn tác trong 10 phút." in act(client, step, "tiep-nhan")
    Runner().dispatch(clock=timezone.now)
    assert status_of(step) == "IN_TRANSIT"
    assert "Hoàn tác" in text_of(client.get(f"{CASES}{step.pk}/"))
    assert "Đã hoàn tác" in act(client, step, "hoan-tac")
    assert status_of(step) == "AT_DESK"


def test_an_accepted_case_can_be_let_go_at_once_and_then_not_undone(
    client: Client, step: Step, settings: Any
) -> None:
    settings.DESK_UNDO_SECONDS = 600
    act(client, step, "tiep-nhan")
    assert "Đã chuyển đi." in act(client, step, "chuyen-ngay")
    Runner().dispatch(clock=timezone.now)
    assert status_of(step) == "GRANTED"
    assert "Chưa làm được" in act(client, step, "hoan-tac")


def test_the_second_press_is_a_sentence(client: Client, step: Step) -> None:
    act(client, step, "tiep-nhan")
    assert "hiện ở trạng thái “Đang chuyển”" in act(client, step, "tiep-nhan")
    assert Handover.objects.count() == 1


def test_several_are_accepted_together(client: Client, lay: Callable[..., Step]) -> None:
    steps = [lay(), lay()]
    typed = {"chon": [step.pk for step in steps]}
    page = client.post(f"{CASES}tiep-nhan/", typed, follow=True)
    assert "Đã tiếp nhận 2 hồ sơ." in text_of(page)
    assert {status_of(step) for step in steps} == {"IN_TRANSIT"}


@pytest.mark.parametrize("spoil", ["commune", "status", "question", "nobody's"])
def test_all_or_none(client: Client, lay: Callable[..., Step], spoil: str) -> None:
    good, bad = lay(), lay()
    chosen = [good.pk, bad.pk]
    if spoil == "commune":
        Step.objects.filter(pk=bad.pk).update(commune_code=ELSEWHERE)
    elif spoil == "status":
        Step.objects.filter(pk=bad.pk).update(status="RETURNED")
    elif spoil == "question":
        Verification.objects.create(
            step=bad, office="x", question="x", asked_at=timezone.now(), new_due_on=DAY
        )
    else:
        chosen[1] = 999_999
    page = client.post(f"{CASES}tiep-nhan/", {"chon": chosen}, follow=True)
    assert "Chưa tiếp nhận hồ sơ nào: 1 hồ sơ" in text_of(page)
    assert status_of(good) == "AT_DESK"


@pytest.mark.parametrize("chosen", [[], ["x"], ["-1"], ["9" * 5000]])
def test_nothing_chosen_is_said(client: Client, db: None, chosen: list[str]) -> None:
    page = client.post(f"{CASES}tiep-nhan/", {"chon": chosen}, follow=True)
    assert "Chưa chọn hồ sơ nào." in text_of(page)


def test_a_verification_moves_the_date_and_its_answer_is_recorded(
    client: Client, step: Step
) -> None:
    form = text_of(client.get(f"{CASES}{step.pk}/xac-minh/", {"ve": "marriage_certificate"}))
    assert "đăng ký kết hôn tại đó không" in form
    assert "Xin lỗi ông/bà vì phải chờ thêm." in form
    assert "gia đình nhận hẹn mới" in act(client, step, "xac-minh", **ASKED)
    assert Step.objects.get(pk=step.pk).due_on == DAY
    assert "đang chờ nơi khác trả lời" in act(client, step, "xac-minh", **ASKED)
    said = {"answer": "Có, số 12", "result": "found"}
    empty = act(client, step, "ket-qua-xac-minh", **{**said, "answer": " "})
    assert "Xin ghi nơi được hỏi trả lời thế nào" in empty
    assert "Đã ghi kết quả" in act(client, step, "ket-qua-xac-minh", **said)
    assert "đã được ghi" in act(client, step, "ket-qua-xac-minh", **said)


def test_a_day_that_is_over_is_no_promise(client: Client, step: Step) -> None:
    page = client.post(f"{CASES}{step.pk}/xac-minh/", {**ASKED, "new_due_on": "01/01/2020"})
    assert (page.status_code, Verification.objects.count()) == (422, 0)
    assert "Ngày hẹn đã qua" in text_of(page)
    assert "UBND xã Giả Định" in text_of(page)


def test_a_wrong_commune_is_passed_on_and_gone_from_here(
    client: Client, stranger: Client, step: Step
) -> None:
    found = text_of(client.get(f"{CASES}{step.pk}/chuyen-noi-khac/", {"tim": "hoan kiem"}))
    assert f'value="{ELSEWHERE}"' in found
    assert "Đã chuyển tới" in act(client, step, "chuyen-noi-khac", xa=ELSEWHERE)
    assert client.get(f"{CASES}{step.pk}/").status_code == 404
    assert "Phường Ba Đình → Phường Hoàn Kiếm" in text_of(stranger.get(f"{CASES}{step.pk}/"))
    assert ReturnRequest.objects.count() == 0


@pytest.mark.parametrize("to", ["", HERE, "99999", "abc", "\x00"])
def test_a_case_is_passed_on_only_to_a_commune_that_is_another(
    client: Client, step: Step, to: str
) -> None:
    page = client.post(f"{CASES}{step.pk}/chuyen-noi-khac/", {"xa": to})
    assert page.status_code == 422
    assert Step.objects.get(pk=step.pk).commune_code == HERE


def test_a_refusal_names_its_article(client: Client, step: Step) -> None:
    listed = text_of(client.get(f"{CASES}{step.pk}/tu-choi/"))
    assert "Không thuộc nhóm thủ tục này" in listed
    assert "XX3" not in listed
    assert "XX6" not in listed
    typed = {"ly-do": "XX2", "blank_cause": "có yếu tố nước ngoài", "blank_office": "UBND"}
    assert "Không mở lại" not in act(client, step, "tu-choi", **typed)
    assert status_of(step) == "AT_DESK"
    assert "Đã từ chối" in act(client, step, "tu-choi", **typed, gui="1")
    assert status_of(step) == "REFUSED"
    assert "Căn cứ: Nghị định 63/2024/NĐ-CP" in ReturnRequest.objects.get().sentence


@pytest.mark.parametrize("code", ["XX3", "XX6", "KS01", "nothing"])
def test_a_reason_that_is_not_offered_refuses_nothing(
    client: Client, step: Step, code: str
) -> None:
    act(client, step, "tu-choi", **{"ly-do": code, "gui": "1", "blank_evidence": "x"})
    assert status_of(step) == "AT_DESK"


def test_a_supervisor_may_refuse_what_was_declared_falsely(supervisor: Client, step: Step) -> None:
    typed = {"ly-do": "XX6", "blank_evidence": "biên bản", "blank_office": "UBND", "gui": "1"}
    assert "Đã từ chối" in act(supervisor, step, "tu-choi", **typed)


def test_the_journal_names_the_official_by_number_only(client: Client, step: Step) -> None:
    act(client, step, "tiep-nhan")
    actors = set(Dossier.objects.get(pk=step.dossier_id).journal.values_list("actor", flat=True))
    assert any(actor.startswith("official:") for actor in actors)
    assert not any("Cán bộ" in actor for actor in actors)
