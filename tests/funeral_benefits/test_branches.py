"""Real-life branches of the money after a death: one test a row, by its kind."""

from datetime import date
from typing import Any, cast

import pytest
from django.http import QueryDict
from django.test import Client

from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption, BackPayment
from funeral_benefits.allowance.procedure import FuneralAllowance
from portal.handovers.answers import Refused, Returned
from portal.handovers.models import Handover
from portal.people.partial_dates import PartialDate
from portal.pipeline.cases import cases_of
from portal.pipeline.models import JournalEntry, ReturnRequest, Step
from portal.pipeline.procedures import AlreadyDeclared, DeclarationPage, Offer
from portal.pipeline.registry import registry
from portal.pipeline.services import confirming
from portal.pipeline.services.confirming import NoSuchOption, NotConfirmed
from portal.statutes.models import Amount
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m

pytestmark = pytest.mark.django_db

LEG = cast(FuneralAllowance, registry[d.ALLOWANCE])
PAGES = {page.code: page for page in LEG.pages}
CITED = "Nghị định 131/2021/NĐ-CP Điều 121"
UNKNOWN = {
    "pension": "unknown",
    "contributed": "unknown",
    "monthly_aid": "unknown",
    "merits": ["unknown"],
}
NOTHING = {"pension": "no", "contributed": "no", "monthly_aid": "no", "merits": ["no"]}
MERIT = {"pension": "no", "merits": ["person_of_merit"]}
PENSION = {"pension": "no", "monthly_aid": "social_pension"}


def typed(code: str, answers: dict[str, Any], declared: d.Declared) -> DeclarationPage:
    data = QueryDict(mutable=True)
    for name, value in answers.items():
        data.setlist(name, value if isinstance(value, list) else [str(value)])
    return PAGES[code](data, declared=declared, today=d.TODAY)


def shown(code: str, declared: d.Declared) -> Any:
    return PAGES[code](declared=declared, today=d.TODAY)


def claim_of(step: Step) -> AllowanceClaim:
    return AllowanceClaim.objects.get(pk=step.pk)


def lines_of(step: Step) -> list[str]:
    return list(LEG.tracked(list(cases_of([step.pk]).values()), on=d.TODAY)[step.pk])


class TestM01NobodyKnowsTheRegime:
    def test_four_questions_each_with_not_knowing(self) -> None:
        page = shown("benefits", d.death())
        assert len(page.fields) == 4
        for field in page.fields.values():
            assert ("unknown", "Tôi không biết") in [(a, str(b)) for a, b in field.choices]
        assert typed("benefits", UNKNOWN, d.death()).is_valid()

    def test_the_months_asked_about_are_those_of_the_law(self) -> None:
        labels = [
            str(label) for _code, label in shown("benefits", d.death())["contributed"].field.choices
        ]
        assert labels[:2] == [
            "Có, qua nơi làm việc, từ 12 tháng trở lên",
            "Có, tự đóng, từ 60 tháng trở lên",
        ]  # fmt: skip

    def test_none_of_these_stands_beside_nothing_else(self) -> None:
        page = typed("benefits", UNKNOWN | {"merits": ["no", "veteran"]}, d.death())
        assert not page.is_valid() and "merits" in page.errors

    def test_the_official_looks_up_and_the_family_is_asked_for_nothing(
        self, line: m.FakeLine
    ) -> None:
        assert shown("estimate", d.death() | d.allowance(**UNKNOWN)).too_little
        assert not shown("estimate", d.death() | d.allowance()).too_little
        step = m.to_desk(d.death() | d.allowance(**UNKNOWN))
        assert step.agency_code == f"commune_welfare.{d.HA_GIANG}"
        assert lines_of(step) == ["Cán bộ đang tra cứu chế độ của người đã mất."]
        Step.objects.filter(pk=step.pk).update(status="WAITING")  # nobody has it yet
        assert lines_of(step) == ["Chưa đủ thông tin để ước tính số tiền."]
        Step.objects.filter(pk=step.pk).update(status="AT_DESK")
        with pytest.raises(NotConfirmed):
            m.accept(step)
        confirming.confirm_sum(
            step_id=step.pk,
            option="veteran",
            cited="Sổ hội cựu chiến binh số 12",
            by=m.official(),
            at=d.AT,
        )
        assert m.again(step).agency_code == f"home_affairs.{d.HA_GIANG}"
        m.accept(step)
        m.carry()
        assert line.bodies[-1]["asked"]["regime"] == "veteran"
        assert line.bodies[-1]["asked"]["cited"] == "Sổ hội cựu chiến binh số 12"


