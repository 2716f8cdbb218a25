"""Sums at the desk: shown with their articles, confirmed where the law is open, never rewritten."""

from datetime import date
from html import unescape

import pytest
from django.http import HttpResponse
from django.test import Client

from funeral_benefits.allowance.models import AllowanceClaim, BackPayment
from portal.pipeline.models import JournalEntry, Step
from portal.pipeline.services import confirming
from portal.statutes.models import Amount
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m
from tests.officials.fixtures import desk_client, official

pytestmark = pytest.mark.django_db

CASES, BACK = "/quan-tri/ho-so/", "/quan-tri/chenh-lech/"
MERIT = {"pension": "no", "merits": ["person_of_merit"]}
CITED = "Nghị định 131/2021/NĐ-CP Điều 121"


@pytest.fixture
def desk() -> Client:
    return desk_client(official("can-bo-thu", d.HA_GIANG))


def text_of(response: object) -> str:
    assert isinstance(response, HttpResponse)
    return unescape(response.content.decode())


def test_a_sure_sum_is_shown_with_its_article_and_asks_nothing(
    line: m.FakeLine, desk: Client
) -> None:
    step = m.to_desk(d.death() | d.allowance())
    text = text_of(desk.get(f"{CASES}{step.pk}/"))
    assert "10 × 2.530.000 = 25.300.000 đ, Điều 85 Luật BHXH 41/2024/QH15, tháng 11/2026" in text
    assert "Cần ông/bà xác nhận" not in text
    desk.post(f"{CASES}{step.pk}/tiep-nhan/")
    assert m.again(step).status == "IN_TRANSIT"


class TestASumInDoubt:
    @pytest.fixture
    def step(self, line: m.FakeLine) -> Step:
        return m.to_desk(d.death() | d.allowance(**MERIT))

    def test_shows_both_readings_and_why_somebody_must_choose(
        self, step: Step, desk: Client
    ) -> None:
        text = text_of(desk.get(f"{CASES}{step.pk}/"))
        for words in (
            "Cần ông/bà xác nhận trước khi tiếp nhận.",
            "Quy định này có hai cách hiểu; cán bộ chọn và ghi căn cứ.",
            "10 × 2.530.000 = 25.300.000 đ, Pháp lệnh 02/2020/UBTVQH14",
            "10 × 3.012.000 = 30.120.000 đ, Pháp lệnh 02/2020/UBTVQH14",
        ):
            assert words in text

    def test_is_not_accepted_before_and_says_what_is_missing(
        self, step: Step, desk: Client
    ) -> None:
        text = text_of(desk.post(f"{CASES}{step.pk}/tiep-nhan/", follow=True))
        assert "Cách tính số tiền chưa được xác nhận" in text
        assert m.again(step).status == "AT_DESK"

    @pytest.mark.parametrize(
        "typed",
        [
            {"cach": "person_of_merit.merit_standard", "cited": "…"},
            {"cach": "lottery", "cited": CITED},
            {"cited": CITED},
        ],
    )
    def test_wants_one_of_the_options_and_a_citation(
        self, step: Step, desk: Client, typed: dict[str, str]
    ) -> None:
        answer = desk.post(f"{CASES}{step.pk}/cach-tinh/", typed)
        assert answer.status_code == 422
        assert f'value="{typed["cited"]}"' in text_of(answer)
        assert AllowanceClaim.objects.get().confirmed_at is None

    def test_goes_on_once_it_is_confirmed(self, step: Step, desk: Client) -> None:
        typed = {"cach": "person_of_merit.merit_standard", "cited": CITED}
        text = text_of(desk.post(f"{CASES}{step.pk}/cach-tinh/", typed, follow=True))
        assert "Đã xác nhận cách tính. Việc tiếp theo: bấm “Tiếp nhận”." in text
        assert f'{CASES}{step.pk}/tiep-nhan/"' in text  # on the case itself
        text = text_of(desk.get(f"{CASES}{step.pk}/"))
        assert f"Cán bộ xác nhận, căn cứ: {CITED}" in text
        assert "Xác nhận cách tính số tiền" in text
        desk.post(f"{CASES}{step.pk}/tiep-nhan/")
        assert m.again(step).status == "IN_TRANSIT"

    def test_is_confirmed_by_nobody_of_another_commune(self, step: Step) -> None:
        stranger = desk_client(official("can-bo-xa-khac", d.BA_DINH))
        typed = {"cach": "person_of_merit.merit_standard", "cited": CITED}
        assert stranger.post(f"{CASES}{step.pk}/cach-tinh/", typed).status_code == 404


def test_an_administrator_changes_a_rate_and_only_the_next_claim_follows(
    line: m.FakeLine, admin_client: Client
) -> None:
    """Through the admin's own forms: the old row is ended, the new one added."""
    paid = m.granted(line, m.to_desk(d.death() | d.allowance()))
    old = Amount.objects.get(code="reference_level", valid_to=None)
    rests = {"basis": old.basis, "certainty": old.certainty, "note": ""}
    table = "/quan-tri/statutes/amount/"
    ended = admin_client.post(f"{table}{old.pk}/change/", {**rests, "valid_to": "31/10/2026"})
    added = admin_client.post(
        f"{table}add/",
        {
            "code": "reference_level",
            "province": "",
            "value": "2700000",
            "unit": "dong",
            "valid_from": "01/11/2026",
            "basis": "Nghị định 1/2027/NĐ-CP",
            "certainty": "V",
        },
    )
    assert (ended.status_code, added.status_code) == (302, 302)
    new = m.to_desk(d.death("000046000002") | d.allowance())
    sums = {
        one.pk: one.chosen.amount
        for one in AllowanceClaim.objects.prefetch_related("options")
        if one.chosen
    }
    assert sums == {paid.pk: 25_300_000, new.pk: 27_000_000}
    assert AllowanceClaim.objects.get(pk=paid.pk).decided_amount == 25_300_000


