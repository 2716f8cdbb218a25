"""Filing: everything read once more, filed once, confirmed with a code, a day and a receipt."""

import threading
from datetime import UTC, datetime
from typing import Any
from unittest.mock import ANY

import pytest
from django.db import connections
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens.filing import NotWhole, file_draft
from portal.citizens.models import Draft, Receipt
from portal.pipeline.models import Attachment, Dossier, Step
from portal.pipeline.registry import registry
from tests.citizens import invented
from tests.citizens.conftest import drafted, filed
from tests.clones import CommittedDatabase
from tests.pipeline.invented import invented_citizen

CHECK = "/khai/tested/kiem-tra/"


@pytest.mark.django_db
@pytest.mark.usefixtures("family")
class TestTheLastLook:
    def test_shows_every_answer_in_words_with_a_way_to_mend_it(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        body = browser.get(CHECK).content.decode()

        assert "Phường Ba Đình, Thành phố Hà Nội" in body
        assert "giay.jpg" in body
        assert "/khai/tested/tested.birth/child/1/" in body
        assert "Tôi cam đoan" in body

    def test_a_page_left_blank_says_so_and_can_be_filled_in(
        self, browser: Client, mother: Citizen
    ) -> None:
        drafted(mother)
        body = browser.get(CHECK).content.decode()
        card = body[body.index("Bé sẽ thường trú ở đâu?") :].partition("</section>")[0]

        assert '<p class="lt-summary__none">Không ghi gì thêm</p>' in card
        assert "/khai/tested/tested.house/house/" in card
        assert "<dl" not in card

    def test_something_missing_leads_to_it(self, browser: Client, mother: Citizen) -> None:
        draft = drafted(mother, papers=0)
        assert browser.get(CHECK)["Location"] == "/khai/tested/tested.birth/child/1/"
        answer = browser.post(CHECK, {"filing": str(draft.filing)})

        assert answer["Location"] == "/khai/tested/"
        assert not Dossier.objects.exists()

    def test_a_filing_that_is_none(self, browser: Client, mother: Citizen) -> None:
        drafted(mother)
        for made_up in ("", "x", "00000000-0000-4000-8000-000000000000"):
            assert browser.post(CHECK, {"filing": made_up}).status_code == 404


@pytest.mark.django_db
@pytest.mark.usefixtures("family")
class TestFiling:
    def test_makes_a_dossier_with_its_answers_and_papers(
        self, browser: Client, mother: Citizen
    ) -> None:
        dossier = filed(browser, mother)
        birth = Step.objects.get(dossier=dossier, procedure="tested.birth")
        paper = Attachment.objects.get(step=birth)

        assert (dossier.applicant, dossier.phone) == (mother, "0912345678")
        assert invented.RECORDED[birth.pk]["tested.birth.child"]["name"] == "An"
        assert paper.field == "tested.birth.child.paper"
        assert (paper.kind, paper.filename) == ("upload", "giay.jpg")

    def test_pressing_twice_files_once_and_confirms_twice(
        self, browser: Client, mother: Citizen
    ) -> None:
        draft = drafted(mother)
        first = browser.post(CHECK, {"filing": str(draft.filing)})
        second = browser.post(CHECK, {"filing": str(draft.filing)})

        assert first["Location"] == second["Location"]
        assert Dossier.objects.count() == 1

    def test_twins_are_two_dossiers_of_one_filing(self, browser: Client, mother: Citizen) -> None:
        typed = invented.whole(tested_birth_who={"children": ["2"]})
        typed["tested.birth.child#2"] = {"name": ["Bình"]}
        draft = drafted(mother, typed, papers=2)
        browser.post(CHECK, {"filing": str(draft.filing)})
        first, second = Dossier.objects.filter(filing=draft.filing).order_by("ordinal")
        names = [
            invented.RECORDED[one.steps.get(procedure="tested.birth").pk]["tested.birth.child"]
            for one in (first, second)
        ]

        assert [one["name"] for one in names] == ["An", "Bình"]
        assert Attachment.objects.count() == 2
        done = browser.get(f"/ho-so/{first.code}/da-nop/").content.decode()
        assert second.code in done

    def test_a_leg_left_out_is_skipped(self, browser: Client, mother: Citizen) -> None:
        drafted(mother)
        browser.post("/khai/tested/tested.house/chon/", {"lam": "0"})
        draft = Draft.objects.get(citizen=mother)
        browser.post(CHECK, {"filing": str(draft.filing)})

        assert Step.objects.get(procedure="tested.house").status == "SKIPPED"

    def test_a_leg_that_an_official_must_see_says_why_and_where(
        self, browser: Client, mother: Citizen
    ) -> None:
        dossier = filed(browser, mother, invented.whole(tested_house_house={"rented": ["on"]}))

        (line,) = dossier.journal.filter(act="left_out")
        assert line.details == {"why": "official", "branch": "R09"}
        page = browser.get(f"/ho-so/{dossier.code}/").content.decode()
        assert "Cần gặp cán bộ" in page
        assert (
            "Nhà thuê cần hợp đồng. Mang theo: Hợp đồng thuê. Xin làm việc này tại Cơ quan"
            " tested.house." in page
        )
        assert "Gia đình chưa chọn việc này" not in page

    def test_afterwards_the_next_declaration_begins_anew(
        self, browser: Client, mother: Citizen
    ) -> None:
        filed(browser, mother)
        browser.get("/khai/tested/")

        assert Draft.objects.get(citizen=mother, filed_at=None).typed == {}

    def test_the_confirmation_says_code_day_and_what_comes_next(
        self, browser: Client, mother: Citizen
    ) -> None:
        dossier = filed(browser, mother)
        body = browser.get(f"/ho-so/{dossier.code}/da-nop/").content.decode()

        assert dossier.code in body
        assert "thứ " in body
        assert "<svg" in body
        assert f"/ho-so/{dossier.code}/bien-nhan/" in body
        assert "Đã nộp hồ sơ" in body

    def test_the_receipt_is_drawn_once(self, browser: Client, mother: Citizen) -> None:
        dossier = filed(browser, mother)
        address = f"/ho-so/{dossier.code}/bien-nhan/"
        first, second = browser.get(address), browser.get(address)

        assert first.content == second.content
        assert first.content.startswith(b"%PDF")
        assert first["Content-Type"] == "application/pdf"
        assert Receipt.objects.count() == 1

    def test_another_citizen_gets_nothing(
        self, browser: Client, mother: Citizen, stranger: Citizen, signed_in: Any
    ) -> None:
        dossier = filed(browser, mother)
        theirs = signed_in(stranger)
        for page in ("", "da-nop/", "bien-nhan/", "rut/", "bao-sai/", "can-sua/", "dong-y/"):
            assert theirs.get(f"/ho-so/{dossier.code}/{page}").status_code == 404


def test_two_tabs_at_the_same_moment_file_one_dossier(committed_db: CommittedDatabase) -> None:
    with registry.replaced(*invented.FAMILY):
        mother = invented_citizen(1)
        draft = drafted(mother)
        start = threading.Barrier(2)
        codes: list[list[str]] = []

        def press() -> None:
            start.wait()
            try:
                dossiers = file_draft(filing=draft.filing, applicant=mother, at=datetime.now(UTC))
                codes.append([one.code for one in dossiers])
            finally:
                connections.close_all()

        tabs = [threading.Thread(target=press) for _tab in range(2)]
        for tab in tabs:
            tab.start()
        for tab in tabs:
            tab.join()

        assert codes == [[ANY], codes[0]]
        assert Dossier.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("family")
def test_an_unfinished_draft_is_not_filed(mother: Citizen) -> None:
    draft = drafted(mother, papers=0)
    with pytest.raises(NotWhole):
        file_draft(filing=draft.filing, applicant=mother, at=datetime.now(UTC))
