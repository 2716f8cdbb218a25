"""Both sides of an agreement: the family that asks, and the person who is asked."""

from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.consents.invitations import code_for
from portal.consents.models import Consent, ConsentStatus
from portal.pipeline.models import Dossier
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate, invented
from tests.citizens.conftest import filed
from tests.pipeline.invented import invented_citizen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A dossier whose residence waits for the head of the household."""
    typed = invented.whole(tested_house_house={"head": ["Bà Chủ Hộ Mẫu"]})
    dossier = filed(browser, mother, typed)
    fate.accepted(dossier)
    fate.granted(dossier)
    return dossier


@pytest.fixture
def head(signed_in: Any) -> Client:
    """The browser of the head of the household."""
    citizen = invented_citizen(3)
    citizen.personal_number, citizen.full_name = invented.HEAD, "Bà Chủ Hộ Mẫu"
    citizen.save()
    return signed_in(citizen)


def asked() -> Consent:
    return Consent.objects.get()


class TestTheOneWhoIsAsked:
    def test_sees_what_is_asked_by_whom_and_until_when(
        self, dossier: Dossier, head: Client
    ) -> None:
        listed = head.get("/xac-nhan/").content.decode()
        page = head.get(f"/xac-nhan/{asked().pk}/").content.decode()

        assert f"/xac-nhan/{asked().pk}/" in listed
        assert "Người Thử Nghiệm nhờ ông/bà xác nhận" in page
        assert "Đồng ý cho bé đăng ký thường trú thử." in page
        assert "Không phải tôi" in page

    @pytest.mark.parametrize(
        ("answer", "status", "then"),
        [
            ("agree", "AGREED", StepStatus.IN_TRANSIT),
            ("refuse", "REFUSED", StepStatus.RETURNED),
            ("not_me", "REFUSED", StepStatus.RETURNED),
        ],
    )
    def test_answers_and_the_leg_goes_on_or_back(
        self, dossier: Dossier, head: Client, answer: str, status: str, then: StepStatus
    ) -> None:
        assert fate.step_of(dossier, "tested.house").status == StepStatus.HELD
        sent = {"answer": answer, "reason": "Nhà chật"}
        done = head.post(f"/xac-nhan/{asked().pk}/", sent, follow=True).content.decode()

        assert "Đã ghi câu trả lời của ông/bà." in done
        assert asked().status == status
        assert asked().reason == ("Nhà chật" if answer == "refuse" else "")
        assert fate.step_of(dossier, "tested.house").status == then

    def test_cannot_answer_twice_differently(self, dossier: Dossier, head: Client) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "agree"})
        again = head.post(f"/xac-nhan/{asked().pk}/", {"answer": "refuse"}, follow=True)

        assert "đã được trả lời" in again.content.decode()
        assert asked().status == "AGREED"

    def test_without_a_button_nothing_is_answered(self, dossier: Dossier, head: Client) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {})

        assert asked().status == "ASKED"

    def test_nobody_else_sees_or_answers_it(
        self, dossier: Dossier, browser: Client, stranger: Citizen, signed_in: Any
    ) -> None:
        address = f"/xac-nhan/{asked().pk}/"
        for other in (browser, signed_in(stranger)):
            assert other.get(address).status_code == 404
            assert other.post(address, {"answer": "agree"}).status_code == 404
        assert Client().get(address)["Location"].startswith("/dang-nhap/")

    def test_a_code_is_taken_up_once(
        self, dossier: Dossier, stranger: Citizen, signed_in: Any
    ) -> None:
        Consent.objects.update(personal_number="", full_name="")
        theirs = signed_in(stranger)
        wrong = theirs.post("/xac-nhan/", {"code": "0000-0001-XXXX-XXXX-XXXX"})
        taken = theirs.post("/xac-nhan/", {"code": code_for(asked())})

        assert "Chưa thấy lời nhờ với mã này" in wrong.content.decode()
        assert taken["Location"] == f"/xac-nhan/{asked().pk}/"
        assert asked().personal_number == stranger.personal_number


class TestTheFamily:
    def test_sees_who_was_asked(self, dossier: Dossier, browser: Client) -> None:
        page = browser.get(f"/ho-so/{dossier.code}/dong-y/").content.decode()
        tracked = browser.get(f"/ho-so/{dossier.code}/").content.decode()

        assert "Bà Chủ Hộ Mẫu" in page
        assert "Chờ Bà Chủ Hộ Mẫu (chủ hộ) đồng ý" in tracked

    def test_is_told_of_reminders_once_there_were_any(
        self, dossier: Dossier, browser: Client
    ) -> None:
        assert "đã nhắc" not in browser.get(f"/ho-so/{dossier.code}/").content.decode()
        Consent.objects.filter(pk=asked().pk).update(
            status=ConsentStatus.REMINDED, reminded_count=2, last_reminded_at=fate.AT
        )

        tracked = browser.get(f"/ho-so/{dossier.code}/").content.decode()
        assert ", đã nhắc 2 lần, hết hạn" in tracked

    def test_reminds_at_most_once_a_day(self, dossier: Dossier, browser: Client) -> None:
        address = f"/ho-so/{dossier.code}/dong-y/{asked().pk}/nhac/"

        assert "Xin chờ thêm" in browser.post(address, follow=True).content.decode()
        assert browser.get(address).status_code == 405

    def test_names_another_person_where_the_head_is_declared(
        self, dossier: Dossier, browser: Client
    ) -> None:
        old = asked().pk
        address = f"/ho-so/{dossier.code}/dong-y/{old}/doi/"
        assert "tested.house.house-head" in browser.get(address).content.decode()
        sent = {"tested.house.house-head": "Ông Mẫu"}
        done = browser.post(address, sent, follow=True).content.decode()
        step = fate.step_of(dossier, "tested.house")

        assert "Đã gửi lời nhờ theo phần vừa sửa." in done
        assert invented.RECORDED[step.pk]["tested.house.house"]["head"] == "Ông Mẫu"
        assert step.status == StepStatus.HELD
        assert "Ông/bà đã sửa lại." in done

    def test_finds_that_nobody_has_to_agree_any_more(
        self, dossier: Dossier, browser: Client
    ) -> None:
        address = f"/ho-so/{dossier.code}/dong-y/{asked().pk}/doi/"
        browser.post(address, {"tested.house.house-head": ""})

        assert asked().status == ConsentStatus.CANCELLED
        assert fate.step_of(dossier, "tested.house").status == StepStatus.IN_TRANSIT

    def test_changes_nobody_who_agreed(
        self, dossier: Dossier, browser: Client, head: Client
    ) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "agree"})
        page = browser.get(f"/ho-so/{dossier.code}/dong-y/").content.decode()
        address = f"/ho-so/{dossier.code}/dong-y/{asked().pk}/doi/"

        assert "Đổi người" not in page
        assert "không cần đổi nữa" in browser.get(address, follow=True).content.decode()

    def test_a_refusal_is_no_success_and_leads_to_another_person(
        self, dossier: Dossier, browser: Client, head: Client
    ) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "refuse"})
        page = browser.get(f"/ho-so/{dossier.code}/dong-y/")
        (person,) = page.context["people"]
        mend = browser.get(person["replace_url"])

        assert (person["status"], person["tone"]) == ("Không đồng ý", "amber")
        assert mend["Location"] == f"/ho-so/{dossier.code}/can-sua/"

    def test_an_agreement_says_when(self, dossier: Dossier, browser: Client, head: Client) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "agree"})
        (person,) = browser.get(f"/ho-so/{dossier.code}/dong-y/").context["people"]

        assert person["status"].startswith("Đã đồng ý ngày ")
        assert person["tone"] == "green"

    def test_goes_on_without_the_leg_somebody_refused(
        self, dossier: Dossier, browser: Client, head: Client
    ) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "refuse"})
        step = fate.step_of(dossier, "tested.house")
        address = f"/ho-so/{dossier.code}/rut/{step.pk}/"
        assert address in browser.get(f"/ho-so/{dossier.code}/").content.decode()
        assert "Các việc khác vẫn đi tiếp." in browser.get(address).content.decode()
        browser.post(address)
        done = browser.get(f"/ho-so/{dossier.code}/").content.decode()

        assert fate.step_of(dossier, "tested.house").status == StepStatus.WITHDRAWN
        assert fate.step_of(dossier, "tested.card").status == StepStatus.IN_TRANSIT
        assert "Đã rút." in done
        assert "không còn rút được" in browser.post(address, follow=True).content.decode()

    def test_drops_no_leg_that_is_not_a_choice(
        self, dossier: Dossier, browser: Client, stranger: Citizen, signed_in: Any
    ) -> None:
        card = fate.step_of(dossier, "tested.card")
        house = fate.step_of(dossier, "tested.house")
        browser.post(f"/ho-so/{dossier.code}/rut/{card.pk}/")
        theirs = signed_in(stranger).post(f"/ho-so/{dossier.code}/rut/{house.pk}/")

        assert fate.step_of(dossier, "tested.card").status == StepStatus.IN_TRANSIT
        assert theirs.status_code == 404
        assert browser.post(f"/ho-so/{dossier.code}/rut/0/").status_code == 404

    def test_a_refusal_lets_the_family_name_another_and_go_on(
        self, dossier: Dossier, browser: Client, head: Client
    ) -> None:
        head.post(f"/xac-nhan/{asked().pk}/", {"answer": "refuse"})
        page = browser.get(f"/ho-so/{dossier.code}/can-sua/").content.decode()
        assert "Đổi người, chọn nơi khác hoặc gửi tờ CT01" in page
        assert "Người được nhờ không đồng ý" in page
        browser.post(f"/ho-so/{dossier.code}/can-sua/", {"tested.house.house-head": ""})

        assert "tested.house.house-head" in page
        assert fate.step_of(dossier, "tested.house").status != StepStatus.RETURNED

    def test_strangers_ask_nobody(
        self, dossier: Dossier, stranger: Citizen, signed_in: Any
    ) -> None:
        theirs = filed(signed_in(stranger), stranger)
        for code in (dossier.code, theirs.code):
            address = f"/ho-so/{code}/dong-y/{asked().pk}/doi/"
            assert signed_in(stranger).get(address).status_code == 404
