"""Asking a family: a coded reason in three clicks, and no forbidden paper on any path."""

import pytest
from django.test import Client

from portal.officials.models import DemandRequest
from portal.pipeline.models import ReturnRequest, Step
from tests.officials.conftest import text_of

CASES = "/quan-tri/ho-so/"
WRITTEN = {
    "ly-do": "ALL1",
    "items": "file",
    "blank_file": "giay.jpg",
    "blank_cause": "bị mờ ở góc",
    "blank_act": "chụp lại",
}
FORBIDDEN = (
    ("Xin nộp thêm bản chụp căn cước của mẹ.", "căn cước, căn cước công dân"),
    ("Đề nghị bổ sung giấy đăng ký kết hôn", "giấy đăng ký kết hôn"),
    ("mang so ho khau len phuong", "sổ hộ khẩu"),
)


def send(client: Client, step: Step, **typed: str) -> tuple[int, str]:
    page = client.post(f"{CASES}{step.pk}/de-nghi-sua/", {**WRITTEN, **typed}, follow=True)
    return page.status_code, text_of(page)


def test_three_clicks_from_the_case_to_the_family(client: Client, step: Step) -> None:
    case = text_of(client.get(f"{CASES}{step.pk}/"))
    first = f"{CASES}{step.pk}/de-nghi-sua/"
    assert f'href="{first}"' in case
    reasons = text_of(client.get(first))
    assert 'href="?ly-do=ALL1"' in reasons
    form = text_of(client.get(first, {"ly-do": "ALL1"}))
    assert 'value="file"' in form
    assert "checked" in form
    assert "Gia đình sẽ đọc" in form
    status, text = send(client, step, gui="1")
    assert (status, "Đã gửi đề nghị sửa" in text) == (200, True)
    request = ReturnRequest.objects.get()
    assert (request.reason, request.items) == ("ALL1", ["file"])
    assert request.sentence == "Ảnh giay.jpg bị mờ ở góc. Xin chụp lại. Không cần công chứng."
    assert Step.objects.get(pk=step.pk).status == "RETURNED"


def test_the_papers_nobody_may_ask_for_are_on_no_list(client: Client, step: Step) -> None:
    listed = text_of(client.get(f"{CASES}{step.pk}/de-nghi-sua/")).split('class="lt-note"')[0]
    for paper in ("căn cước", "kết hôn", "hộ khẩu", "khai sinh của trẻ"):
        assert paper not in listed.split("lt-reasons")[1]


def test_the_sentence_is_shown_before_anything_is_sent(client: Client, step: Step) -> None:
    _status, text = send(client, step, xem="1", note="Chụp nơi sáng.")
    assert "Ảnh giay.jpg bị mờ ở góc. Xin chụp lại. Không cần công chứng. Chụp nơi sáng." in text
    assert ReturnRequest.objects.count() == 0


@pytest.mark.parametrize("field", ["note", "blank_act", "blank_cause"])
@pytest.mark.parametrize(("demand", "paper"), FORBIDDEN)
def test_a_forbidden_paper_is_refused_wherever_it_is_written(
    client: Client, step: Step, demand: str, paper: str, field: str
) -> None:
    status, text = send(client, step, gui="1", **{field: demand})
    assert status == 422
    assert "Không thể đề nghị như vậy" in text
    assert paper in text
    assert "Căn cứ:" in text
    assert "Đề nghị chưa được gửi; hạn giải quyết vẫn tính." in text
    assert demand in text
    assert ReturnRequest.objects.count() == 0
    assert Step.objects.get(pk=step.pk).status == "AT_DESK"


@pytest.mark.parametrize(
    "typed",
    [
        {"blank_file": "sổ hộ", "blank_cause": "khẩu chưa có", "blank_act": "gửi"},
        {"blank_file": "sổ\u200b hộ", "blank_cause": "\u200bкhẩu chưa có", "blank_act": "gửi"},
        {"note": "Xin nộp sổ hộ\r\nkhẩu."},
        {"note": "Xin nộp sổ hộ\nkhẩu."},
        {"note": "Xin nộp sổ h\u202dộ\u202c кhẩu."},
    ],
)
def test_a_forbidden_paper_is_refused_as_the_family_would_read_it(
    client: Client, step: Step, typed: dict[str, str]
) -> None:
    status, text = send(client, step, gui="1", **typed)
    assert status == 422
    assert "sổ hộ khẩu" in text
    assert ReturnRequest.objects.count() == 0


def test_what_turns_the_sentence_round_is_not_sent(client: Client, step: Step) -> None:
    send(client, step, gui="1", blank_cause="bị\u202e mờ", note="Chụp\r\nnơi\u200b sáng.")
    assert ReturnRequest.objects.get().sentence == (
        "Ảnh giay.jpg bị mờ. Xin chụp lại. Không cần công chứng. Chụp nơi sáng."
    )


def test_the_refusal_carries_the_lawful_acts_as_buttons(client: Client, step: Step) -> None:
    _status, text = send(client, step, gui="1", note="Xin nộp giấy đăng ký kết hôn.")
    for words in (
        f'href="{CASES}{step.pk}/?tra=marriage_certificate"',
        f'href="{CASES}{step.pk}/xac-minh/?ve=marriage_certificate"',
        f'href="{CASES}{step.pk}/xac-minh/?ve=marriage_certificate&amp;hoi=gia-dinh"',
        "Hỏi UBND nơi đăng ký kết hôn – 03 ngày làm việc",
        "Hỏi gia đình số, ngày, nơi đăng ký – không bắt buộc",
        "Trình người phụ trách",
        "Đây không phải yêu cầu nộp giấy",
    ):
        assert words in text


