"""One screen a case: what it shows, what it records, and what it never shows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from portal.documents import services as documents
from portal.pipeline.models import AccessLog, Attachment, Step, Verification
from portal.pipeline.services import open_case
from tests.officials.conftest import ELSEWHERE, dossier_code, text_of

CASES = "/quan-tri/ho-so/"
PICTURE = b"\xff\xd8\xff\xe0 an invented picture"


@pytest.fixture
def attachment(step: Step) -> Attachment:
    document = documents.keep(PICTURE, media_type="image/jpeg")
    return Attachment.objects.create(
        step=step, document=document, kind="upload", field="file", filename="ảnh giấy.jpg"
    )


def test_the_screen_shows_acts_files_clock_and_record(
    client: Client, step: Step, attachment: Attachment
) -> None:
    text = text_of(client.get(f"{CASES}{step.pk}/"))
    for words in (
        f"{dossier_code(step)}</span> · Mở đầu",
        "Tiếp nhận",
        "Đề nghị sửa",
        "Xác minh",
        "Chuyển nơi khác",
        "Từ chối",
        "ảnh giấy.jpg",
        "Nộp hồ sơ",
        "Mở xem lần đầu",
        "Phường Ba Đình",
    ):
        assert words in text


def test_the_first_look_opens_the_case_and_every_look_is_logged(client: Client, step: Step) -> None:
    for _look in range(3):
        client.get(f"{CASES}{step.pk}/")
    step.refresh_from_db()
    assert step.opened_at is not None
    assert AccessLog.objects.filter(dossier=step.dossier_id, act="read").count() == 3
    assert step.dossier.journal.filter(act="opened").count() == 1


def test_a_stranger_leaves_no_trace_because_nothing_was_read(stranger: Client, step: Step) -> None:
    stranger.get(f"{CASES}{step.pk}/")
    assert not AccessLog.objects.exists()


def test_other_steps_of_the_dossier_stay_closed(client: Client, step: Step) -> None:
    Step.objects.filter(dossier=step.dossier_id).exclude(pk=step.pk).update(commune_code=ELSEWHERE)
    assert "Bên trái" not in text_of(client.get(f"{CASES}{step.pk}/"))


def test_a_file_is_shown_inline_and_logged(
    client: Client, stranger: Client, step: Step, attachment: Attachment
) -> None:
    address = f"{CASES}{step.pk}/tep/{attachment.pk}/"
    shown, saved = client.get(address), client.get(address, {"tai": ""})
    assert (shown.content, shown["Content-Type"]) == (PICTURE, "image/jpeg")
    assert shown["Content-Disposition"].startswith("inline")
    assert saved["Content-Disposition"].startswith("attachment")
    assert shown["Cache-Control"] == "no-store"
    assert AccessLog.objects.filter(act="file").count() == 2
    assert stranger.get(address).status_code == 404


def test_a_file_of_another_case_does_not_open_through_ones_own(
    client: Client, step: Step, attachment: Attachment
) -> None:
    other = step.dossier.steps.get(procedure="invented.left")
    assert client.get(f"{CASES}{other.pk}/tep/{attachment.pk}/").status_code == 404


def test_a_file_the_store_has_lost_is_a_missing_page(client: Client, step: Step) -> None:
    lost = documents.keep(b"%PDF-1.7", media_type="application/pdf")
    type(lost).objects.filter(pk=lost.pk).update(sha256="0" * 64)
    kept = Attachment.objects.create(step=step, document_id="0" * 64, kind="result", field="ct08")
    assert client.get(f"{CASES}{step.pk}/tep/{kept.pk}/").status_code == 404


def test_an_open_question_is_shown_with_the_way_to_answer_it(client: Client, step: Step) -> None:
    Verification.objects.create(
        step=step,
        office="UBND xã Giả Định",
        question="Có đăng ký không?",
        asked_at=timezone.now(),
        new_due_on=timezone.localdate() + timedelta(days=3),
    )
    text = text_of(client.get(f"{CASES}{step.pk}/"))
    assert "Đang hỏi UBND xã Giả Định" in text
    assert "Nơi được hỏi trả lời thế nào" in text


def test_looking_up_again_says_where_the_datum_is(client: Client, step: Step) -> None:
    text = text_of(client.get(f"{CASES}{step.pk}/", {"tra": "marriage_certificate"}))
    assert "<strong>Tra cứu trong Cơ sở dữ liệu hộ tịch điện tử</strong>" in text


def test_a_step_that_is_over_offers_no_act(client: Client, step: Step, officer) -> None:
    open_case(step=step, by=officer, at=timezone.now())
    Step.objects.filter(pk=step.pk).update(status="WITHDRAWN")
    text = text_of(client.get(f"{CASES}{step.pk}/"))
    assert "Đã rút" in text
    assert "Đề nghị sửa</a>" not in text
