"""The law of a day, asked for amounts, limits, codes, reasons, papers, sentences and switches."""

from datetime import date
from decimal import Decimal

import pytest

from portal.statutes import selectors
from portal.statutes.models import (
    Amount,
    ReasonKind,
    ReturnReason,
    StatuteText,
    Switch,
    TimeLimit,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
BIRTH, DEATH, MONEY = "civil_registry.birth", "civil_registry.death", "funeral_benefits.allowance"


@pytest.mark.parametrize(
    ("code", "day", "value"),
    [
        ("base_salary", date(2026, 6, 30), 2_340_000),
        ("base_salary", date(2026, 7, 1), 2_530_000),
        ("reference_level", date(2026, 6, 30), 2_340_000),
        ("reference_level", date(2026, 7, 1), 2_530_000),
        ("social_assistance_standard", date(2026, 6, 30), 500_000),
        ("social_assistance_standard", date(2026, 7, 1), 540_000),
        ("merit_standard", date(2024, 6, 30), 2_055_000),
        ("merit_standard", date(2026, 6, 30), 2_789_000),
        ("merit_standard", date(2026, 7, 1), 3_012_000),
        ("fine.residence.minor_duty.most", date(2025, 12, 14), 1_000_000),
        ("fee.residence_child", TODAY, 0),
    ],
)
def test_an_amount_is_that_of_the_day(code: str, day: date, value: int) -> None:
    row = selectors.amount(code, day)
    assert row is not None
    assert row.value == value


@pytest.mark.parametrize(
    ("factor", "standard", "day", "money"),
    [
        ("social_insurance_compulsory", "reference_level", date(2026, 6, 30), 23_400_000),
        ("social_insurance_compulsory", "reference_level", date(2026, 7, 1), 25_300_000),
        ("social_insurance_voluntary", "reference_level", TODAY, 25_300_000),
        ("social_protection", "social_assistance_standard", date(2026, 6, 30), 10_000_000),
        ("social_protection", "social_assistance_standard", TODAY, 10_800_000),
        ("social_pension", "social_assistance_standard", TODAY, 10_800_000),
        ("person_of_merit.base_salary", "base_salary", TODAY, 25_300_000),
        ("person_of_merit.merit_standard", "merit_standard", date(2024, 6, 30), 20_550_000),
        ("person_of_merit.merit_standard", "merit_standard", TODAY, 30_120_000),
        ("veteran", "base_salary", TODAY, 25_300_000),
    ],
)
def test_funeral_money_is_a_factor_times_a_standard_of_the_day_of_death(
    factor: str, standard: str, day: date, money: int
) -> None:
    times, level = (
        selectors.amount(f"funeral.factor.{factor}", day),
        selectors.amount(standard, day),
    )
    assert times is not None
    assert level is not None
    assert times.value * level.value == money


@pytest.mark.parametrize(
    ("factor", "money"), [("", 1_265_000), ("_without_other_support", 1_771_000)]
)
def test_monthly_survivors_money_today(factor: str, money: int) -> None:
    share = selectors.amount(f"survivors.monthly.factor{factor}", TODAY)
    level = selectors.amount("reference_level", TODAY)
    assert share is not None
    assert level is not None
    assert share.value * level.value == money


def test_a_retroactive_rate_says_when_its_decree_came_into_force() -> None:
    row = selectors.amount("social_assistance_standard", date(2026, 7, 15))
    assert row is not None
    assert row.in_force_on == date(2026, 10, 5)


@pytest.mark.parametrize(("own", "paid"), [("600000", 600_000), ("400000", 540_000)])
def test_a_province_may_pay_more_than_the_country_and_never_less(own: str, paid: int) -> None:
    Amount.objects.create(
        code="social_assistance_standard", province="08", value=Decimal(own), unit="dong",
        valid_from=date(2026, 1, 1), basis="Nghị quyết của tỉnh", certainty="V",
    )  # fmt: skip
    row = selectors.amount("social_assistance_standard", TODAY, "08")
    assert row is not None
    assert row.value == paid
    other = selectors.amount("social_assistance_standard", TODAY, "01")
    assert other is not None
    assert other.value == 540_000


@pytest.mark.parametrize(
    ("code", "value", "unit"),
    [
        ("civil_registry.birth", 0, "working_days"),
        ("residence.registration", 2, "working_days"),
        ("residence.registration.verified", 5, "working_days"),
        ("insurance.health_card", 2, "working_days"),
        ("journey.birth", 3, "working_days"),
        ("journey.birth.verified", 5, "working_days"),
        ("journey.death", 3, "working_days"),
        ("desk.cut_off", 15, "hour_of_day"),
        ("return.notice", 1, "working_days"),
        ("return.supplement", 7, "working_days"),
        ("verification.marriage", 3, "working_days"),
        ("birth.proof", 1, "working_days"),
        ("consent.lapse", 7, "working_days"),
        ("duty.birth", 60, "days"),
        ("duty.death", 15, "days"),
        ("duty.residence_of_minor", 60, "days"),
        ("one_stop.stuck", 5, "days"),
        ("group.child_age", 6, "years"),
        ("facility.send_notice", 4, "working_hours"),
    ],
)
def test_a_limit_has_its_length_and_unit(code: str, value: int, unit: str) -> None:
    row = selectors.time_limit(code, TODAY)
    assert row is not None
    assert (row.value, row.unit) == (value, unit)


def test_a_limit_of_a_province_comes_before_the_countrys() -> None:
    TimeLimit.objects.create(
        code="journey.birth", province="08", value=2, unit="working_days",
        valid_from=date(2026, 1, 1), basis="Quyết định của tỉnh", certainty="V",
    )  # fmt: skip
    rows = [selectors.time_limit("journey.birth", TODAY, place) for place in ("08", "01", None)]
    assert [row.value for row in rows if row] == [2, 3, 3]


@pytest.mark.parametrize(
    ("code", "day", "number"),
    [
        ("journey.birth", date(2026, 8, 31), "2.002621"),
        ("journey.birth", date(2026, 9, 1), "3.000722"),
        ("journey.death", date(2026, 8, 31), "2.002622"),
        ("journey.death", date(2026, 9, 1), "2.002913"),
        (BIRTH, TODAY, "1.001193"),
        (DEATH, TODAY, "1.000656"),
    ],
)
def test_a_procedure_has_the_number_of_the_day(code: str, day: date, number: str) -> None:
    row = selectors.procedure_code(code, day)
    assert row is not None
    assert row.tthc_code == number


def test_the_paper_of_a_death_changes_its_title_on_the_first_of_march_2027() -> None:
    rows = [
        selectors.form_version("death_certificate", day)
        for day in (date(2027, 2, 28), date(2027, 3, 1))
    ]
    assert [row.title for row in rows if row] == ["Trích lục khai tử", "Giấy chứng tử"]


def test_what_the_law_of_the_day_does_not_know_is_none() -> None:
    long_ago = date(1990, 1, 1)
    for ask in (selectors.amount, selectors.time_limit, selectors.procedure_code,
                selectors.form_version, selectors.return_reason):  # fmt: skip
        assert ask("nothing", TODAY) is None
        assert ask("base_salary", long_ago) is None
    assert selectors.statute_text("nothing", TODAY) == ""
    assert not selectors.switch_is_on("nothing", TODAY)


@pytest.mark.parametrize(
    ("leg", "codes"),
    [
        (BIRTH, "ALL1 KS01 KS02 KS03 KS04 KS05 KS06 KS07 KS08 KS09"),
        ("residence.registration", "ALL1 CT01 CT02 CT03 CT04"),
        ("insurance.health_card", "ALL1 BH01"),
        (DEATH, "ALL1 KT01 KT02 KT03"),
        ("residence.deregistration", "ALL1 CT05"),
        (MONEY, "ALL1 MT01 MT02"),
    ],
)
def test_each_leg_has_its_reasons(leg: str, codes: str) -> None:
    assert [row.code for row in selectors.return_reasons(leg, TODAY)] == codes.split()


def test_refusals_are_asked_for_apart() -> None:
    refusals = selectors.return_reasons(MONEY, TODAY, ReasonKind.REFUSAL)
    assert [row.code for row in refusals] == ["XX2", "XX3", "XX5", "XX6", "XX7"]


@pytest.mark.parametrize(
    ("leg", "more"),
    [
        (BIRTH, set()),
        ("residence.registration", {"birth_certificate", "shared_record"}),
        ("residence.deregistration", {"death_certificate", "shared_record"}),
        ("insurance.health_card", {"any_paper"}),
        ("insurance.coverage_end", {"death_certificate"}),
        (MONEY, {"death_certificate"}),
        ("funeral_benefits.survivors", {"death_certificate"}),
    ],
)
def test_each_leg_has_its_forbidden_papers(leg: str, more: set[str]) -> None:
    everywhere = {
        "certified_copy", "household_book", "identity_card", "marriage_certificate",
        "signed_notice", "visit",
    }  # fmt: skip
    assert {row.code for row in selectors.forbidden_papers(leg, TODAY)} == everywhere | more


def test_a_sentence_that_rests_on_nothing_sure_is_kept_and_not_shown() -> None:
    assert StatuteText.of("residence.fine", TODAY) is not None
    assert selectors.statute_text("residence.fine", TODAY) == ""
    assert selectors.statute_text("health_card.before_issue", TODAY) == ""
    StatuteText.objects.filter(code="health_card.before_issue").update(certainty="V")
    assert "khi chưa có thẻ" in selectors.statute_text("health_card.before_issue", TODAY)


def test_a_switch_changes_on_its_day() -> None:
    code = "birth.registered_by_commune"
    days = (date(2027, 2, 28), date(2027, 3, 1))
    assert [selectors.switch_is_on(code, day) for day in days] == [False, True]


def test_a_province_may_throw_its_own_switch() -> None:
    Switch.objects.create(
        code="birth.proof", province="08", title="Không xem trước", is_on=False,
        valid_from=date(2026, 1, 1), basis="Quyết định của tỉnh", certainty="V",
    )  # fmt: skip
    assert selectors.switch_is_on("birth.proof", TODAY)
    assert not selectors.switch_is_on("birth.proof", TODAY, "08")


@pytest.mark.parametrize(
    ("code", "field", "opens"),
    [
        ("KS01", "civil_registry.birth.child.given_name", True),
        ("KS01", "civil_registry.birth.child.born_on", False),
        ("KS07", "civil_registry.birth.father.born_on", True),
        ("KS07", "civil_registry.birth.mother.born_on", False),
        ("ALL1", "civil_registry.death.notice.file", True),
        ("ALL1", "residence.registration.consent.ct01", True),
        ("ALL1", "civil_registry.birth.child.given_name", False),
        ("CT02", "residence.registration.head.household_head_number", True),
        ("CT03", "residence.registration.relation.relation_to_head", True),
    ],
)
def test_a_reason_opens_only_its_fields(code: str, field: str, opens: bool) -> None:
    reason = selectors.return_reason(code, TODAY)
    assert reason is not None
    assert reason.may_open(field) is opens


def test_words_chosen_from_a_list_are_not_the_officials_own() -> None:
    reason = ReturnReason.of("KS01", TODAY)
    assert reason is not None
    answers = {"name": "An1", "cause": "có chữ số"}
    assert reason.written_by_hand(answers) == "An1"
    assert (
        reason.sentence_for(answers) == 'Tên "An1" chưa ghi được vì có chữ số. Xin chọn tên khác.'
    )
