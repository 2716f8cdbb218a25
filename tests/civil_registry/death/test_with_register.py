"""A death from filing to its e-copy, through the runner and a register in its own process."""

from collections.abc import Callable

from integrations.simulators.controls import LETTERS
from portal.documents import store
from portal.handovers.runner import Runner
from portal.pipeline import services
from portal.pipeline.models import Attachment, ReturnRequest, Step
from tests.civil_registry.carrying import accepted, asked, until
from tests.civil_registry.death.answers import AT, declared_by
from tests.integrations.running import wait_for

DEATH = "civil_registry.death"
File = Callable[..., Step]


def test_a_death_is_registered_and_brings_its_extract(handed_over, simulator):
    code = handed_over.dossier.code
    assert asked(handed_over).status == "WITH_AGENCY"
    assert simulator.answer(code)
    step = until(handed_over, "GRANTED")
    assert (step.facts["full_name"], step.facts["personal_number"]) == (
        "Trần Văn Mẫu",
        "000046000001",
    )
    assert (step.facts["died_on"], step.facts["sex"]) == ("2026-11-15", "male")
    assert step.facts["number"] and step.facts["e_copy_title"] == "Trích lục khai tử"
    extract = Attachment.objects.get(step=step, kind="result")
    assert extract.document_id == step.facts["e_copy_sha256"]
    assert store.get(extract.document_id).startswith(b"%PDF")
    assert simulator.effects(code) == [(code, 1, "received"), (code, 1, "granted")]


def test_a_death_whose_e_copy_never_comes_says_so_and_is_not_granted(file, simulator):
    habits = dict.fromkeys(LETTERS, 0.0) | {"e_copy_never": 1.0}
    simulator.set(mode="letters", habits=habits, answer_delay=[0, 0])
    step = file(declared_by())
    accepted(step)
    waiting = wait_for(lambda: asked(step), lambda one: one.note == "e_copy_due")
    assert (waiting.status, waiting.facts) == ("WITH_AGENCY", None)
    assert [one["owes"] for one in simulator.owing() if one["key"] == waiting.dossier.code]
    assert simulator.answer(waiting.dossier.code)
    assert until(step, "GRANTED").facts["number"]


def test_a_return_names_our_field_and_its_correction_is_registered(handed_over, simulator):
    code = handed_over.dossier.code
    sentence = "Năm sinh của người đã mất chưa khớp dữ liệu. Xin kiểm tra lại."
    assert simulator.answer(code, "returned", reason=sentence, items=["nktNgaySinh"])
    step = until(handed_over, "RETURNED")
    request = ReturnRequest.objects.get(step=step)
    assert (request.reason, request.items) == ("KT03", [f"{DEATH}.deceased.born_on"])
    assert (request.sentence, request.by_agency) == (sentence, True)

    corrected = declared_by(deceased={"born_on": "02/03/1947"})[f"{DEATH}.deceased"]
    services.supplement(
        step_id=step.pk,
        answers={f"{DEATH}.deceased": corrected},
        applicant=step.dossier.applicant,
        at=AT,
    )
    Runner().dispatch(clock=lambda: AT)
    assert simulator.answer(code)
    assert until(handed_over, "GRANTED").facts["born_on"] == "1947-03-02"
    assert (code, 2, "received") in simulator.effects(code)


def test_somebody_elses_extract_is_never_taken_for_ours(handed_over, file, simulator):
    assert simulator.answer(handed_over.dossier.code)
    ours = file(declared_by(deceased={"given_name": "Riêng", "personal_number": ""}))
    accepted(ours)
    assert simulator.answer(ours.dossier.code)
    simulator.set(misbehaviours={"other_dossier": 1.0})
    waiting = asked(ours)
    assert (waiting.status, waiting.note, waiting.facts) == ("WITH_AGENCY", "e_copy_invalid", None)
    simulator.set(misbehaviours={})
    assert until(ours, "GRANTED").facts["full_name"] == "Trần Văn Riêng"
