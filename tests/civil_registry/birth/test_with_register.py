"""A birth from filing to certificate, through the runner and a register in its own process."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from integrations.simulators.controls import LETTERS
from portal.documents import store
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Attachment, ReturnRequest, Step
from tests.civil_registry.birth.answers import AT, declared_by
from tests.civil_registry.carrying import accepted, asked, shown, until
from tests.integrations.running import Running, wait_for

BIRTH = "civil_registry.birth"
File = Callable[..., Step]


def only(simulator: Running, habit: str, **levers: Any) -> None:
    """Give the clerks one habit, always, and no other."""
    habits = dict.fromkeys(LETTERS, 0.0) | {habit: 1.0}
    simulator.set(mode="letters", habits=habits, **levers)


def test_a_birth_is_registered_and_brings_its_certificate(handed_over, simulator):
    code = handed_over.dossier.code
    assert asked(handed_over).status == "WITH_AGENCY"
    assert simulator.answer(code)
    step = until(handed_over, "GRANTED")
    assert step.facts["full_name"] == "Nguyễn Thử Nghiệm"
    assert step.facts["personal_number"].startswith("000326")
    assert (step.facts["born_on"], step.facts["sex"]) == ("2026-11-05", "female")
    certificate = Attachment.objects.get(step=step, kind="result")
    assert certificate.document_id == step.facts["e_copy_sha256"]
    assert store.get(certificate.document_id).startswith(b"%PDF")
    assert simulator.effects(code) == [(code, 1, "received"), (code, 1, "granted")]


def test_a_birth_whose_e_copy_never_comes_says_so_and_is_not_granted(file, simulator):
    only(simulator, "e_copy_never", answer_delay=[0, 0])
    step = file(declared_by())
    accepted(step)
    waiting = wait_for(lambda: asked(step), lambda one: one.note == "e_copy_due")
    assert (waiting.status, waiting.note, waiting.facts) == ("WITH_AGENCY", "e_copy_due", None)
    assert simulator.answer(waiting.dossier.code)
    assert until(step, "GRANTED").facts["number"]


def test_a_birth_whose_number_is_late_says_so_until_it_comes(file, simulator):
    only(simulator, "number_late", answer_delay=[0.4, 0.4])
    step = file(declared_by())
    accepted(step)
    waiting = wait_for(lambda: asked(step), lambda one: one.note == "number_due")
    assert (waiting.status, waiting.note) == ("WITH_AGENCY", "number_due")
    assert until(step, "GRANTED").facts["personal_number"]


def test_without_the_registers_anchor_its_e_copy_is_not_believed(handed_over, simulator, settings):
    anchors, settings.CIVIL_STATUS_ANCHORS = settings.CIVIL_STATUS_ANCHORS, []
    assert simulator.answer(handed_over.dossier.code)
    waiting = wait_for(lambda: asked(handed_over), lambda one: one.note == "e_copy_invalid")
    assert (waiting.status, waiting.note) == ("WITH_AGENCY", "e_copy_invalid")
    settings.CIVIL_STATUS_ANCHORS = anchors
    assert until(handed_over, "GRANTED").facts["book"]


def test_a_return_names_our_field_and_its_correction_is_registered(handed_over, simulator):
    code = handed_over.dossier.code
    sentence = "Ngày sinh khai khác ngày ghi trong giấy chứng sinh. Xin kiểm tra lại."
    assert simulator.answer(code, "returned", reason=sentence, items=["nksNgaySinh"])
    step = until(handed_over, "RETURNED")
    request = ReturnRequest.objects.get(step=step)
    assert (request.reason, request.items) == ("KS05", [f"{BIRTH}.child.born_on"])
    assert (request.sentence, request.by_agency) == (sentence, True)

    corrected = declared_by(child={"born_on": "04/11/2026"})[f"{BIRTH}.child"]
    services.supplement(
        step_id=step.pk,
        answers={f"{BIRTH}.child": corrected},
        applicant=step.dossier.applicant,
        at=AT,
    )
    Runner().dispatch(clock=lambda: AT)
    assert simulator.answer(code)
    assert until(handed_over, "GRANTED").facts["born_on"] == "2026-11-04"
    assert (code, 2, "received") in simulator.effects(code)


def test_a_refusal_ends_the_birth_without_its_words_in_the_journal(handed_over, simulator):
    sentence = "Trẻ đã được đăng ký khai sinh tại nơi khác."
    assert simulator.answer(handed_over.dossier.code, "refused", reason=sentence)
    step = until(handed_over, "REFUSED")
    told = str(list(step.dossier.journal.values_list("act", "details")))
    assert "register" in told and "khai sinh" not in told


def test_what_is_sent_again_has_one_effect(file, simulator):
    simulator.set(misbehaviours={"reset_after": 1.0})
    step = file(declared_by())
    accepted(step)
    assert shown(step).status == "IN_TRANSIT"
    simulator.set(misbehaviours={})
    Handover.objects.update(next_at=timezone.now() - timedelta(days=400))
    Runner().dispatch(clock=lambda: AT)
    assert shown(step).status == "WITH_AGENCY"
    code = step.dossier.code
    assert simulator.effects(code) == [(code, 1, "received")]


def test_somebody_elses_certificate_is_never_taken_for_ours(handed_over, file, simulator):
    assert simulator.answer(handed_over.dossier.code)
    ours = file(declared_by(child={"given_name": "Riêng"}))
    accepted(ours)
    assert simulator.answer(ours.dossier.code)
    simulator.set(misbehaviours={"other_dossier": 1.0})
    waiting = asked(ours)
    assert (waiting.status, waiting.note, waiting.facts) == ("WITH_AGENCY", "e_copy_invalid", None)
    simulator.set(misbehaviours={})
    assert until(ours, "GRANTED").facts["full_name"] == "Nguyễn Thử Riêng"
