"""Following a dossier: who has it, until when, what to do; results as soon as they exist."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens.models import DemandReport
from portal.handovers.models import Endpoint, Handover
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate, invented
from tests.citizens.conftest import drafted, filed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("family")]


@pytest.fixture
def dossier(browser: Client, mother: Citizen) -> Dossier:
    """A filed dossier."""
    return filed(browser, mother)


def page(browser: Client, dossier: Dossier) -> str:
    answer = browser.get(f"/ho-so/{dossier.code}/")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    return answer.content.decode()


class TestTheTimeline:
    def test_a_fresh_dossier_can_still_be_changed(self, browser: Client, dossier: Dossier) -> None:
        body = page(browser, dossier)

        assert "Đã đến Cơ quan tested.birth" in body
        assert "Ông/bà còn sửa lại được." in body
        assert "Bước này tự bắt đầu khi có giấy khai sinh thử." in body
        assert "Không có. Khi có việc cần làm, chúng tôi báo ngay." in body

    def test_says_who_has_looked_and_since_when(self, browser: Client, dossier: Dossier) -> None:
        fate.looked_at(dossier)
        body = page(browser, dossier)

        assert "Đang được xem" in body
        assert "đang xem từ 10:00 thứ Hai, 23/11/2026" in body
        assert "Sửa lại</a>" not in body

    def test_what_came_back_is_not_told_to_be_seen_before_it_came(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.looked_at(dossier)
        Step.objects.filter(dossier=dossier).update(since=fate.AT + timedelta(days=1))
        body = page(browser, dossier)

        assert "nhận lại lúc" in body
        assert "đang xem từ" not in body

    def test_what_follows_lies_at_the_desk_of_a_commune_with_a_name(
        self, browser: Client, dossier: Dossier
    ) -> None:
        following = dossier.steps.exclude(pk=fate.step_of(dossier).pk).first()
        assert following is not None
        Step.objects.filter(pk=following.pk).update(
            status=StepStatus.AT_DESK, commune_code="00004", opened_at=None
        )

        assert "Đã đến UBND phường Ba Đình" in page(browser, dossier)

    def test_another_office_is_asked(self, browser: Client, dossier: Dossier) -> None:
        fate.verified_elsewhere(fate.step_of(dossier))
        body = page(browser, dossier)

        assert "đang hỏi UBND xã Khác. Hẹn mới: thứ Tư, 02/12/2026" in body
        assert "thay cho thứ Ba, 24/11/2026. Xin lỗi ông/bà" in body

    def test_a_return_says_what_to_do_and_until_when(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.sent_back(fate.step_of(dossier), "tested.birth.child.name")
        body = page(browser, dossier)

        assert "Xin sửa tên. Gửi lại chậm nhất thứ Tư, 02/12/2026." in body
        assert f"/ho-so/{dossier.code}/can-sua/" in body
        assert "Cần ông/bà sửa" in body

    def test_a_line_that_is_down_asks_nothing_of_the_family(
        self, browser: Client, dossier: Dossier
    ) -> None:
        fate.accepted(dossier)
        Endpoint.objects.update(down_since=fate.AT)
        body = page(browser, dossier)

        assert "Đang chờ đường truyền" in body
        assert "không cần nộp lại" in body

    def test_a_stalled_message_is_told_plainly(self, browser: Client, dossier: Dossier) -> None:
        fate.accepted(dossier)
        fate.stalled(fate.step_of(dossier))

        assert "Đang gỡ vướng" in page(browser, dossier)

    @pytest.mark.parametrize(
        ("note", "words"),
        [
            ("", "đang giải quyết"),
            ("number_due", "Đã đăng ký, chờ số định danh"),
            ("e_copy_due", "Đã đăng ký, chờ bản điện tử"),
        ],
    )
    def test_with_the_agency(
        self, browser: Client, dossier: Dossier, note: str, words: str
    ) -> None:
        fate.accepted(dossier)
        fate.received(dossier, note=note)

        assert words in page(browser, dossier)

    def test_a_refusal_says_why(self, browser: Client, dossier: Dossier) -> None:
        step = fate.step_of(dossier)
        fate.moved(step, StepStatus.REFUSED, "refused", details={"reason": "XX3"})
        body = page(browser, dossier)

        assert "Không giải quyết được" in body
        assert "Nghị định 63/2024/NĐ-CP Điều 8" in body
        assert "Không phải làm" in body

    def test_another_citizens_dossier_does_not_exist(
        self, dossier: Dossier, stranger: Citizen, signed_in: Any
    ) -> None:
        theirs = signed_in(stranger)

        assert theirs.get(f"/ho-so/{dossier.code}/").status_code == 404
        assert theirs.get("/ho-so/LT-000000-0000-0000-0000/").status_code == 404
        assert theirs.get("/ho-so/LT%00/").status_code == 404
        assert dossier.code not in theirs.get("/ho-so/").content.decode()

    def test_however_much_happened_the_queries_are_the_same(
        self, browser: Client, dossier: Dossier, django_assert_max_num_queries: Any
    ) -> None:
        fate.accepted(dossier)
        fate.granted(dossier)
        fate.granted(dossier, "tested.card")
        with django_assert_max_num_queries(16):
            browser.get(f"/ho-so/{dossier.code}/")


class TestResults:
    def test_are_there_as_soon_as_they_exist(self, browser: Client, dossier: Dossier) -> None:
        fate.accepted(dossier)
        paper = fate.granted(dossier)
        body = page(browser, dossier)
        address = f"/ho-so/{dossier.code}/ket-qua/{paper.pk}/"
        answer = browser.get(address)

        assert "Đã đăng ký khai sinh" in body
        assert address in body
        assert answer.content == b"%PDF-1.7 tested.birth"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["X-Content-Type-Options"] == "nosniff"

    def test_are_nobody_elses(
        self, dossier: Dossier, stranger: Citizen, browser: Client, signed_in: Any
    ) -> None:
        fate.accepted(dossier)
        paper = fate.granted(dossier)
        theirs = filed(signed_in(stranger), stranger)
        for code in (dossier.code, theirs.code):
            address = f"/ho-so/{code}/ket-qua/{paper.pk}/"
            assert signed_in(stranger).get(address).status_code == 404
        assert browser.get(f"/ho-so/{dossier.code}/ket-qua/0/").status_code == 404

    def test_uploads_are_no_results(self, browser: Client, dossier: Dossier) -> None:
        upload = fate.step_of(dossier).attachments.get()

        assert browser.get(f"/ho-so/{dossier.code}/ket-qua/{upload.pk}/").status_code == 404


class TestTheList:
    def test_shows_drafts_and_dossiers(
        self, browser: Client, dossier: Dossier, mother: Citizen
    ) -> None:
        drafted(mother)
        body = browser.get("/ho-so/").content.decode()

        assert "CHƯA NỘP" in body
        assert dossier.code in body
        assert "Đã nộp" in body

    def test_children_of_one_mother_are_told_apart(self, browser: Client, mother: Citizen) -> None:
        for name in ("An", "Bình"):
            filed(browser, mother, invented.whole(tested_birth_child__1={"name": [name]}))
        body = browser.get("/ho-so/").content.decode()

        assert ">tested: An</a>" in body
        assert ">tested: Bình</a>" in body

    def test_costs_the_same_for_one_and_for_many(
        self, browser: Client, mother: Citizen, django_assert_num_queries: Any
    ) -> None:
        filed(browser, mother)
        browser.get("/ho-so/")
        with django_assert_num_queries(10):
            browser.get("/ho-so/")
        for _more in range(3):
            filed(browser, mother)
        with django_assert_num_queries(10):
            body = browser.get("/ho-so/").content.decode()

        assert body.count("/ho-so/LT-") == 4


def test_withdrawing_takes_back_what_has_no_result(browser: Client, dossier: Dossier) -> None:
    fate.accepted(dossier)
    fate.granted(dossier)
    asked = browser.get(f"/ho-so/{dossier.code}/rut/").content.decode()
    assert "Phần đã có kết quả không rút được" in asked
    done = browser.post(f"/ho-so/{dossier.code}/rut/", follow=True).content.decode()

    assert "Đã rút phần còn lại." in done
    assert fate.step_of(dossier).status == StepStatus.GRANTED
    assert fate.step_of(dossier, "tested.card").status == StepStatus.WITHDRAWN
    again = browser.post(f"/ho-so/{dossier.code}/rut/", follow=True).content.decode()
    assert "không còn phần nào để rút" in again


def test_what_has_left_the_house_is_only_wished_back_and_said_to_be(
    browser: Client, dossier: Dossier
) -> None:
    fate.accepted(dossier)
    Handover.objects.filter(channel="step").update(status="OWED", attempts=1)
    asked = browser.get(f"/ho-so/{dossier.code}/rut/").content.decode()
    assert "chưa rút ngay được" in asked
    done = browser.post(f"/ho-so/{dossier.code}/rut/", follow=True).content.decode()

    assert "Đã ghi ý muốn rút." in done
    assert "Đã rút phần còn lại." not in done
    assert "cán bộ thấy ý muốn này và gọi cho cơ quan đó" in done
    assert fate.step_of(dossier).status in ("IN_TRANSIT", "WITH_AGENCY")


def test_reporting_a_forbidden_demand(browser: Client, dossier: Dossier) -> None:
    address = f"/ho-so/{dossier.code}/bao-sai/"
    assert "Báo yêu cầu sai quy định" in browser.get(address).content.decode()
    assert browser.post(address, {}).status_code == 200
    sent = {"papers": ["another"], "where": "telephone", "words": "Gọi lúc 9 giờ"}
    browser.post(address, sent)
    report = DemandReport.objects.get()

    assert (report.dossier, report.papers, report.where) == (dossier, ["another"], "telephone")
