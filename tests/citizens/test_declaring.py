"""Filling in a declaration: saved at every step, in order, on any telephone."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens import drafts
from portal.citizens.models import Draft, DraftFile
from tests.citizens import invented
from tests.citizens.conftest import drafted
from tests.citizens.pictures import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
WHO = "/khai/tested/tested.birth/who/"
CHILD = "/khai/tested/tested.birth/child/1/"
CONTACT = "/khai/tested/tested.birth/contact/"


def test_a_stranger_to_the_portal_is_led_to_the_sign_in() -> None:
    answer = Client().get("/khai/tested/")

    assert answer.status_code == 302
    assert answer["Location"] == "/dang-nhap/?tiep=/khai/tested/"


def test_pages_are_asked_in_order_and_each_is_saved(browser: Client, mother: Citizen) -> None:
    assert browser.post(WHO, {"children": "1"})["Location"] == CHILD
    sent = {"name": "An", "paper": SimpleUploadedFile("a.jpg", photo())}
    assert browser.post(CHILD, sent)["Location"] == CONTACT
    assert browser.post(CONTACT, {"phone": "0912345678"})["Location"].endswith("/house/")
    last = browser.post("/khai/tested/tested.house/house/", {"head": ""})
    assert last["Location"] == "/khai/tested/kiem-tra/"

    draft = Draft.objects.get(citizen=mother)
    assert draft.typed["tested.birth.child#1"]["name"] == ["An"]
    assert draft.files.count() == 1


def test_every_page_says_that_nothing_is_filed_yet_and_is_not_stored(browser: Client) -> None:
    for address in ("/khai/tested/", WHO):
        answer = browser.get(address)
        assert "CHƯA NỘP" in answer.content.decode()
        assert answer["Cache-Control"] == "no-store"


def test_when_all_is_filled_in_the_list_leads_to_the_check(
    browser: Client, mother: Citizen
) -> None:
    draft = drafted(mother, papers=0)
    assert "Khai phần tiếp theo" in browser.get("/khai/tested/").content.decode()
    draft.delete()
    drafted(mother)
    body = browser.get("/khai/tested/").content.decode()

    onward = '<a class="lt-button" href="/khai/tested/kiem-tra/">Kiểm tra trước khi nộp</a>'
    assert onward in body
    assert "Khai phần tiếp theo" not in body


def test_half_a_page_is_kept_and_asked_again(browser: Client, mother: Citizen) -> None:
    browser.post(WHO, {"children": "1"})
    answer = browser.post(CHILD, {"name": "", "place": "Ba Đình, Hà Nội"})

    assert answer.status_code == 200
    assert Draft.objects.get(citizen=mother).typed["tested.birth.child#1"]["place"] == ["00004"]
    assert "Xin gửi giấy chứng sinh." in answer.content.decode()


def test_saving_and_leaving_leads_to_the_list(browser: Client) -> None:
    assert browser.post(WHO, {"luu_thoat": "1"})["Location"] == "/khai/tested/"


def test_a_draft_is_taken_up_on_another_telephone(
    browser: Client, mother: Citizen, signed_in: Any
) -> None:
    browser.post(WHO, {"children": "2"})
    other = signed_in(mother).get(WHO)

    assert 'value="2"' in other.content.decode()
    assert "checked" in other.content.decode()
    assert Draft.objects.count() == 1


def test_a_page_whose_turn_has_not_come_leads_to_the_list(browser: Client) -> None:
    assert browser.get(CONTACT)["Location"] == "/khai/tested/"
    assert browser.post(CONTACT, {"phone": "1"})["Location"] == "/khai/tested/"


def test_unknown_life_events_and_pages(browser: Client) -> None:
    assert browser.get("/khai/unknown/").status_code == 404
    assert browser.get("/khai/tested/tested.birth/nothing/")["Location"] == "/khai/tested/"
    assert browser.post("/khai/tested/tested.birth/chon/").status_code == 404


def test_nobody_sees_the_draft_of_another(
    browser: Client, mother: Citizen, stranger: Citizen, signed_in: Any
) -> None:
    name = "Ví Dụ Không Ai Thấy"  # a short one also stands in random tokens
    drafted(mother, invented.whole(tested_birth_child__1=invented.CHILD | {"name": [name]}))
    assert name in browser.get(CHILD).content.decode()

    theirs = signed_in(stranger)
    assert theirs.get(CHILD)["Location"] == "/khai/tested/"
    assert name not in theirs.get("/khai/tested/").content.decode()
    filing = Draft.objects.get(citizen=mother).filing
    assert theirs.post("/khai/tested/kiem-tra/", {"filing": str(filing)}).status_code == 404


def test_what_is_unusual_is_asked_once_more_and_then_stands(browser: Client) -> None:
    browser.post(WHO, {"children": "1"})
    sent = {"name": "Lạ", "paper": SimpleUploadedFile("a.jpg", photo())}
    asked = browser.post(CHILD, sent)
    body = asked.content.decode()
    seen = body.split('name="da_xem" value="')[1].split('"')[0]

    top, _, boxes = body.partition('<form method="post" novalidate')
    assert 'id="error-summary" tabindex="-1"' in top
    assert "Tên có vẻ lạ." in top
    assert 'href="#id_name"' in top
    assert "Nếu đúng, bấm Lưu và tiếp tục lần nữa." in top
    assert "Tên có vẻ lạ." in boxes
    assert browser.post(CHILD, {"name": "Lạ", "da_xem": seen})["Location"] == CONTACT
    assert browser.post(CHILD, {"name": "Lạ", "da_xem": "0"}).status_code == 200


class TestTwins:
    def test_each_child_has_its_own_page(self, browser: Client) -> None:
        browser.post(WHO, {"children": "2"})
        browser.post(CHILD, {"name": "An", "paper": SimpleUploadedFile("a.jpg", photo())})
        second = browser.get("/khai/tested/tested.birth/child/2/")

        assert "Bé thứ hai" in second.content.decode()

    def test_the_same_name_twice_is_asked_again(self, browser: Client, mother: Citizen) -> None:
        typed = invented.whole(tested_birth_who={"children": ["2"]})
        typed["tested.birth.child#2"] = invented.CHILD
        drafted(mother, typed, papers=2)
        again = browser.get("/khai/tested/tested.birth/child/2/")

        assert "Hai bé có cùng tên." in again.content.decode()
        assert browser.get("/khai/tested/kiem-tra/")["Location"].endswith("/child/2/")


class TestALegOfChoice:
    def test_it_may_be_left_for_later_and_taken_up_again(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        browser.post("/khai/tested/tested.house/chon/", {"lam": "0"})
        assert "Để lại sau" in browser.get("/khai/tested/").content.decode()
        assert browser.get("/khai/tested/kiem-tra/").status_code == 200
        browser.post("/khai/tested/tested.house/chon/", {"lam": "1"})

        assert Draft.objects.get(citizen=mother).left_out == []

    def test_the_opening_leg_cannot_be_left_out(self, browser: Client) -> None:
        assert browser.post("/khai/tested/tested.birth/chon/", {"lam": "0"}).status_code == 404


class TestTheCounter:
    def test_is_a_page_of_its_own_that_keeps_the_draft(
        self, browser: Client, mother: Citizen
    ) -> None:
        onward = browser.post(WHO, {"children": "1", "foreign": "on"})["Location"]
        assert onward == "/khai/tested/gap-can-bo/"
        page = browser.get(onward)
        body = page.content.decode()

        assert page.status_code == 200
        assert "Việc này làm theo thủ tục riêng." in body
        assert "Hộ chiếu" in body
        assert "Phường Ba Đình" in body or "phường Ba Đình" in body
        assert "<svg" in body
        assert Draft.objects.get(citizen=mother).typed["tested.birth.who"]["foreign"] == ["on"]

    def test_the_sheet_shows_what_was_typed_and_no_number_in_its_address(
        self, browser: Client, mother: Citizen
    ) -> None:
        browser.post(WHO, {"children": "1", "foreign": "on"})
        sheet = browser.get("/khai/tested/to-tom-tat/")
        body = sheet.content.decode()

        assert "Có yếu tố nước ngoài" in body
        assert Draft.objects.get(citizen=mother).short_code in body

    def test_one_leg_alone_goes_there_and_the_others_go_on(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        onward = browser.post("/khai/tested/tested.house/house/", {"rented": "on"})["Location"]
        page = browser.get(onward).content.decode()

        assert onward.endswith("?viec=tested.house")
        assert "Nhà thuê cần hợp đồng." in page
        assert "/khai/tested/kiem-tra/" in page
        assert browser.get("/khai/tested/kiem-tra/").status_code == 200

    def test_without_a_reason_it_leads_to_the_list(self, browser: Client) -> None:
        assert browser.get("/khai/tested/gap-can-bo/")["Location"] == "/khai/tested/"


class TestNamesOfPlaces:
    def test_a_name_that_means_one_place_becomes_its_code(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        browser.post(CHILD, {"name": "An", "place": "phường sa pa"})
        assert Draft.objects.get(citizen=mother).typed["tested.birth.child#1"]["place"] == ["03006"]
        assert "Phường Sa Pa" in browser.get(CHILD).content.decode()

    def test_a_name_that_means_several_is_offered_to_choose_from(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        typed = {"name": "", "place": "Ba Đình"}
        body = browser.post(CHILD, typed).content.decode()

        assert "Có nhiều nơi tên này" in body
        assert 'value="16171"' in body
        chosen = {"name": "An", "place": ["Ba Đình", "16171"]}
        browser.post(CHILD, chosen)
        assert Draft.objects.get(citizen=mother).typed["tested.birth.child#1"]["place"] == ["16171"]


class TestTime:
    def test_a_draft_is_kept_sixty_days(self, browser: Client, mother: Citizen) -> None:
        draft = drafted(mother)
        Draft.objects.update(updated_at=datetime.now(UTC) - timedelta(days=61))
        browser.get("/khai/tested/")

        assert not Draft.objects.filter(pk=draft.pk).exists()
        assert Draft.objects.get(citizen=mother).typed == {}

    def test_old_drafts_are_forgotten_with_their_files(self, mother: Citizen) -> None:
        drafted(mother)
        later = datetime.now(UTC) + timedelta(days=61)

        assert drafts.forget_old(at=later - timedelta(days=2)) == 0
        assert drafts.forget_old(at=later) == 1
        assert not DraftFile.objects.exists()


def test_hidden_characters_do_not_break_the_draft(browser: Client, mother: Citizen) -> None:
    browser.post(WHO, {"children": "1\x00"})

    assert Draft.objects.get(citizen=mother).typed["tested.birth.who"]["children"] == ["1"]


def test_only_the_boxes_of_the_page_are_kept(browser: Client, mother: Citizen) -> None:
    browser.post(WHO, {"children": "1", "csrfmiddlewaretoken": "x", "other": "y"})

    assert list(Draft.objects.get(citizen=mother).typed["tested.birth.who"]) == ["children"]


class TestOldWindows:
    def test_a_page_that_closed_meanwhile_keeps_what_was_typed(
        self, browser: Client, mother: Citizen
    ) -> None:
        draft = drafts.open_draft(citizen=mother, life_event="tested", at=datetime.now(UTC))
        sent = {"name": "An", "place": "Ba Đình", "csrfmiddlewaretoken": "x", "Lạ": "y"}
        done = browser.post("/khai/tested/tested.birth/child/1/", sent, follow=True)
        draft.refresh_from_db()

        assert "Những gì đã ghi vẫn được giữ." in done.content.decode()
        assert draft.typed == {"tested.birth.child#1": {"name": ["An"], "place": ["Ba Đình"]}}
        browser.post("/khai/tested/tested.birth/who/", {"children": "1"})
        assert 'value="An"' in browser.get("/khai/tested/tested.birth/child/1/").content.decode()

    @pytest.mark.parametrize("page", ["tested.birth/none/", "tested.birth/child/", "x/who/"])
    def test_a_page_that_never_was_keeps_nothing(
        self, browser: Client, mother: Citizen, page: str
    ) -> None:
        browser.post(f"/khai/tested/{page}", {"name": "An"})

        assert Draft.objects.get().typed == {}

    def test_a_draft_filed_in_another_window_is_no_error(
        self, browser: Client, mother: Citizen, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        real = drafts.walk

        def filed_meanwhile(draft: Draft, *, at: datetime) -> Any:
            Draft.objects.update(filed_at=at)
            return real(draft, at=at)

        monkeypatch.setattr(drafts, "walk", filed_meanwhile)
        done = browser.post("/khai/tested/tested.birth/who/", {"children": "1"}, follow=True)

        assert "đã được nộp hoặc xóa ở một cửa sổ khác" in done.content.decode()
