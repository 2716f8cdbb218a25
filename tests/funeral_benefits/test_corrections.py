"""A claim that comes back from its line: what an official confirmed stands, or is asked anew."""

from typing import Any

import pytest

from funeral_benefits.allowance.models import AllowanceClaim
from funeral_benefits.survivors.models import SurvivorsClaim
from portal.handovers.answers import Returned
from portal.pipeline import services
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.services import confirming
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m

pytestmark = pytest.mark.django_db

MERIT = {"pension": "no", "merits": ["person_of_merit"]}
LOOKED_UP = {"pension": "no", "merits": ["unknown"]}
STANDARD = "person_of_merit.merit_standard"
ACCOUNT = {"pay_by": "account", "bank": "Ngân hàng Thử", "account_number": "000123456"}


def returned(line: m.FakeLine, benefits: dict[str, Any], *items: str) -> Step:
    """Have a confirmed claim accepted and returned by its line."""
    step = m.to_desk(d.death() | d.allowance(**benefits))
    confirming.confirm_sum(
        step_id=step.pk, option=STANDARD, cited="Sổ người có công", by=m.official(), at=d.AT
    )
    m.accept(step)
    line.answer = Returned("Chưa rõ", items)
    m.carry()
    line.answer = None
    assert m.again(step).status == "RETURNED"
    return step


def correct(step: Step, answers: d.Declared) -> None:
    services.supplement(step_id=step.pk, answers=answers, applicant=step.dossier.applicant, at=d.AT)
    m.again(step)


@pytest.mark.parametrize("benefits", [MERIT, LOOKED_UP])
def test_another_account_changes_neither_the_confirmed_sum_nor_who_decides(
    line: m.FakeLine, benefits: dict[str, Any]
) -> None:
    step = returned(line, benefits, "account")
    declared = d.death() | d.allowance(**benefits) | {f"{d.ALLOWANCE}.payment": ACCOUNT}
    correct(step, declared)
    claim = AllowanceClaim.objects.get()
    assert (step.status, claim.cited) == ("IN_TRANSIT", "Sổ người có công")
    assert claim.chosen and claim.chosen.code == STANDARD
    m.carry()
    assert line.lines[-1] == "home_affairs"
    asked = line.bodies[-1]
    assert str(30_120_000) in str(asked) and "000123456" in str(asked)


def test_other_answers_about_the_law_come_to_an_official_first(line: m.FakeLine) -> None:
    step = returned(line, MERIT)
    correct(step, d.death() | d.allowance(pension="no", merits=["person_of_merit", "veteran"]))
    assert step.status == "AT_DESK"
    assert AllowanceClaim.objects.get().confirmed_at is None


def test_a_death_taken_back_lets_the_allowance_be_claimed_when_the_person_dies(
    line: m.FakeLine,
) -> None:
    paid = m.granted(line, m.to_desk(d.death() | d.allowance()))
    assert AllowanceClaim.is_taken(d.DECEASED)
    registry[d.ALLOWANCE].death_retracted([paid.pk], at=d.AT)
    assert not AllowanceClaim.is_taken(d.DECEASED)
    assert m.to_desk(d.death() | d.allowance()).status == "AT_DESK"


def test_a_death_taken_back_lets_survivors_claim_when_the_person_dies(db: None) -> None:
    with d.legs(d.SURVIVORS):
        first = d.filed(d.death() | d.survivors())[d.SURVIVORS]
        registry[d.SURVIVORS].death_retracted([first.pk], at=d.AT)
        assert not SurvivorsClaim.is_taken(d.DECEASED)