class TestDifferences:
    @pytest.fixture
    def paid(self, line: m.FakeLine) -> Step:
        step = m.granted(line, m.to_desk(d.death() | d.allowance()))
        Amount.objects.filter(code="reference_level", valid_to=None).update(
            valid_to=date(2026, 10, 31)
        )
        Amount.objects.create(
            code="reference_level",
            value=2_700_000,
            unit="dong",
            valid_from=date(2026, 11, 1),
            basis="Nghị định 1/2027/NĐ-CP",
            certainty="V",
        )
        return step

    def test_are_found_listed_and_decided_one_by_one(self, paid: Step, desk: Client) -> None:
        assert "Có thêm 1 khoản" in text_of(desk.post(f"{BACK}tinh-lai/", follow=True))
        text = text_of(desk.get(BACK))
        for words in (
            "Đã duyệt: 10 × 2.530.000 = 25.300.000 đ",
            "Theo mức mới: 10 × 2.700.000 = 27.000.000 đ",
            "Chênh lệch: 1.700.000 đ",
        ):
            assert words in text
        one = BackPayment.objects.get()
        typed = {"ho-so": paid.pk, "y-kien": "chi", "cited": "Nghị định 1/2027/NĐ-CP Điều 2"}
        assert f'name="ho-so" value="{paid.pk}"' in text
        refused = desk.post(f"{BACK}{one.pk}/", {**typed, "cited": "Điều 2"})
        assert refused.status_code == 422
        assert "Căn cứ phải có ít nhất 3 từ" in text_of(refused)
        assert 'value="Điều 2"' in text_of(refused)
        desk.post(f"{BACK}{one.pk}/", typed)
        one.refresh_from_db()
        assert (one.decision, one.claim.decided_amount) == ("pay", 25_300_000)
        assert JournalEntry.objects.filter(step=paid, act="back_claim_decided").count() == 1
        assert "Không có khoản chênh lệch nào" in text_of(desk.get(BACK))

    def test_are_shown_to_nobody_of_another_commune(self, paid: Step) -> None:
        confirming.find_back_claims(at=d.AT)
        stranger = desk_client(official("can-bo-xa-khac", d.BA_DINH))
        assert paid.dossier.code not in text_of(stranger.get(BACK))
        BackPayment.objects.all().delete()
        assert "Có thêm 0 khoản" in text_of(stranger.post(f"{BACK}tinh-lai/", follow=True))
        one = BackPayment.objects.get()
        typed = {"ho-so": paid.pk, "y-kien": "chi", "cited": CITED}
        assert stranger.post(f"{BACK}{one.pk}/", typed).status_code == 404

    @pytest.mark.parametrize("said", ["", "x", "\x00", "9" * 40])
    def test_are_decided_about_with_their_case_only(
        self, paid: Step, desk: Client, said: str
    ) -> None:
        confirming.find_back_claims(at=d.AT)
        typed = {"ho-so": said, "y-kien": "chi", "cited": CITED}
        one = BackPayment.objects.get()
        assert desk.post(f"{BACK}{one.pk}/", typed).status_code == 404

    def test_that_came_to_another_sum_meanwhile_are_to_be_looked_at_again(
        self, paid: Step, desk: Client
    ) -> None:
        confirming.find_back_claims(at=d.AT)
        one = BackPayment.objects.get()
        typed = {"ho-so": paid.pk, "y-kien": "chi", "cited": CITED}
        Amount.objects.filter(valid_from=date(2026, 11, 1)).update(value=2_800_000)
        confirming.find_back_claims(at=d.AT)
        text = text_of(desk.post(f"{BACK}{one.pk}/", typed, follow=True))
        assert "số tiền vừa được tính lại" in text
        assert "Chênh lệch: 2.700.000 đ" in text
        assert not JournalEntry.objects.filter(act="back_claim_decided").exists()
        desk.post(f"{BACK}{BackPayment.objects.get().pk}/", typed)
        text = text_of(desk.post(f"{BACK}{BackPayment.objects.get().pk}/", typed, follow=True))
        assert "Khoản này vừa có người cho ý kiến" in text


def test_the_forms_of_a_case_carry_what_protects_them(line: m.FakeLine) -> None:
    """A part of a page that is drawn in a context of its own would lose it."""
    step = m.to_desk(d.death() | d.allowance(**MERIT))
    desk = desk_client(official("can-bo-thu", d.HA_GIANG))
    text = text_of(desk.get(f"{CASES}{step.pk}/"))
    forms = [form.partition("</form>")[0] for form in text.split("<form")[1:]]
    posted = [form for form in forms if 'method="post"' in form]
    assert posted and all("csrfmiddlewaretoken" in form for form in posted)