def test_m02_the_highest_of_two_laws_is_claimed_and_the_other_is_shown(line: m.FakeLine) -> None:
    answers = d.death() | d.allowance(monthly_aid="social_protection")
    page = shown("estimate", answers)
    assert page.best.sum == "25.300.000 đ"
    assert [one.product for one in page.others] == ["20 × 540.000 = 10.800.000 đ"]
    step = m.to_desk(answers)
    assert [one.amount for one in claim_of(step).options.all()] == [25_300_000, 10_800_000]
    m.accept(step)
    m.carry()
    assert line.bodies[-1]["asked"]["amount"] == 25_300_000


@pytest.mark.parametrize(
    ("benefits", "agency"),
    [
        ({}, "social_insurance"),
        (PENSION, "commune_welfare"),
        ({"pension": "no", "monthly_aid": "social_protection"}, "commune_welfare"),
        (MERIT, "home_affairs"),
        ({"pension": "no", "merits": ["frontline_labourer"]}, "home_affairs"),
    ],
)
def test_m03_who_decides_follows_the_law(benefits: dict[str, Any], agency: str) -> None:
    found = LEG.agency_for(d.death() | d.allowance(**benefits))
    assert (found.code, found.endpoint) == (f"{agency}.{d.HA_GIANG}", agency)
    assert found.title


def test_m03_a_claim_goes_to_its_own_line(line: m.FakeLine) -> None:
    step = m.to_desk(d.death() | d.allowance())
    m.accept(step)
    m.carry()
    assert set(line.lines) == {"social_insurance"}


def test_m04_the_rate_is_that_of_the_month_of_death_however_late_it_is_claimed(
    line: m.FakeLine,
) -> None:
    step = m.to_desk(d.death(died_on="2026-06-30") | d.allowance())
    chosen = claim_of(step).chosen
    assert chosen and chosen.said.startswith("10 × 2.340.000 = 23.400.000 đ")
    page = shown("estimate", d.death(died_on="2026-06-30") | d.allowance())
    assert page.best.when == "tháng 06/2026"


class TestM05ADecreeThatCountsFromAnEarlierDay:
    """New claims take the new rate; decided ones are listed, and each decided by an official."""

    @pytest.fixture
    def paid(self, line: m.FakeLine) -> Step:
        return m.granted(line, m.to_desk(d.death() | d.allowance()))

    def raise_level(self, **more: Any) -> None:
        """Enter a later decree as an administrator does: end one row, add the next."""
        old = Amount.objects.get(code="reference_level", valid_to=None)
        old.valid_to = date(2026, 10, 31)
        old.full_clean()
        old.save()
        row = Amount(
            code="reference_level",
            value=2_700_000,
            unit="dong",
            valid_from=date(2026, 11, 1),
            basis="Nghị định 1/2027/NĐ-CP",
            certainty="V",
            **more,
        )
        row.full_clean()
        row.save()

    def test_the_next_claim_takes_it_and_the_decided_one_stays(
        self, line: m.FakeLine, paid: Step
    ) -> None:
        self.raise_level()
        new = m.to_desk(d.death("000046000002") | d.allowance())
        chosen = claim_of(new).chosen
        assert chosen and chosen.amount == 27_000_000
        old = claim_of(paid)
        assert old.chosen and (old.chosen.amount, old.decided_amount) == (25_300_000, 25_300_000)

    def test_one_that_lies_on_the_desk_is_confirmed_by_the_new_rate(
        self, line: m.FakeLine, paid: Step
    ) -> None:
        step = m.to_desk(d.death("000046000002") | d.allowance())
        self.raise_level()
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding and "đã đổi" in " ".join(finding.asks)
        assert finding.options[0].said.startswith("10 × 2.700.000 = 27.000.000 đ")
        with pytest.raises(NotConfirmed):
            m.accept(step)
        old = confirming.finding_of(d.ALLOWANCE, paid.pk)
        assert old and not old.asks
        assert [one.said.partition(" =")[0] for one in old.options] == ["10 × 2.530.000"]
        confirming.confirm_sum(
            step_id=step.pk,
            option=finding.options[0].code,
            cited="Nghị định 1/2027/NĐ-CP Điều 2",
            by=m.official(),
            at=d.AT,
        )
        m.accept(step)
        m.carry()
        assert line.bodies[-1]["asked"]["amount"] == 27_000_000

    def test_a_decided_claim_is_listed_once_with_the_difference(self, paid: Step) -> None:
        self.raise_level()
        assert confirming.find_back_claims(at=d.AT) == 1
        confirming.find_back_claims(at=d.AT)
        assert BackPayment.objects.count() == 1
        assert confirming.back_claims({d.BA_DINH}) == []
        ((code, one),) = confirming.back_claims({d.HA_GIANG})
        assert (code, one.step_id, one.difference) == (d.ALLOWANCE, paid.pk, 1_700_000)
        assert one.before.startswith("10 × 2.530.000") and one.now.startswith("10 × 2.700.000")
        assert (one.about, one.now.rpartition("mức theo ")[2]) == (
            "Trần Thử Nghiệm",
            "Nghị định 1/2027/NĐ-CP",
        )

    def test_an_official_decides_on_each_and_it_is_written_down(self, paid: Step) -> None:
        self.raise_level()
        confirming.find_back_claims(at=d.AT)
        ((code, one),) = confirming.back_claims({d.HA_GIANG})
        told = {
            "procedure": code,
            "back_claim": one.id,
            "step_id": paid.pk,
            "pays": True,
            "reason": "Nghị định 1/2027/NĐ-CP Điều 2",
            "by": m.official(),
            "at": d.AT,
        }
        assert confirming.decide_back_claim(**told)
        assert not confirming.decide_back_claim(**told)
        assert confirming.back_claims({d.HA_GIANG}) == []
        lines = JournalEntry.objects.filter(step=paid, act="back_claim_decided")
        assert [line.details["pays"] for line in lines] == [True]
        assert claim_of(paid).decided_amount == 25_300_000

    def test_one_that_is_not_in_force_yet_changes_nothing_until_then(self, paid: Step) -> None:
        self.raise_level(in_force_on=date(2027, 1, 1))
        assert confirming.find_back_claims(at=d.AT) == 0
        assert confirming.find_back_claims(at=d.AT.replace(year=2027, month=1, day=2)) == 1


