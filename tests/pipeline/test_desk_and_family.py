"""What officials and families may do to a step, and what they may not."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from portal.accounts.models import Citizen, User
from portal.consents import services as consents
from portal.consents.models import WAITING, Consent
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications.models import Notice
from portal.pipeline import services
from portal.pipeline.models import Dossier, ReturnRequest, Step
from portal.pipeline.procedures import ConsentNeed
from portal.pipeline.registry import registry
from portal.pipeline.transitions import MoveNotAllowed
from tests.pipeline import invented
from tests.pipeline.invented import AT, Desk, InventedAgency, LeftLeg, RightLeg, filed

LATER = AT + timedelta(days=3)


@pytest.fixture
def official(db: None) -> User:
    return User.objects.create(username="official-invented", is_staff=True)


@pytest.fixture
def on_desk(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    """A dossier whose opening step lies on a desk."""
    with registry.replaced(Desk, LeftLeg, RightLeg):
        yield filed(applicant)


def opening(dossier: Dossier) -> Step:
    return dossier.steps.get(procedure="invented.opening")


def test_a_case_waits_on_the_desk_until_it_is_accepted(on_desk: Dossier, official: User) -> None:
    step = opening(on_desk)
    assert (step.status, Handover.objects.count()) == ("AT_DESK", 0)
    services.accept(step_ids=[step.pk], by=official, at=AT)
    Runner().dispatch(clock=lambda: AT)
    assert set(on_desk.steps.values_list("status", flat=True)) == {"GRANTED"}


def test_accepting_twice_is_refused(on_desk: Dossier, official: User) -> None:
    step = opening(on_desk)
    services.accept(step_ids=[step.pk], by=official, at=AT)
    with pytest.raises(MoveNotAllowed):
        services.accept(step_ids=[step.pk], by=official, at=AT)
    assert Handover.objects.count() == 1


def test_an_acceptance_is_undone_while_its_message_is_here(
    on_desk: Dossier, official: User
) -> None:
    step = opening(on_desk)
    services.accept(step_ids=[step.pk], by=official, at=AT)
    services.undo_acceptance(step_id=step.pk, by=official, at=AT)
    step.refresh_from_db()
    assert (step.status, step.revision) == ("AT_DESK", 2)
    Runner().dispatch(clock=lambda: AT)
    step.refresh_from_db()
    assert step.status == "AT_DESK"


def test_the_family_edits_until_an_official_opens_the_case(
    on_desk: Dossier, official: User, applicant: Citizen
) -> None:
    step = opening(on_desk)
    services.edit_before_opened(step_id=step.pk, answers={}, applicant=applicant, at=AT)
    services.open_case(step=step, by=official, at=AT)
    with pytest.raises(services.AlreadyOpened):
        services.edit_before_opened(step_id=step.pk, answers={}, applicant=applicant, at=AT)


def test_a_correction_goes_back_to_the_desk_and_the_clock_stood_still(
    on_desk: Dossier, official: User, applicant: Citizen
) -> None:
    step = opening(on_desk)
    Step.objects.filter(pk=step.pk).update(due_on=AT.date())
    ReturnRequest.objects.create(
        step=step, revision=1, reason="ALL1", items=["file"], asked_at=AT, answer_by=LATER.date()
    )
    Step.objects.filter(pk=step.pk).update(status="RETURNED")
    services.supplement(step_id=step.pk, answers={}, applicant=applicant, at=LATER)
    step.refresh_from_db()
    assert (step.status, step.revision) == ("AT_DESK", 2)
    assert step.due_on is not None and step.due_on > AT.date()
    with pytest.raises(services.NotReturned):
        services.supplement(step_id=step.pk, answers={}, applicant=applicant, at=LATER)


def test_a_return_nobody_answers_is_refused_when_its_limit_ends(
    on_desk: Dossier, official: User
) -> None:
    step = opening(on_desk)
    Step.objects.filter(pk=step.pk).update(status="RETURNED")
    ReturnRequest.objects.create(
        step=step, revision=1, reason="ALL1", asked_at=AT, answer_by=AT.date()
    )
    assert services.lapse_returns(at=AT) == 0
    assert services.lapse_returns(at=LATER) == 1
    assert set(on_desk.steps.values_list("status", flat=True)) == {"REFUSED", "SKIPPED"}


def test_a_wrong_commune_is_a_transfer_and_its_clock_starts_anew(
    on_desk: Dossier, official: User
) -> None:
    step = opening(on_desk)
    services.transfer(step_id=step.pk, commune_code="00008", by=official, at=LATER)
    step.refresh_from_db()
    assert (step.commune_code, step.status, step.opened_at) == ("00008", "AT_DESK", None)
    line = on_desk.journal.get(act="transferred")
    assert line.details == {"from": "00004", "to": "00008"}


def test_a_verification_moves_the_date_and_asks_the_family_nothing(
    on_desk: Dossier, official: User
) -> None:
    step = opening(on_desk)
    services.ask_verification(
        step_id=step.pk,
        office="committee_elsewhere",
        question="Có đăng ký kết hôn không?",
        new_due_on=LATER.date(),
        by=official,
        at=AT,
    )
    step.refresh_from_db()
    assert (step.status, step.due_on) == ("AT_DESK", LATER.date())
    services.answer_verification(step_id=step.pk, answer="Có", by=official, at=LATER)


def test_withdrawing_before_anything_left_withdraws_all(
    on_desk: Dossier, applicant: Citizen
) -> None:
    services.withdraw(dossier_id=on_desk.pk, applicant=applicant, at=AT)
    assert set(on_desk.steps.values_list("status", flat=True)) == {"WITHDRAWN"}
    with pytest.raises(services.NothingToWithdraw):
        services.withdraw(dossier_id=on_desk.pk, applicant=applicant, at=AT)


def test_withdrawing_what_an_agency_has_is_a_request(
    on_desk: Dossier, official: User, applicant: Citizen
) -> None:
    step = opening(on_desk)
    services.accept(step_ids=[step.pk], by=official, at=AT)
    Handover.objects.update(status="OWED", attempts=1)
    services.withdraw(dossier_id=on_desk.pk, applicant=applicant, at=AT)
    step.refresh_from_db()
    assert (step.status, step.withdrawal_asked_at) == ("IN_TRANSIT", AT)


def test_a_stalled_message_is_sent_again_with_the_same_key(
    on_desk: Dossier, official: User
) -> None:
    step = opening(on_desk)
    services.accept(step_ids=[step.pk], by=official, at=AT)
    handover = Handover.objects.get()
    with pytest.raises(Exception, match=str(handover.pk)):
        services.retry_stalled(handover_id=handover.pk, reason="mended", by=official, at=AT)
    Handover.objects.update(status="STALLED", attempts=20)
    services.retry_stalled(handover_id=handover.pk, reason="mended", by=official, at=AT)
    Runner().dispatch(clock=lambda: AT)
    assert Step.objects.get(pk=step.pk).status == "GRANTED"
    assert Handover.objects.filter(subject=step.pk).count() == 1


class Agreed(LeftLeg):
    """A leg for which somebody must agree."""

    needed: tuple[ConsentNeed, ...] = ()

    def consents(self, *, step_id: int, applicant: Citizen) -> tuple[ConsentNeed, ...]:
        return type(self).needed


def need(number: str) -> ConsentNeed:
    return ConsentNeed("household_head", number, "Người Giả Định", "Đồng ý cho bé ở đây.")


@pytest.fixture
def with_consent(journey: InventedAgency, applicant: Citizen) -> Iterator[Dossier]:
    """A dossier whose left leg is held until a household head agrees."""
    with registry.replaced(invented.Opening, Agreed, RightLeg):
        Agreed.needed = (need("000000000077"),)
        yield filed(applicant)


def answered(dossier: Dossier, *, agreed: bool) -> None:
    for consent in Consent.objects.filter(status__in=WAITING):
        consents.answer(
            consent_id=consent.pk, personal_number=consent.personal_number, agreed=agreed, at=AT
        )


def left(dossier: Dossier) -> Step:
    return dossier.steps.get(procedure="invented.left")


def test_a_missing_consent_holds_its_leg_and_no_other(with_consent: Dossier) -> None:
    Runner().dispatch(clock=lambda: AT)
    statuses = dict(with_consent.steps.values_list("procedure", "status"))
    assert statuses["invented.right"] == "GRANTED"
    assert statuses["invented.left"] == "HELD"
    answered(with_consent, agreed=True)
    Runner().dispatch(clock=lambda: AT)
    assert left(with_consent).status == "GRANTED"


def test_an_agreement_before_the_turn_holds_nothing(with_consent: Dossier) -> None:
    answered(with_consent, agreed=True)
    Runner().dispatch(clock=lambda: AT)
    assert left(with_consent).status == "GRANTED"


def test_a_refusal_before_the_turn_goes_to_the_family_when_it_comes(with_consent: Dossier) -> None:
    answered(with_consent, agreed=False)
    assert left(with_consent).status == "WAITING"
    Runner().dispatch(clock=lambda: AT)
    assert left(with_consent).status == "RETURNED"
    assert ReturnRequest.objects.get(step=left(with_consent)).reason == "CONSENT"


def test_another_person_is_asked_after_a_refusal(with_consent: Dossier, applicant: Citizen) -> None:
    Runner().dispatch(clock=lambda: AT)
    answered(with_consent, agreed=False)
    step = left(with_consent)
    assert step.status == "RETURNED"
    Agreed.needed = (need("000000000088"),)
    services.supplement(step_id=step.pk, answers={}, applicant=applicant, at=AT)
    assert left(with_consent).status == "HELD"
    answered(with_consent, agreed=True)
    Runner().dispatch(clock=lambda: AT)
    assert left(with_consent).status == "GRANTED"


def test_a_signed_paper_is_another_way_after_a_refusal(
    with_consent: Dossier, applicant: Citizen
) -> None:
    Runner().dispatch(clock=lambda: AT)
    answered(with_consent, agreed=False)
    Agreed.needed = ()
    services.supplement(step_id=left(with_consent).pk, answers={}, applicant=applicant, at=AT)
    Runner().dispatch(clock=lambda: AT)
    assert left(with_consent).status == "GRANTED"


def test_nobody_is_asked_any_more_about_a_leg_that_ended(
    with_consent: Dossier, applicant: Citizen
) -> None:
    services.withdraw(dossier_id=with_consent.pk, applicant=applicant, at=AT)
    assert not Consent.objects.filter(status__in=WAITING).exists()


def test_a_family_with_a_telephone_is_told_of_filing_and_of_each_result(
    journey: InventedAgency, applicant: Citizen
) -> None:
    filed(applicant, phone="0900000001")
    Runner().dispatch(clock=lambda: AT)
    kinds = sorted(Notice.objects.values_list("kind", flat=True))
    assert kinds == ["filed", "result", "result", "result"]
