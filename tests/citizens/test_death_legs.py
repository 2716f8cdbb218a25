"""A death with what a family lets go along with it: chosen, tracked, and mended."""

from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.hospital_papers.habits import Kind
from portal.hospital_papers.services import held_by
from portal.pipeline.models import Dossier, Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from tests.citizens import fate
from tests.citizens.test_death_journey import ANSWERS, DEATH, DIED, Family
from tests.hospital_papers.conftest import believed, country, send

__all__ = ["believed", "country", "send"]  # fixtures of the room that keeps the papers

pytestmark = pytest.mark.django_db
DEREGISTRATION = "residence.deregistration"
ALLOWANCE, SURVIVORS = "funeral_benefits.allowance", "funeral_benefits.survivors"
SILENT = "insurance.coverage_end"
MOST = 22  # of a page with five legs, the procedures' own sentences among them
PARTS = {
    "household": {"head_is": "deceased"},
    "benefits": {
        "pension": "unknown",
        "contributed": "unknown",
        "monthly_aid": "no",
        "merits": ["unknown"],
    },
    "estimate": {},
    "payee": {"payee_is": "applicant"},
    "payment": {"pay_by": "cash"},
}


class Choosing(Family):
    """A family that answers whatever pages the legs it chose bring along."""

    def __init__(self, client: Client, *chosen: str, **changes: Any) -> None:
        super().__init__(client, **changes)
        regime = {"long_enough": "yes", "wanted": "monthly", "people": "0"}
        self.answers |= {**PARTS, "legs": {"chosen": list(chosen)}, "regime": regime}

    def walk(self) -> str:
        """Answer whatever page comes; pages of two legs may have one name."""
        address = self.client.get("/khai/death/").context["next_url"]
        while "kiem-tra" not in address and "gap-can-bo" not in address:
            assert len(self.asked) < 30, self.asked
            self.asked.append(address.rstrip("/").rpartition("/")[2])
            address = self._answer(address, dict(self.answers[self.asked[-1]]))
        return address


def filed(client: Client, *chosen: str, **changes: Any) -> Dossier:
    """File a death with these legs, page by page."""
    family = Choosing(client, *chosen, **changes)
    assert family.walk() == "/khai/death/kiem-tra/"
    return family.file()


def test_two_procedures_are_declared_and_the_others_are_left(
    browser: Client, mother: Citizen
) -> None:
    empty = browser.get("/khai/death/")
    assert "Đã khai 0 trong 9 phần." in empty.content.decode()
    family = Choosing(browser, DEREGISTRATION)
    family.walk()
    assert family.asked == [*list(ANSWERS)[:6], "legs", *list(ANSWERS)[6:], "household"]
    assert "Đã khai 10 trong 10 phần." in browser.get("/khai/death/").content.decode()
    last_look = browser.get("/khai/death/kiem-tra/").content.decode()
    assert "Chưa làm trong lần này" in last_look
    silent = str(registry[SILENT].title)
    choice = browser.get(f"/khai/death/{DEATH}/legs/").content.decode()
    for said in (browser.get("/bat-dau/death/").content.decode(), choice, last_look):
        assert silent in said  # done by itself: heard of before filing
        assert "đăng ký kết hôn" not in said
    dossier = family.file()

    standing = dict(Step.objects.filter(dossier=dossier).values_list("procedure", "status"))
    assert standing == {
        DEATH: "AT_DESK",
        DEREGISTRATION: "WAITING",
        SILENT: "WAITING",
        ALLOWANCE: "SKIPPED",
        SURVIVORS: "SKIPPED",
    }
    page = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    assert page.count("Để lại sau") == 2
    assert "Khi muốn làm, ông/bà nộp tại" in page and "Không phải làm" not in page
    assert "và đưa trích lục khai tử" in page
    done = browser.get(f"/ho-so/{dossier.code}/da-nop/").content.decode()
    assert done.count("tự bắt đầu khi có trích lục khai tử") == 1  # of both that wait
    assert "Mai táng phí" not in done


def test_five_legs_cost_as_many_queries_whatever_became_of_them(
    browser: Client, mother: Citizen, django_assert_max_num_queries: Any
) -> None:
    dossier = filed(browser, DEREGISTRATION, ALLOWANCE, SURVIVORS)
    address = f"/ho-so/{dossier.code}/"
    with django_assert_max_num_queries(MOST) as fresh:
        assert browser.get(address).content.decode().count("<article") == 5
    fate.moved(fate.step_of(dossier, ALLOWANCE), StepStatus.AT_DESK, "started")
    fate.sent_back(fate.step_of(dossier, DEATH), f"{DEATH}.deceased.born_on")
    with django_assert_max_num_queries(MOST) as returned:
        page = browser.get(address).content.decode()
    assert "Xin sửa tên." in page and "UBND phường Ba Đình (mai táng phí)" in page
    assert len(returned) <= len(fresh) + 1, (len(returned), len(fresh))
    print("QUERIES", len(fresh), len(returned))


