"""Mending what was filed: what somebody asked for, or anything while nobody has looked."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import Citizen, User
from portal.citizens import corrections, retention
from portal.citizens.models import KEPT, Amendment, Draft
from portal.consents.models import Consent
from portal.officials.history import history_of
from portal.pipeline import services
from portal.pipeline.family_pages import family_pages
from portal.pipeline.models import Attachment, Dossier, ReturnRequest
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate, invented
from tests.citizens.conftest import filed
from tests.citizens.pictures import photo

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]
NAME = "tested.birth.child:1-name"
PAPER = "tested.birth.child:1-paper"


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A filed dossier."""
    return filed(browser, mother)


def recorded(dossier: Dossier, procedure: str = "tested.birth") -> dict[str, Any]:
    return invented.RECORDED[fate.step_of(dossier, procedure).pk]


def told_of(dossier: Dossier) -> list[str]:
    """Return what the desk reads beside the corrections of the birth."""
    return [
        line.more for line in history_of(fate.step_of(dossier)) if line.act == "Gửi phần đã sửa"
    ]


class TestCorrecting:
    def test_only_the_returned_boxes_are_open(self, browser: Client, dossier: Dossier) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        body = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()

        assert "Cần sửa 1 chỗ" in body
        assert "Gửi lại chậm nhất thứ Tư, 02/12/2026" in body
        assert "Xin sửa tên." in body
        assert f'name="{NAME}"' in body
        assert "child:1-place" not in body
        assert 'value="An"' in body

    def test_what_is_sent_goes_back_to_whoever_asked(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        sent = {NAME: "Bình", "tested.birth.child:1-place": "03006", "tested.birth.who-children": 2}
        done = browser.post(f"/ho-so/{dossier.code}/can-sua/", sent, follow=True)

        assert "Đã gửi phần sửa." in done.content.decode()
        assert fate.step_of(dossier).status == StepStatus.AT_DESK
        assert recorded(dossier)["tested.birth.child"]["name"] == "Bình"
        assert recorded(dossier)["tested.birth.child"]["place"] == "00004"
        assert ReturnRequest.objects.get().answered_at is not None

    def test_what_was_not_changed_is_asked_for_once_more(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        address = f"/ho-so/{dossier.code}/can-sua/"
        asked = browser.post(address, {NAME: "An"}).content.decode()
        assert "Ông/bà chưa sửa gì ở phần được yêu cầu." in asked
        assert fate.step_of(dossier).status == StepStatus.RETURNED
        sent = browser.post(address, {NAME: "An", "giu_nguyen": "1"}, follow=True)

        assert "Đã gửi phần sửa." in sent.content.decode()
        assert told_of(dossier) == ["Gia đình giữ nguyên"]

    def test_the_desk_reads_what_was_changed_and_no_value(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.*")
        fresh = SimpleUploadedFile("moi.jpg", photo(700, 500))
        sent = {NAME: "Bình", PAPER: fresh, "tested.birth.child:1-place": "00004"}
        browser.post(f"/ho-so/{dossier.code}/can-sua/", sent)

        assert told_of(dossier) == ["Đã sửa: Giấy chứng sinh, Tên"]
        kept = family_pages.teller.was_and_now(fate.step_of(dossier), at=fate.AT)
        assert list(kept) == [("Tên", "An", "Bình")]

    def test_legs_that_have_not_begun_follow_the_correction(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "Bình"})

        assert recorded(dossier, "tested.house")["tested.birth.child"]["name"] == "Bình"

    def test_a_wrong_correction_is_kept_and_asked_again(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        answer = browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "123"})

        assert answer.status_code == 200
        assert "Tên không có chữ số" in answer.content.decode()
        assert fate.step_of(dossier).status == StepStatus.RETURNED
        assert Amendment.objects.get().pending

    def test_sending_twice_is_harmless(self, browser: Client, dossier: Dossier) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        address = f"/ho-so/{dossier.code}/can-sua/"
        browser.post(address, {NAME: "Bình"})
        second = browser.post(address, {NAME: "Cúc"})

        assert second["Location"] == f"/ho-so/{dossier.code}/"
        assert recorded(dossier)["tested.birth.child"]["name"] == "Bình"

    def test_a_paper_is_replaced(self, browser: Client, dossier: Dossier) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.*", reason="ALL1")
        old = Attachment.objects.get()
        page = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()
        number = page.split('name="bo_tep" value="')[1].split('"')[0]
        fresh = SimpleUploadedFile("moi.jpg", photo(700, 500))
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "An", "bo_tep": number})
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "An", PAPER: fresh})
        old.refresh_from_db()
        new = Attachment.objects.get(superseded_at=None)

        assert old.superseded_at is not None
        assert new.filename == "moi.jpg"
        assert new.revision == fate.step_of(dossier).revision

    def test_a_file_that_cannot_be_used_stands_beside_its_row(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.paper")
        sent = {PAPER: SimpleUploadedFile("a.jpg", b"nothing")}
        body = browser.post(f"/ho-so/{dossier.code}/can-sua/", sent).content.decode()

        assert "Gửi ảnh (JPG, PNG, HEIC) hoặc PDF." in body
        assert fate.step_of(dossier).status == StepStatus.RETURNED

    def test_several_returns_open_together_and_go_together(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.accepted(dossier)
        fate.granted(dossier)
        fate.sent_back(fate.step_of(dossier, "tested.house"), "tested.house.house.head")
        fate.sent_back(fate.step_of(dossier, "tested.card"), "tested.card.none")
        body = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {"tested.house.house-head": "Bà Mẫu"})

        assert "Bé sẽ thường trú ở đâu?" in body
        assert fate.step_of(dossier, "tested.house").status == StepStatus.HELD
        assert fate.step_of(dossier, "tested.card").status == StepStatus.IN_TRANSIT

    def test_what_names_no_box_opens_its_page(self, browser: Client, dossier: Dossier) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.unheard_of")
        body = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()

        assert "Cần sửa 1 chỗ" in body
        assert f'name="{NAME}"' in body
        assert "tested.birth.who-children" not in body

    def test_what_names_no_page_opens_the_leg(self, browser: Client, dossier: Dossier) -> None:
        fate.sent_back(fate.step_of(dossier), "elsewhere.box")
        body = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()

        assert "tested.birth.who-children" in body

    def test_what_keeps_a_leg_from_being_sent_is_drawn_and_kept(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        draft = Draft.objects.get()
        draft.typed["tested.birth.contact"] = {"phone": [""]}
        draft.save()
        address = f"/ho-so/{dossier.code}/can-sua/"
        body = browser.get(address).content.decode()
        sent = {NAME: "Bình", "tested.birth.contact-phone": "0912345678"}
        browser.post(address, sent)

        assert "tested.birth.contact-phone" in body
        assert fate.step_of(dossier).status == StepStatus.AT_DESK
        assert recorded(dossier)["tested.birth.contact"]["phone"] == "0912345678"

    def test_a_tick_can_be_taken_away(self, browser: Client, mother: Citizen) -> None:
        typed = invented.whole(tested_birth_who={"children": ["1"], "happy": ["on"]})
        dossier = filed(browser, mother, typed)
        assert recorded(dossier)["tested.birth.who"]["happy"] is True
        fate.sent_back(fate.step_of(dossier), "tested.birth.who.*")
        sent = {"tested.birth.who-children": "1"}
        browser.post(f"/ho-so/{dossier.code}/can-sua/", sent)

        assert recorded(dossier)["tested.birth.who"]["happy"] is False

    def test_a_correction_that_needs_an_official_is_not_sent(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.accepted(dossier)
        fate.granted(dossier)
        fate.sent_back(fate.step_of(dossier, "tested.house"), "tested.house.house.*")
        sent = {"tested.house.house-rented": "on"}
        body = browser.post(f"/ho-so/{dossier.code}/can-sua/", sent).content.decode()

        assert "Nhà thuê cần hợp đồng." in body
        assert fate.step_of(dossier, "tested.house").status == StepStatus.RETURNED

    def test_nothing_to_mend_leads_back(self, browser: Client, dossier: Dossier) -> None:
        answer = browser.get(f"/ho-so/{dossier.code}/can-sua/")

        assert answer["Location"] == f"/ho-so/{dossier.code}/"


class TestARecalledRequest:
    def recall(self, dossier: Dossier) -> None:
        by = User.objects.create(username="recaller", is_staff=True)
        services.recall_return(step_id=fate.step_of(dossier).pk, by=by, at=fate.AT)

    def test_what_was_typed_since_is_shown_once_and_not_kept(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.*")
        self.recall(dossier)
        address = f"/ho-so/{dossier.code}/can-sua/"
        sent = {NAME: "<b>Bình", "tested.birth.child:1-place": "00004"}
        body = browser.post(address, sent).content.decode()

        assert "Cán bộ đã rút lại đề nghị sửa; ông/bà không phải sửa gì nữa." in body
        assert "Tên: &lt;b&gt;Bình" in body
        assert "Nơi sinh" not in body  # as it was filed
        assert f'href="/ho-so/{dossier.code}/"' in body
        assert not Amendment.objects.exists()

    def test_whoever_typed_nothing_new_is_told_on_the_way_back(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        self.recall(dossier)
        address = f"/ho-so/{dossier.code}/can-sua/"
        for answer in (browser.post(address, {NAME: "An"}, follow=True), browser.get(address)):
            answer = browser.get(answer["Location"]) if answer.status_code == 302 else answer
            assert "không phải sửa gì nữa" in answer.content.decode()

    def test_an_official_who_recalls_while_it_is_sent(
        self, browser: Client, dossier: Dossier, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        send = corrections.send_correction

        def slowly(**act: Any) -> None:
            self.recall(dossier)
            send(**act)

        monkeypatch.setattr(corrections, "send_correction", slowly)
        body = browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "Bình"}).content.decode()

        assert "Tên: Bình" in body
        assert recorded(dossier)["tested.birth.child"]["name"] == "An"

    def test_one_that_was_answered_is_told_to_be_sent(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        address = f"/ho-so/{dossier.code}/can-sua/"
        browser.post(address, {NAME: "Bình"}, follow=True)
        answer = browser.post(address, {NAME: "Bình"}, follow=True)

        assert "Phần này đã được gửi trước đó." in answer.content.decode()


class TestFiledAtTheCounter:
    def test_what_is_to_be_mended_says_who_mends_it(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        Draft.objects.all().delete()
        address = f"/ho-so/{dossier.code}/can-sua/"
        for answer in (browser.get(address), browser.post(address, {NAME: "Bình"})):
            body = answer.content.decode()
            assert answer.status_code == 200
            assert "do cán bộ lập tại bàn tiếp nhận" in body
            assert "Xin làm chậm nhất thứ Tư, 02/12/2026." in body
            assert "Ủy ban nhân dân" in body or "UBND" in body

    def test_so_does_changing_it_before_anybody_looks(
        self, browser: Client, dossier: Dossier
    ) -> None:
        Draft.objects.all().delete()
        address = f"/ho-so/{dossier.code}/sua-lai/{fate.step_of(dossier).pk}/"
        for page in (address, f"{address}tested.birth.child:1/"):
            answer = browser.get(page)
            assert answer.status_code == 200
            assert "do cán bộ lập tại bàn tiếp nhận" in answer.content.decode()
        assert browser.get(f"/ho-so/{dossier.code}/sua-lai/0/").status_code == 404

    def test_so_does_naming_somebody_else(self, browser: Client, mother: Citizen) -> None:
        dossier = filed(browser, mother, invented.whole(tested_house_house={"head": ["Ông Mẫu"]}))
        one = Consent.objects.get(step_id=fate.step_of(dossier, "tested.house").pk)
        Draft.objects.all().delete()
        answer = browser.get(f"/ho-so/{dossier.code}/dong-y/{one.pk}/doi/")

        assert answer.status_code == 200
        assert "do cán bộ lập tại bàn tiếp nhận" in answer.content.decode()


class TestEditing:
    def address(self, dossier: Dossier, page: str = "") -> str:
        return f"/ho-so/{dossier.code}/sua-lai/{fate.step_of(dossier).pk}/{page}"

    def test_a_page_is_changed_and_then_sent(self, browser: Client, dossier: Dossier) -> None:
        page = self.address(dossier, "tested.birth.child:1/")
        assert 'value="An"' in browser.get(page).content.decode()
        back = browser.post(page, {NAME: "Bình", "tested.birth.child:1-place": "00004"})

        assert back["Location"] == self.address(dossier)
        assert recorded(dossier)["tested.birth.child"]["name"] == "An"
        done = browser.post(self.address(dossier), follow=True)
        assert "Đã gửi lại." in done.content.decode()
        assert recorded(dossier)["tested.birth.child"]["name"] == "Bình"
        assert fate.step_of(dossier).revision == 2

    def test_an_official_who_was_faster_ends_it(self, browser: Client, dossier: Dossier) -> None:
        fate.looked_at(dossier)
        answer = browser.get(self.address(dossier), follow=True)

        assert "Cán bộ đã bắt đầu xem" in answer.content.decode()

    def test_a_page_that_is_wrong_is_not_sent(self, browser: Client, dossier: Dossier) -> None:
        browser.post(self.address(dossier, "tested.birth.child:1/"), {NAME: ""})
        answer = browser.post(self.address(dossier))

        assert answer["Location"] == self.address(dossier)
        assert fate.step_of(dossier).revision == 1

    def test_strangers_and_made_up_pages(
        self, browser: Client, dossier: Dossier, stranger: Citizen, signed_in: Any
    ) -> None:
        assert browser.get(self.address(dossier, "nothing/")).status_code == 404
        assert browser.get(f"/ho-so/{dossier.code}/sua-lai/0/").status_code == 404
        assert signed_in(stranger).get(self.address(dossier)).status_code == 404


class TestBeginningAgain:
    def test_nothing_is_typed_twice_because_a_dossier_ended(
        self, browser: Client, dossier: Dossier, mother: Citizen
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {NAME: "Bình"})
        fate.moved(fate.step_of(dossier), StepStatus.REFUSED, "refused")
        assert "Nộp lại từ bản đã khai" in browser.get(f"/ho-so/{dossier.code}/").content.decode()
        answer = browser.post(f"/ho-so/{dossier.code}/nop-lai/")
        draft = Draft.objects.get(citizen=mother, filed_at=None)

        assert answer["Location"] == "/khai/tested/"
        assert draft.typed["tested.birth.child#1"]["name"] == ["Bình"]
        assert draft.files.count() == 1
        assert browser.get("/khai/tested/kiem-tra/").status_code == 200

    def test_a_draft_in_work_is_left_alone(
        self, browser: Client, dossier: Dossier, mother: Citizen
    ) -> None:
        browser.post("/khai/tested/tested.birth/who/", {"children": "2"})
        browser.post(f"/ho-so/{dossier.code}/nop-lai/")
        draft = Draft.objects.get(citizen=mother, filed_at=None)

        assert draft.typed == {"tested.birth.who": {"children": ["2"]}}


class TestForgetting:
    def test_what_was_typed_goes_once_everything_has_ended(
        self, browser: Client, dossier: Dossier
    ) -> None:
        later = datetime.now(UTC) + KEPT + timedelta(days=1)
        assert retention.forget_ended(at=later) == 0
        browser.post(f"/ho-so/{dossier.code}/rut/")
        assert retention.forget_ended(at=datetime.now(UTC)) == 0
        assert retention.forget_ended(at=later) == 1

        assert not Draft.objects.exists()
        assert Attachment.objects.count() == 1
        assert browser.get(f"/ho-so/{dossier.code}/").status_code == 200
