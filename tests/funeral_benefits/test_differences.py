"""What later law adds to a decided sum is paid once, however often the law changes again."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from funeral_benefits.allowance.models import AllowanceClaim, AllowanceOption, BackPayment
from funeral_benefits.allowance.rules.computing import CODES, FORMULAS, Doubt, compute
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Step
from portal.pipeline.procedures import NoSuchBackClaim
from portal.pipeline.registry import registry
from portal.pipeline.services import confirming
from portal.pipeline.services.confirming import NotConfirmed
from portal.statutes import cache
from portal.statutes.models import Amount
from portal.statutes.selectors import tariff
from portal.statutes.tariff import Rate, Tariff
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(line: m.FakeLine) -> Step:
    """Return an allowance of 25.300.000 that was granted."""
    return m.granted(line, m.to_desk(d.death() | d.allowance()))


def level(value: int) -> None:
    """Let this level count for the month of the death, as if it had been entered only now."""
    Amount.objects.filter(code="reference_level", valid_from=date(2026, 11, 1)).delete()
    Amount.objects.filter(code="reference_level", valid_to=None).update(valid_to=date(2026, 10, 31))
    Amount.objects.create(
        code="reference_level",
        value=value,
        unit="dong",
        valid_from=date(2026, 11, 1),
        basis="Nghị định 1/2027/NĐ-CP",
        certainty="V",
    )


def look() -> list[int]:
    confirming.find_back_claims(at=d.AT)
    return [line.difference for _code, line in confirming.back_claims([d.HA_GIANG])]


def decide(one: BackPayment, step: Step) -> bool:
    """Let an official who read this line pay the difference."""
    return confirming.decide_back_claim(
        procedure=d.ALLOWANCE,
        back_claim=one.pk,
        step_id=step.pk,
        pays=True,
        reason="Nghị định 1/2027/NĐ-CP Điều 2",
        by=m.official(),
        at=d.AT,
    )


def confirm(step: Step, option: str) -> None:
    """Let an official confirm a claim by this way of computing it."""
    confirming.confirm_sum(
        step_id=step.pk, option=option, cited="Nghị định 1/2027", by=m.official(), at=d.AT
    )


def test_what_was_let_pay_once_is_not_counted_again(paid: Step) -> None:
    level(2_700_000)
    assert look() == [1_700_000]
    one = BackPayment.objects.get()
    one.decide("pay", "Nghị định 1/2027/NĐ-CP", by=m.official(), at=d.AT)
    level(2_800_000)
    assert look() == [1_000_000]


def test_an_undecided_difference_gives_way_to_a_newer_one(paid: Step) -> None:
    level(2_700_000)
    look()
    level(2_800_000)
    assert look() == [2_700_000]


def test_what_a_line_granted_beyond_what_was_computed_is_what_counts(line: m.FakeLine) -> None:
    m.granted(line, m.to_desk(d.death() | d.allowance()), amount=27_000_000)
    level(2_700_000)
    assert look() == []
    level(2_800_000)
    assert look() == [1_000_000]


@pytest.mark.parametrize("value", [2_530_000, 2_400_000])
def test_a_rate_entered_by_mistake_leaves_nothing_to_pay(paid: Step, value: int) -> None:
    level(2_700_000)
    look()
    level(value)
    assert look() == []


def test_a_death_taken_back_leaves_nothing_to_pay(paid: Step) -> None:
    level(2_700_000)
    look()
    one = BackPayment.objects.get()
    registry[d.ALLOWANCE].death_retracted([paid.pk], at=d.AT)
    assert (confirming.back_claims([d.HA_GIANG]), look()) == ([], [])
    with pytest.raises(NoSuchBackClaim):
        decide(one, paid)


def test_a_look_that_a_retraction_crossed_leaves_nothing_to_pay_either(paid: Step) -> None:
    level(2_700_000)
    look()
    one = BackPayment.objects.get()
    AllowanceClaim.objects.update(released_at=d.AT)
    assert confirming.back_claims([d.HA_GIANG]) == []
    with pytest.raises(NoSuchBackClaim):
        decide(one, paid)
    one.refresh_from_db()
    assert one.decision == ""


def test_a_sum_that_changed_since_it_was_read_is_not_decided_about(paid: Step) -> None:
    level(2_700_000)
    look()
    one = BackPayment.objects.get()
    level(2_800_000)
    look()
    with pytest.raises(NoSuchBackClaim):
        decide(one, paid)
    assert [line.difference for _code, line in confirming.back_claims([d.HA_GIANG])] == [2_700_000]


def test_a_sum_that_stayed_keeps_its_line_and_is_no_news(paid: Step) -> None:
    level(2_700_000)
    assert confirming.find_back_claims(at=d.AT) == 1
    one = BackPayment.objects.get()
    assert confirming.find_back_claims(at=d.AT) == 0
    assert decide(one, paid)


def test_a_line_is_decided_about_with_its_own_claim_only(paid: Step, line: m.FakeLine) -> None:
    other = m.granted(line, m.to_desk(d.death("000046000002") | d.allowance()))
    level(2_700_000)
    look()
    with pytest.raises(NoSuchBackClaim):
        decide(BackPayment.objects.get(claim=paid.pk), other)


class TestARateThatAnotherProcessHasJustEntered:
    """What this process keeps of the law knows nothing of it yet."""

    @pytest.fixture
    def entered(self, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
        def enter() -> None:
            with connection.cursor() as past_the_models:
                past_the_models.execute(
                    "UPDATE statutes_amount SET value = 2700000"
                    " WHERE code = 'reference_level' AND valid_to IS NULL"
                )

        monkeypatch.setattr(cache, "_kept", {})
        return enter

    def test_holds_a_claim_back_until_its_sum_is_confirmed_anew(
        self, line: m.FakeLine, entered: Callable[[], None]
    ) -> None:
        step = m.to_desk(d.death() | d.allowance())
        assert tariff(CODES)
        entered()
        with pytest.raises(NotConfirmed):
            m.accept(step)
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding and finding.asks
        confirm(step, finding.options[0].code)
        m.accept(step)
        m.carry()
        assert line.bodies[-1]["asked"]["amount"] == 27_000_000

    def test_holds_back_what_was_confirmed_before_it_too(
        self, line: m.FakeLine, entered: Callable[[], None]
    ) -> None:
        step = m.to_desk(d.death() | d.allowance())
        option = "social_insurance_compulsory"
        confirm(step, option)
        entered()
        with pytest.raises(NotConfirmed):
            m.accept(step)
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding and finding.asks == (
            "Mức tiền đã đổi từ khi cán bộ xác nhận; xin xác nhận mức mới.",
        )
        confirm(step, option)
        m.accept(step)
        m.carry()
        assert line.bodies[-1]["asked"]["amount"] == 27_000_000

    def test_is_what_an_official_confirms_a_sum_by(
        self, line: m.FakeLine, entered: Callable[[], None]
    ) -> None:
        step = m.to_desk(d.death() | d.allowance())
        finding = confirming.finding_of(d.ALLOWANCE, step.pk)
        assert finding
        entered()
        confirm(step, finding.options[0].code)
        assert AllowanceOption.objects.get(is_chosen=True).amount == 27_000_000

    def test_is_what_decided_sums_are_computed_by(
        self, paid: Step, entered: Callable[[], None]
    ) -> None:
        assert look() == []
        entered()
        assert look() == [1_700_000]


def test_a_day_for_which_no_rate_may_be_known_is_in_doubt() -> None:
    formula = next(one for one in FORMULAS if one.level == "reference_level")
    rates = [
        Rate(formula.level, Decimal(1_000), date(2026, 7, 1), None, "B", True),
        Rate(formula.factor, Decimal(10), date(2020, 1, 1), None, "B", True),
    ]
    found = compute(formula, PartialDate.parse("2026"), Tariff(rates), date(2026, 12, 1))
    assert found and Doubt.DAY in found.doubts
