"""The first pages, before anybody has signed in."""

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from tests.citizens.conftest import drafted

pytestmark = pytest.mark.django_db


def test_home_offers_the_life_events_and_the_other_doors() -> None:
    body = Client().get("/").content.decode()

    for words in ("Em bé mới sinh", "Người thân qua đời", "Theo dõi hồ sơ", "/xac-nhan/"):
        assert words in body


def test_before_a_birth_one_screen_says_what_it_takes() -> None:
    body = Client().get("/bat-dau/birth/").content.decode()

    for words in ("Không phải nộp", "giấy đăng ký kết hôn", "Bao lâu", "Chi phí", "Bắt đầu khai"):
        assert words in body


@pytest.mark.usefixtures("family")
def test_what_cannot_be_declared_here_says_where() -> None:
    assert "Xin đến UBND xã, phường" in Client().get("/bat-dau/death/").content.decode()
    assert Client().get("/bat-dau/unknown/").status_code == 404


@pytest.mark.usefixtures("family")
def test_a_life_event_of_another_folder_needs_no_words_of_ours() -> None:
    body = Client().get("/bat-dau/tested/").content.decode()

    assert "Khai sinh thử" in body


@pytest.mark.usefixtures("family")
def test_who_has_a_draft_is_invited_to_go_on(browser: Client, mother: Citizen) -> None:
    drafted(mother)
    body = browser.get("/bat-dau/tested/").content.decode()

    assert "Khai tiếp" in body
    assert "CHƯA NỘP" in body


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("level", "mức 2"),
        ("cancelled", "chưa đồng ý ở VNeID"),
        ("idle", "những gì đã ghi vẫn còn"),
        ("anything", "Chưa đăng nhập được"),
    ],
)
def test_the_sign_in_says_what_went_wrong(code: str, words: str) -> None:
    assert words in Client().get(f"/dang-nhap/?vi={code}").content.decode()


def test_the_way_back_is_kept_and_nothing_else() -> None:
    body = Client().get('/dang-nhap/?tiep=/ho-so/"><script>').content.decode()

    assert 'value="/ho-so/&quot;&gt;&lt;script&gt;"' in body


def test_english_is_a_button_away() -> None:
    client = Client()
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})

    assert 'lang="en"' in client.get("/").content.decode()
