"""Signing in: a password and a code, a lock-out, and no text lost when the session falls idle."""

import time

import pytest
from axes.models import AccessAttempt
from django.http import HttpResponse
from django.test import Client
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.accounts import otp
from portal.accounts.models import User
from portal.accounts.sessions import OFFICIAL_IDLE_SECONDS, SEEN
from portal.officials.models import KeptText
from portal.pipeline.models import ReturnRequest, Step
from tests.officials.conftest import text_of
from tests.officials.fixtures import PASSWORD, desk_client

LOGIN, QUEUE = "/quan-tri/login/", "/quan-tri/ho-so/"


def signed_in(client: Client, user: User, code: str, password: str = PASSWORD) -> HttpResponse:
    return client.post(
        f"{LOGIN}?next={QUEUE}",
        {"username": user.username, "password": password, "otp_token": code},
    )


def code_of(user: User) -> str:
    device = TOTPDevice.objects.get(user=user)
    return f"{totp(device.bin_key, device.step, device.t0, device.digits, device.drift):06d}"


def test_the_page_speaks_vietnamese_whatever_the_browser_asks(db: None) -> None:
    text = text_of(Client().get(LOGIN, headers={"accept-language": "en"}))
    assert "Bàn làm việc của cán bộ" in text
    assert 'lang="vi"' in text
    assert "Mã 6 số trên ứng dụng, hoặc một mã dự phòng" in text


def test_password_and_code_open_the_queue(officer: User) -> None:
    client = Client()
    assert signed_in(client, officer, code_of(officer))["Location"] == QUEUE
    assert client.get(QUEUE).status_code == 200
    assert client.get("/quan-tri/")["Location"] == QUEUE


def test_a_recovery_code_opens_it_once(officer: User) -> None:
    code = otp.new_recovery_codes(officer)[0]
    assert signed_in(Client(), officer, code).status_code == 302
    assert "Mã chưa đúng" in text_of(signed_in(Client(), officer, code))


@pytest.mark.parametrize("code", ["", "000000", "không phải mã"])
def test_a_password_alone_opens_nothing(officer: User, code: str) -> None:
    client = Client()
    page = signed_in(client, officer, code)
    assert page.status_code == 200
    assert PASSWORD not in text_of(page)
    assert client.get(QUEUE)["Location"].startswith(LOGIN)


def test_a_session_no_device_has_verified_is_led_to_the_sign_in(officer: User, db: None) -> None:
    client = Client()
    client.force_login(officer, backend="django.contrib.auth.backends.ModelBackend")
    for address in (QUEUE, f"{QUEUE}1/", "/quan-tri/dang-mac/", "/quan-tri/"):
        assert client.get(address)["Location"].startswith(LOGIN)


def test_five_wrong_passwords_lock_out_even_the_right_one(officer: User) -> None:
    client = Client()
    for _attempt in range(5):
        page = signed_in(client, officer, code_of(officer), password="sai")
    assert page.status_code == 429
    assert "Tạm khóa đăng nhập" in text_of(page)
    assert signed_in(client, officer, code_of(officer)).status_code == 429
    assert AccessAttempt.objects.exists()


def fallen_idle(client: Client) -> Client:
    session = client.session
    session[SEEN] = int(time.time()) - OFFICIAL_IDLE_SECONDS - 1
    session.save()
    return client


def test_after_fifteen_minutes_the_desk_asks_again(client: Client) -> None:
    away = fallen_idle(client).get(QUEUE)
    assert away["Location"].startswith(LOGIN)
    assert "Đăng nhập lại, những gì đã ghi vẫn còn." in text_of(client.get(away["Location"]))


def test_text_sent_after_the_session_fell_idle_is_kept_and_nothing_is_done(
    client: Client, officer: User, step: Step
) -> None:
    address = f"{QUEUE}{step.pk}/de-nghi-sua/"
    typed = {"ly-do": "ALL1", "items": "file", "note": "Ảnh chụp\x00 nghiêng.", "gui": "1"}
    away = fallen_idle(client).post(address, typed)
    assert away["Location"].startswith(LOGIN)
    assert ReturnRequest.objects.count() == 0
    again = text_of(desk_client(officer).get(address))
    assert "Ảnh chụp nghiêng." in again
    assert "chưa gửi" in again


def test_kept_text_is_the_owners_alone_and_goes_when_it_is_used(
    client: Client, officer: User, supervisor: Client, step: Step
) -> None:
    address = f"{QUEUE}{step.pk}/de-nghi-sua/"
    fallen_idle(client).post(address, {"ly-do": "ALL1", "note": "Ảnh chụp nghiêng.", "gui": "1"})
    assert "Ảnh chụp nghiêng." not in text_of(supervisor.get(address))
    browser = desk_client(officer)
    browser.post(address, {"ly-do": "ALL1", "note": "Viết khác đi.", "gui": "1"})
    assert "Viết khác đi." in text_of(browser.get(address))  # not whole yet: the newest is kept
    whole = {"items": "file", "blank_file": "a.jpg", "blank_cause": "bị mờ", "blank_act": "chụp"}
    done = browser.post(address, {"ly-do": "ALL1", "gui": "1", **whole})
    assert (done.status_code, KeptText.objects.count()) == (302, 0)


def test_an_idle_acceptance_is_not_carried_out(client: Client, step: Step) -> None:
    fallen_idle(client).post(f"{QUEUE}{step.pk}/tiep-nhan/")
    step.refresh_from_db()
    assert step.status == "AT_DESK"