def test_m06_a_province_that_pays_more_is_followed(line: m.FakeLine) -> None:
    Amount.objects.create(
        code="social_assistance_standard",
        province="08",
        value=600_000,
        unit="dong",
        valid_from=date(2026, 1, 1),
        basis="Nghị quyết của HĐND tỉnh",
        certainty="V",
    )
    step = m.to_desk(d.death() | d.allowance(**PENSION))
    chosen = claim_of(step).chosen
    assert chosen and chosen.amount == 12_000_000


def test_m07_nothing_is_offered_or_asked_about_cremation() -> None:
    asked = [str(field.label) for page in PAGES.values() for field in page.base_fields.values()]
    assert not [label for label in asked if "hỏa táng" in label]


class TestM08NoEntitlement:
    def test_is_said_before_filing_and_the_leg_is_not_opened(self, line: m.FakeLine) -> None:
        answers = d.death() | d.allowance(**NOTHING)
        page = shown("estimate", answers)
        assert page.nothing and not page.best
        assert not LEG.applies(answers)
        assert not PAGES["payee"].applies(answers)
        assert d.filed(answers)[d.ALLOWANCE].status == "SKIPPED"

    def test_what_the_family_adds_opens_it_for_an_official(self, line: m.FakeLine) -> None:
        answers = d.death() | d.allowance(**NOTHING)
        answers[f"{d.ALLOWANCE}.estimate"] = {"other": "Có huân chương kháng chiến"}
        step = m.to_desk(answers)
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding and "Có huân chương kháng chiến" in " ".join(finding.asks)


