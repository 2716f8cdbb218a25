"""Three births that need no official: registered already, a parent's to file, nobody's to file."""

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens.models import Draft
from tests.citizens.test_birth_journey import BIRTH, BORN, married

pytestmark = pytest.mark.django_db
FIT = f"/khai/birth/{BIRTH}/fit/"
APPLICANT = f"/khai/birth/{BIRTH}/applicant/"
COUNTER = "/khai/birth/gap-can-bo/"


def fit(browser: Client, situation: str, **more: str) -> str:
    """Answer the first page and return where the family is led in the end."""
    born_on = f"{BORN:%d/%m/%Y}"
    said = {"situation": situation, "born_on": born_on, "birth_country": "VN", "children": "1"}
    return followed(browser, FIT, {**said, **more})


def followed(browser: Client, address: str, said: dict[str, str]) -> str:
    """Post a page and return the words of the one it leads to, which must be whole."""
    answer = browser.post(address, said, follow=True)
    assert answer.status_code == 200
    assert answer.redirect_chain, "the page asks again"
    return str(answer.content.decode())


class TestABirthRegisteredAlready:
    def test_leads_to_the_two_offices_that_do_the_rest(
        self, browser: Client, mother: Citizen
    ) -> None:
        words = fit(browser, "registered")
        assert "Bé đã có giấy khai sinh. Ông/bà chỉ cần làm việc còn thiếu" in words
        assert "Đăng ký thường trú" in words and "Công an phường Ba Đình" in words
        assert "Bảo hiểm xã hội phường Ba Đình" in words
        assert "Ủy ban nhân dân" not in words

    def test_is_not_called_the_official_s_work(self, browser: Client, mother: Citizen) -> None:
        words = fit(browser, "registered")
        assert "Việc này cần cán bộ" not in words
        assert "Mang theo" not in words and "to-tom-tat" not in words
        assert "Đã có, không phải khai" in browser.get("/khai/birth/").content.decode()


class TestAStillbirth:
    def test_has_a_quiet_page_of_its_own(self, browser: Client, mother: Citizen) -> None:
        words = fit(browser, "stillborn", born_on="")
        assert "Chúng tôi xin chia buồn cùng gia đình." in words
        assert "không phải đăng ký khai sinh" in words
        assert "Mang theo" not in words and '<svg class="segno' not in words
        assert "CHƯA NỘP" not in words and "được giữ đến" not in words
        assert browser.get("/khai/birth/khong-phai-khai/B12/").status_code == 200

    def test_leaves_no_draft(self, browser: Client, mother: Citizen) -> None:
        fit(browser, "stillborn", born_on="")
        assert not Draft.objects.exists()

    def test_leaves_no_draft_when_the_family_leaves_the_page(
        self, browser: Client, mother: Citizen
    ) -> None:
        fit(browser, "stillborn", born_on="", luu_thoat="1")
        assert not Draft.objects.exists()

    def test_a_wrong_tick_costs_nothing_else_that_was_typed(
        self, browser: Client, mother: Citizen
    ) -> None:
        fit(browser, "ordinary")
        browser.post(APPLICANT, married()[f"{BIRTH}.applicant"])
        fit(browser, "stillborn")
        assert list(Draft.objects.get().typed) == [f"{BIRTH}.applicant"]

    def test_is_never_told_that_it_is_late(self, browser: Client, mother: Citizen) -> None:
        assert "Đã quá" not in fit(browser, "stillborn", born_on="01/02/2026")

    def test_no_other_branch_has_that_page(self, browser: Client, mother: Citizen) -> None:
        for branch in ("B30", "B09", "T99"):
            answer = browser.get(f"/khai/birth/khong-phai-khai/{branch}/")
            assert answer.status_code == 404


class TestAParentWhoCanSignIn:
    def test_is_asked_to_and_no_draft_is_promised(self, browser: Client, mother: Citizen) -> None:
        fit(browser, "ordinary")
        relative = {
            "relation": "relative",
            "parent_can_sign_in": "yes",
            "nationality": "vietnamese",
            "mother_number": "yes",
        }
        words = followed(browser, APPLICANT, relative)
        assert "đăng nhập bằng VNeID của mình" in words
        assert "bản nháp" not in words and "Việc này cần cán bộ" not in words
        assert "UBND" not in words and "Ủy ban nhân dân" not in words


def test_the_first_page_says_that_the_identity_card_is_apart() -> None:
    words = Client().get("/bat-dau/birth/").content.decode()
    assert "Thẻ căn cước cho bé: xin làm tại Công an xã, phường" in words
