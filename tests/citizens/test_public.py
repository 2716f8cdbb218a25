"""The look-up without signing in: the same answer to every stranger, and no name for anybody."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens import lookups
from portal.citizens.models import LookUps
from portal.pipeline.models import Dossier
from tests.citizens import fate, invented
from tests.citizens.conftest import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
ADDRESS = "/tra-cuu/"
NOT_FOUND = "Chưa thấy hồ sơ với mã và số điện thoại này."


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A filed dossier, whose telephone ends in 5678."""
    typed = invented.whole(tested_house_house={"head": ["Bà Chủ Hộ Mẫu"]})
    return filed(browser, mother, typed)


def looked_up(code: str, digits: str, address: str = "127.0.0.1") -> tuple[int, str]:
    sent = {"code": code, "digits": digits}
    answer = Client(REMOTE_ADDR=address).post(ADDRESS, sent)
    return answer.status_code, answer.content.decode()


def test_shows_states_and_days_and_no_name(dossier: Dossier) -> None:
    fate.accepted(dossier)
    fate.granted(dossier)
    status, body = looked_up(dossier.code.lower(), "5678")

    assert status == 200
    assert "Đã đăng ký khai sinh" in body
    assert "Chờ người khác đồng ý" in body
    for secret in ("Người Thử Nghiệm", "Bà Chủ Hộ", "0912345678", ">An<"):
        assert secret not in body


def test_a_return_is_told_without_its_sentence(dossier: Dossier) -> None:
    fate.sent_back(fate.step_of(dossier), "tested.birth.child.name", sentence='Tên "An" chưa ghi.')
    _status, body = looked_up(dossier.code, "5678")

    assert "Cần sửa" in body
    assert '"An"' not in body


def test_wrong_and_unknown_are_answered_alike(dossier: Dossier) -> None:
    unknown = "LT-261122-0000-0000-0000"
    answers = {
        (status, body.replace(dossier.code, "X").replace(unknown, "X"))
        for status, body in (
            looked_up(dossier.code, "0000"),
            looked_up(unknown, "5678"),
            looked_up(unknown, "0000"),
        )
    }
    pages = {(status, _without_token(body)) for status, body in answers}

    assert len(pages) == 1
    assert NOT_FOUND in next(iter(pages))[1]


def test_a_dossier_without_a_telephone_is_found_by_nobody(dossier: Dossier) -> None:
    Dossier.objects.update(phone="")
    for digits in ("0000", "----"):
        assert dossier.code not in looked_up(dossier.code, digits)[1].split("<form")[0]


@pytest.mark.parametrize("digits", ["", "567", "56789", "abcd", "５６７８"])
def test_four_digits_are_asked_for(dossier: Dossier, digits: str) -> None:
    status, body = looked_up(dossier.code, digits)

    assert status == 200
    assert "4 " in body
    assert "Đã đến" not in body


def test_one_code_cannot_be_guessed_at(dossier: Dossier) -> None:
    tries = [looked_up(dossier.code, f"{number:04}", f"10.0.0.{number}")[0] for number in range(9)]

    assert tries == [200] * lookups.MOST_OF_A_CODE + [429]
    assert looked_up(dossier.code, "5678", "10.0.1.1")[0] == 429


def test_one_address_cannot_try_many_codes() -> None:
    tries = [looked_up(f"LT-{number}", "0000")[0] for number in range(21)]

    assert tries == [200] * lookups.MOST_BY_ADDRESS + [429]


def test_tries_are_counted_by_checksum_and_forgotten(dossier: Dossier) -> None:
    looked_up(dossier.code, "5678")

    assert all(dossier.code not in one.who for one in LookUps.objects.all())
    assert lookups.forget_old(at=datetime.now(UTC) + timedelta(hours=1)) == 2


def test_the_qr_brings_the_code_along(dossier: Dossier) -> None:
    body = Client().get(f"{ADDRESS}?ma={dossier.code}").content.decode()

    assert f'value="{dossier.code}"' in body


def _without_token(body: str) -> str:
    """Return a page without its tokens and without what the visitor typed."""
    return re.sub(r'value="[^"]*"', "", body)