def test_what_was_typed_comes_back_to_be_mended(client: Client, step: Step) -> None:
    _status, text = send(client, step, xem="1", note="Xin nộp căn cước của cha.")
    assert "Xin nộp căn cước của cha.</textarea>" in text
    assert "bị mờ ở góc" in text


def test_an_official_may_say_that_it_is_no_demand_and_that_is_on_the_record(
    client: Client, step: Step
) -> None:
    typed = {"note": "Xin nộp căn cước của cha.", "khong-yeu-cau-giay": "1"}
    assert send(client, step, **typed)[0] == 422  # once refused, it may be said
    assert "Đã gửi đề nghị sửa" in send(client, step, **typed)[1]
    line = step.dossier.journal.get(act="returned")
    assert line.details == {"reason": "ALL1", "items": ["file"], "override": True}


@pytest.mark.parametrize(
    "typed",
    [
        {"items": ""},
        {"items": "civil_registry.birth.child.sex"},
        {"blank_cause": ""},
        {"note": "bổ sung hồ sơ"},
    ],
)
def test_what_is_missing_is_said_and_the_rest_stays(
    client: Client, step: Step, typed: dict[str, str]
) -> None:
    status, text = send(client, step, gui="1", **typed)
    assert status == 422
    assert "giay.jpg" in text
    assert ReturnRequest.objects.count() == 0


def test_returning_twice_is_a_sentence(client: Client, step: Step) -> None:
    send(client, step, gui="1")
    assert "Chưa làm được" in send(client, step, gui="1")[1]
    assert ReturnRequest.objects.count() == 1


ASKED = {**WRITTEN, "note": "Xin nộp căn cước của cha.", "giay": "identity_card", "why": "Vì a"}


def ask(client: Client, step: Step, **typed: str) -> str:
    page = client.post(f"{CASES}{step.pk}/trinh/", {**ASKED, **typed}, follow=True)
    return text_of(page)


def test_a_supervisor_is_asked_and_the_clock_goes_on(
    client: Client, supervisor: Client, stranger: Client, step: Step
) -> None:
    assert "Xin ghi vì sao" in ask(client, step, why=" ")
    assert "Đã trình người phụ trách" in ask(client, step)
    assert "đang chờ ý kiến" in ask(client, step)
    assert DemandRequest.objects.count() == 1
    text = text_of(supervisor.get("/quan-tri/cho-y-kien/"))
    assert "xin yêu cầu <strong>căn cước" in text
    assert "ông/bà chịu trách nhiệm" in text
    assert stranger.get("/quan-tri/cho-y-kien/").status_code == 403
    assert Step.objects.get(pk=step.pk).status == "AT_DESK"


@pytest.mark.parametrize("why", ["", ".", "x" * 1001])
def test_what_was_typed_for_a_supervisor_is_never_lost(
    client: Client, step: Step, why: str
) -> None:
    page = client.post(f"{CASES}{step.pk}/trinh/", {**ASKED, "why": why})
    text = text_of(page)
    assert page.status_code == 422
    assert 'value="Xin nộp căn cước của cha."' in text
    assert why in text
    assert DemandRequest.objects.count() == 0


@pytest.mark.parametrize(
    "typed", [{"blank_cause": ""}, {"items": "civil_registry.birth.child.sex"}]
)
def test_a_request_that_is_not_whole_goes_before_no_supervisor(
    client: Client, step: Step, typed: dict[str, str]
) -> None:
    page = client.post(f"{CASES}{step.pk}/trinh/", {**ASKED, **typed})
    assert (page.status_code, DemandRequest.objects.count()) == (422, 0)
    assert "giay.jpg" in text_of(page)


def test_the_supervisor_reads_what_the_family_would_read(
    client: Client, supervisor: Client, step: Step
) -> None:
    ask(client, step)
    text = text_of(supervisor.get("/quan-tri/cho-y-kien/"))
    assert "Ảnh giay.jpg bị mờ ở góc. Xin chụp lại." in text
    assert "Xin nộp căn cước của cha." in text
    assert "ALL1 – Ảnh không đọc được" in text
    assert "Tệp đã gửi" in text
    supervisor.post(f"/quan-tri/cho-y-kien/{DemandRequest.objects.get().pk}/", {"dong-y": "1"})
    assert ReturnRequest.objects.get().sentence == DemandRequest.objects.get().sentence


def test_nobody_decides_what_they_asked_for_themselves(supervisor: Client, step: Step) -> None:
    ask(supervisor, step)
    address = f"/quan-tri/cho-y-kien/{DemandRequest.objects.get().pk}/"
    told = text_of(supervisor.post(address, {"dong-y": "1"}, follow=True))
    assert "người phụ trách khác quyết định" in told
    assert DemandRequest.objects.get().decided_at is None
    assert Step.objects.get(pk=step.pk).status == "AT_DESK"


@pytest.mark.parametrize(("answer", "status"), [("dong-y", "RETURNED"), ("khong", "AT_DESK")])
def test_the_supervisor_answers_once_and_answers_for_it(
    client: Client, supervisor: Client, step: Step, answer: str, status: str
) -> None:
    ask(client, step)
    address = f"/quan-tri/cho-y-kien/{DemandRequest.objects.get().pk}/"
    assert client.post(address, {answer: "1"}).status_code == 403
    assert "Đã ghi ý kiến" in text_of(supervisor.post(address, {answer: "1"}, follow=True))
    assert "đã có ý kiến" in text_of(supervisor.post(address, {answer: "1"}, follow=True))
    assert Step.objects.get(pk=step.pk).status == status
    returned = step.dossier.journal.filter(act="returned").first()
    assert (returned is not None and returned.details["override"]) == (answer == "dong-y")