class TestM09SeveralPeopleClaim:
    def test_the_second_is_told_and_shown_nothing_of_the_first(self, line: m.FakeLine) -> None:
        first = m.to_desk(d.death() | d.allowance())
        page = typed("payee", {"payee_is": "applicant"}, d.death() | d.allowance())
        assert page.is_valid()
        counter = page.leads_to_counter()
        assert counter and (counter.branch, counter.leg) == ("M09", d.ALLOWANCE)
        assert not counter.ends
        assert first.dossier.applicant.full_name not in counter.reason + counter.bring
        assert first.dossier.code not in counter.reason

    def test_who_files_all_the_same_files_nothing(self, line: m.FakeLine) -> None:
        m.to_desk(d.death() | d.allowance())
        with pytest.raises(AlreadyDeclared):
            d.filed(d.death() | d.allowance())
        assert AllowanceClaim.objects.count() == 1

    def test_a_claim_after_payment_is_no_other(self, line: m.FakeLine) -> None:
        line.paid_on = date(2026, 11, 21)
        m.granted(line, m.to_desk(d.death() | d.allowance()))
        with pytest.raises(AlreadyDeclared):
            d.filed(d.death() | d.allowance())

    def test_a_claim_that_was_refused_stands_in_nobodys_way(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance())
        m.accept(step)
        line.answer = Refused("Không có khoản được nhận theo chế độ này.")
        m.carry()
        assert m.again(step).status == "REFUSED"
        assert d.filed(d.death() | d.allowance())

    def test_one_whose_number_only_the_register_knew_is_told_so_and_asks_no_line(
        self, line: m.FakeLine
    ) -> None:
        first = m.to_desk(d.death() | d.allowance())
        second = m.to_desk(d.death(number="") | d.allowance())
        m.accept(second)
        m.carry()
        assert line.bodies == []
        assert m.again(second).status == "REFUSED"
        asked = ReturnRequest.objects.get(step=second)
        assert (asked.reason, asked.sentence) == ("XX7", "")
        assert (m.again(first).status, claim_of(first).released_at) == ("AT_DESK", None)
        assert not Handover.objects.exclude(status="DONE").exists()

    def test_a_double_the_line_itself_refuses_is_told_clearly(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance())
        m.accept(step)
        line.answer = Refused("already_decided")
        m.carry()
        assert m.again(step).status == "REFUSED"
        asked = ReturnRequest.objects.get(step=step)
        assert (asked.reason, asked.sentence) == ("XX7", "")


def test_m10_an_organisation_is_paid_by_its_tax_code(line: m.FakeLine) -> None:
    organisation = {"payee_is": "organisation", "name": "Hội Ví Dụ", "tax_code": "0123456789"}
    assert not typed("payee", organisation | {"tax_code": ""}, d.death()).is_valid()
    page = typed("payee", organisation, d.death())
    assert page.is_valid()
    answers = d.death() | d.allowance()
    answers[f"{d.ALLOWANCE}.payee"] = page.cleaned_data
    m.accept(m.to_desk(answers))
    m.carry()
    payee = line.bodies[-1]["payee"]
    assert (payee["kind"], payee["name"], payee["tax_code"], payee["personal_number"]) == (
        "organisation",
        "Hội Ví Dụ",
        "0123456789",
        "",
    )


@pytest.mark.parametrize(
    ("answers", "kept"),
    [
        ({"pay_by": "cash"}, ("", "", "")),
        (
            {"pay_by": "account", "bank": "Ví Dụ", "account_number": "0123 456-789"},
            ("Ví Dụ", "0123456789", ""),
        ),
        ({"pay_by": "post"}, ("", "", "12 Đường Ví Dụ")),
    ],
)
def test_m11_money_comes_without_an_account_too(
    answers: dict[str, Any], kept: tuple[str, str, str]
) -> None:
    page = typed("payment", answers, d.death())
    assert page.is_valid(), page.errors
    said = page.cleaned_data
    assert (said["bank"], said["account_number"], said["post_line"]) == kept


def test_m11_an_organisation_is_not_paid_at_the_home_of_who_died() -> None:
    payee = {f"{d.ALLOWANCE}.payee": {"payee_is": "organisation"}}
    page = typed("payment", {"pay_by": "post"}, d.death() | payee)
    assert not page.is_valid() and set(page.errors) == {"post_commune", "post_line"}


def test_m11_an_account_needs_its_bank_and_number() -> None:
    page = typed("payment", {"pay_by": "account"}, d.death())
    assert not page.is_valid() and set(page.errors) == {"bank", "account_number"}


def test_m12_a_payee_who_dies_is_replaced_with_an_official(
    line: m.FakeLine, client: Client
) -> None:
    step = m.to_desk(d.death() | d.allowance())
    m.accept(step)
    line.answer = Returned("Người nhận tiền đã mất.", items=("payee_died",))
    m.carry()
    asked = ReturnRequest.objects.get(step=step)
    assert (asked.reason, asked.items) == ("MT02", [f"{d.ALLOWANCE}.payee.died"])
    client.force_login(step.dossier.applicant.user)
    track = f"/ho-so/{step.dossier.code}/"
    counter = f"{track}cung-can-bo/{step.pk}/"
    followed = client.get(track).content.decode()
    assert counter in followed and "Gặp cán bộ, cùng ghi lại và gửi chậm nhất" in followed
    text = client.get(counter).content.decode()
    for words in ("Việc này cần cán bộ làm cùng", "Người nhận tiền đã mất.", f"{track}can-sua/"):
        assert words in text
    asked.items = [f"{d.ALLOWANCE}.payee.*"]
    asked.save()
    assert client.get(counter)["Location"] == track