def test_what_is_left_blank_before_the_place_is_chosen_is_not_asked_for(
    browser: Client, mother: Citizen
) -> None:
    Choosing(browser, event={"place_kind": ""}).client.get("/khai/death/")
    for page in list(ANSWERS)[:4]:
        browser.post(f"/khai/death/{DEATH}/{page}/", ANSWERS[page])
    seen = browser.post(f"/khai/death/{DEATH}/event/", {})
    assert set(seen.context["form"].errors) == {"died_on", "place_kind", "sudden"}


def test_a_hospitals_notice_is_looked_for_while_a_filed_death_is_mended(
    browser: Client, mother: Citizen, send: Any
) -> None:
    number = ANSWERS["deceased"]["personal_number"]
    notice = {"kind": "death_notice", "number": "12", "giay": "1"}
    place = {"place_kind": "facility", "place_commune": "00004"}
    dossier = filed(browser, event=place, notice=notice)
    step = fate.step_of(dossier, DEATH)
    fate.sent_back(step, f"{DEATH}.notice.death_paper", reason="ALL1")
    died = timezone.make_aware(datetime.combine(DIED, time(5, 30)))
    send(
        kind=Kind.DEATH,
        signed=died + timedelta(hours=3),
        at=died + timedelta(hours=4),
        HO_TEN="TRẦN THỬ ÔNG",
        SO_GIAYTO=number,
        NGAY_SINH="19460101",
        GIOI_TINH="1",
        NGAY_TV=f"{DIED:%Y%m%d}0530",
    )
    address, key = f"/ho-so/{dossier.code}/can-sua/", f"{DEATH}.notice"
    assert "Tìm giấy bệnh viện đã gửi" in browser.get(address).content.decode()
    empty = browser.post(address, {f"{key}-sought_number": "", "tim_giay": key})
    assert "Xin ghi số giấy báo tử." in empty.content.decode()
    asked = {f"{key}-sought_number": f"00001.GBT.99901.{DIED:%y}", "tim_giay": key}
    found = browser.post(address, asked, follow=True).content.decode()
    assert "đã gửi giấy báo tử. Không cần chụp giấy." in found
    browser.post(address, {})
    assert Step.objects.get(pk=step.pk).status == "AT_DESK"
    assert step.pk in held_by([step.pk])


@pytest.mark.parametrize(
    ("leg", "item", "corrected"),
    [
        (SURVIVORS, "regime.long_enough", {f"{SURVIVORS}.regime-long_enough": "unknown"}),
        (ALLOWANCE, "payment.pay_by", {f"{ALLOWANCE}.payment-pay_by": "post"}),
    ],
)
def test_a_claim_that_is_mended_is_not_its_own_rival(
    browser: Client, mother: Citizen, leg: str, item: str, corrected: dict[str, str]
) -> None:
    dossier = filed(browser, ALLOWANCE, SURVIVORS)
    step = fate.step_of(dossier, leg)
    fate.moved(step, StepStatus.IN_TRANSIT, "started")
    fate.sent_back(fate.step_of(dossier, leg), f"{leg}.{item}")
    address = f"/ho-so/{dossier.code}/can-sua/"
    assert "Đã có" not in browser.get(address).content.decode().partition("<main")[2]
    browser.post(address, corrected)
    assert fate.step_of(dossier, leg).status != "RETURNED"


def test_what_ends_with_a_mistaken_death_is_not_told_to_be_the_familys_wish(
    browser: Client, mother: Citizen
) -> None:
    dossier = filed(browser, DEREGISTRATION, ALLOWANCE)
    death = fate.step_of(dossier, DEATH).pk
    for leg, mistaken in ((DEREGISTRATION, death), (ALLOWANCE, 0)):  # 0: a death of another dossier
        step = fate.step_of(dossier, leg)
        fate.moved(step, StepStatus.WITHDRAWN, "death_retracted", details={"death": mistaken})
    page = browser.get(f"/ho-so/{dossier.code}/").content.decode()
    assert page.count("vì việc khai tử được ghi là nhầm") == 1
    assert page.count("theo yêu cầu của ông/bà") == 1
