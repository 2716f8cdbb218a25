"""Reading a certificate before it is written."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.pipeline.models import Dossier, Proof
from tests.citizens import fate
from tests.citizens.conftest import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A dossier whose certificate lies before the family."""
    dossier = filed(browser, mother)
    step = fate.step_of(dossier)
    until = fate.AT + timedelta(days=1)
    Proof.objects.create(step=step, revision=1, sent_at=fate.AT, answer_by=until)
    fate.moved(step, None, "proof_sent", note="proof_out")
    return dossier


def address(dossier: Dossier) -> str:
    return f"/ho-so/{dossier.code}/xem-truoc/{fate.step_of(dossier).pk}/"


def test_the_family_is_invited_and_told_until_when(browser: Client, dossier: Dossier) -> None:
    tracked = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    page = browser.get(address(dossier)).content.decode()

    assert "Mời ông/bà xem lại" in tracked
    assert "trả lời trước 10:00 thứ Ba, 24/11/2026" in tracked
    assert address(dossier) in tracked
    assert "không trả lời được hiểu là đồng ý" in page


def test_right_is_one_click(browser: Client, dossier: Dossier) -> None:
    browser.post(address(dossier), {"answer": "right", "words": "thừa"})
    proof = Proof.objects.get()

    assert (proof.is_right, proof.words) == (True, "")


def test_what_is_not_right_is_said_in_words(browser: Client, dossier: Dossier) -> None:
    again = browser.post(address(dossier), {"answer": "wrong", "words": ""})
    assert "Xin ghi chỗ chưa đúng." in again.content.decode()
    browser.post(address(dossier), {"answer": "wrong", "words": "Tên đệm là Thị"})
    proof = Proof.objects.get()

    assert (proof.is_right, proof.words) == (False, "Tên đệm là Thị")
    late = browser.post(address(dossier), {"answer": "right"}, follow=True)
    assert "đã kết thúc" in late.content.decode()


def test_a_stray_answer_changes_nothing(browser: Client, dossier: Dossier) -> None:
    assert browser.post(address(dossier), {"answer": "perhaps"}).status_code == 200
    assert Proof.objects.get().is_open


def test_strangers_read_nothing(dossier: Dossier, stranger: Citizen, signed_in: Any) -> None:
    theirs = filed(signed_in(stranger), stranger)
    for code in (dossier.code, theirs.code):
        page = f"/ho-so/{code}/xem-truoc/{fate.step_of(dossier).pk}/"
        assert signed_in(stranger).get(page).status_code == 404