class TestM15TheFormulaOfMeritInDispute:
    def test_both_readings_are_shown_and_one_is_chosen_and_cited(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance(**MERIT))
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding and finding.asks
        sums = {one.code: one.said.partition(" đ")[0] for one in finding.options}
        assert sums["person_of_merit.base_salary"] == "10 × 2.530.000 = 25.300.000"
        assert sums["person_of_merit.merit_standard"] == "10 × 3.012.000 = 30.120.000"
        with pytest.raises(NotConfirmed):
            m.accept(step)
        confirming.confirm_sum(
            step_id=step.pk,
            option="person_of_merit.merit_standard",
            cited=CITED,
            by=m.official(),
            at=d.AT,
        )
        m.accept(step)
        m.carry()
        asked = line.bodies[-1]["asked"]
        assert (asked["amount"], asked["cited"]) == (
            30_120_000,
            "Nghị định 131/2021/NĐ-CP Điều 121",
        )
        written = JournalEntry.objects.get(step=step, act="sum_confirmed")
        assert written.details == {"option": "person_of_merit.merit_standard"}
        assert claim_of(step).confirmed_by == m.official()

    def test_an_option_there_is_none_of_is_refused(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance(**MERIT))
        with pytest.raises(NoSuchOption):
            confirming.confirm_sum(
                step_id=step.pk, option="lottery", cited="…", by=m.official(), at=d.AT
            )


def test_m16_nobody_is_asked_about_a_pension_paid_on_after_the_death() -> None:
    asked = " ".join(name for page in PAGES.values() for name in page.base_fields)
    assert "overpaid" not in asked and LEG.offered is Offer.CHOICE


class TestM17DecidedAndNotYetPaid:
    def test_there_are_two_lines_and_the_second_comes_later(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance())
        assert lines_of(step)[0] == "Số tiền dự tính: 25.300.000 đ."
        assert lines_of(step)[1].startswith("Cách tính: 10 × 2.530.000; Điều 85")
        m.granted(line, step)
        assert m.again(step).status == "GRANTED"
        assert lines_of(step) == [
            "Đã duyệt ngày 20/11/2026: 25.300.000 đ.",
            "Chưa chi trả; cơ quan báo ngay khi chi.",
        ]
        line.paid_on = date(2026, 11, 21)
        m.carry()
        assert lines_of(step)[1] == "Đã chi trả ngày 21/11/2026."
        assert m.again(step).status == "GRANTED"
        assert Handover.objects.get(channel="allowance_payment").status == "DONE"

    def test_no_payment_is_announced_of_a_death_that_was_a_mistake(self, line: m.FakeLine) -> None:
        step = m.granted(line, m.to_desk(d.death() | d.allowance()))
        LEG.death_retracted([step.pk], at=d.AT)
        assert lines_of(step)[1] == "Cơ quan chưa báo đã chi."

    def test_a_grant_about_another_death_is_none(self, line: m.FakeLine) -> None:
        step = m.to_desk(d.death() | d.allowance())
        m.granted(line, step, personal_number="000046999999")
        assert m.again(step).status == "IN_TRANSIT"
        assert claim_of(step).decided_amount is None


def test_a_year_of_death_alone_is_for_an_official_to_settle(line: m.FakeLine) -> None:
    step = m.to_desk(d.death(died_on="2026") | d.allowance())
    finding = confirming.finding_of(d.ALLOWANCE, step.pk)
    assert finding and "Chưa rõ ngày mất" in " ".join(finding.asks)
    assert claim_of(step).died_on == PartialDate.parse("2026")


def test_many_claims_cost_no_more_queries_than_one(
    line: m.FakeLine, django_assert_num_queries: Any
) -> None:
    steps = [m.to_desk(d.death(f"00004600000{one}") | d.allowance(**MERIT)) for one in range(1, 4)]
    cases = list(cases_of([step.pk for step in steps]).values())
    Amount.objects.filter(code="merit_standard").first().save()  # what is kept counts no more
    for some in (cases[:1], cases):
        with django_assert_num_queries(3):  # the claims, their options, the rates
            assert len(LEG.findings(some)) == len(some)
        with django_assert_num_queries(2):
            assert len(LEG.summary(some)) == len(some)
        with django_assert_num_queries(2):
            assert len(LEG.tracked(some, on=d.TODAY)) == len(some)


def test_the_options_of_a_claim_add_up_in_the_database(line: m.FakeLine) -> None:
    m.to_desk(d.death() | d.allowance(merits=["veteran"]))
    assert all(one.factor * one.level == one.amount for one in AllowanceOption.objects.all())
