"""What a family must do so that others can agree is told where it looks, not behind a link."""

from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.consents.models import Consent
from portal.pipeline.models import Dossier
from tests.citizens import fate, invented
from tests.citizens.conftest import filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]

NOTHING = "Không có. Khi có việc cần làm"
CODE = "Gửi mã cho Bà Chủ Hộ Mẫu để người đó đồng ý"
UNREACHED = "Không nhờ được Bà Chủ Hộ Mẫu qua VNeID. Xin đổi người hoặc gửi tờ CT01."
UNNUMBERED: dict[str, Any] = {"personal_number": ""}
UNDELIVERED: dict[str, Any] = {"status": "CANCELLED", "cause": "unreachable"}


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A dossier whose residence wants the head of the household to agree."""
    typed = invented.whole(tested_house_house={"head": ["Bà Chủ Hộ Mẫu"]})
    return filed(browser, mother, typed)


@pytest.mark.parametrize(
    ("found", "told", "button"),
    [
        (UNNUMBERED, CODE, "Xem mã để gửi"),
        (UNDELIVERED, UNREACHED, "Đổi người hoặc gửi tờ CT01"),
    ],
)
def test_who_cannot_be_asked_is_a_matter_of_the_family(
    browser: Client, dossier: Dossier, found: dict[str, Any], told: str, button: str
) -> None:
    Consent.objects.update(**found)
    tracked = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    turn, _, legs = tracked.partition("</section>")
    assert told in turn
    assert button in turn
    assert f"/ho-so/{dossier.code}/dong-y/" in turn
    assert NOTHING not in tracked
    assert told in legs
    confirmed = browser.get(f"/ho-so/{dossier.code}/da-nop/").content.decode()
    assert told in confirmed
    assert f"/ho-so/{dossier.code}/dong-y/" in confirmed


def test_so_it_is_while_everything_else_waits_for_them(browser: Client, dossier: Dossier) -> None:
    fate.accepted(dossier)
    fate.granted(dossier)
    Consent.objects.update(personal_number="")
    assert CODE in browser.get(f"/ho-so/{dossier.code}/").content.decode()


def test_who_was_asked_is_nothing_the_family_must_do(browser: Client, dossier: Dossier) -> None:
    tracked = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    assert NOTHING in tracked
    assert "Xem ai cần đồng ý" in tracked
    assert "/dong-y/" not in browser.get(f"/ho-so/{dossier.code}/da-nop/").content.decode()
