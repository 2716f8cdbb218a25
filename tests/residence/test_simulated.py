"""A child's residence against a real register process: once each, whatever is sent twice."""

from collections.abc import Iterator
from typing import Any

import pytest

from portal.documents import services as documents
from portal.documents import store
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.pipeline.models import Attachment, ReturnRequest, Step
from residence.registration.procedure import wire
from tests.integrations.running import Running
from tests.residence import families as f

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def police(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The residence register as a process of its own."""
    running = Running("residence_register", tmp_path_factory.mktemp("police"), "--mode", "instant")
    yield running
    running.kill()


@pytest.fixture
def register(police: Running, settings: Any) -> Iterator[Running]:
    """The same, known to the portal and in a good mood."""
    police.set(mode="instant", habits={}, misbehaviours={})
    settings.OUTSIDE_SYSTEMS = {**settings.OUTSIDE_SYSTEMS, "residence_register": police.url}
    wire.client.cache_clear()
    with f.legs(f.HOME):
        yield police
    wire.client.cache_clear()


def carry() -> None:
    """Send what is due and ask for what is owed, once."""
    Runner().dispatch(clock=lambda: f.AT)
    Handover.objects.filter(status__in=["OWED", "DUE"]).update(next_at=f.AT)
    Runner().collect(clock=lambda: f.AT)


def leg(**pages: Any) -> Step:
    answers = f.birth() | f.residence(**pages)
    return f.filed(answers)[f.HOME]


def test_a_residence_is_registered_and_its_notice_kept(register: Running) -> None:
    step = leg()
    carry()
    carry()
    step.refresh_from_db()
    assert step.status == "GRANTED"
    facts = f.facts_of(step)
    assert facts.commune_code == f.HA_GIANG
    assert facts.notice_number.startswith("CT08-")
    notice = Attachment.objects.get(step=step, kind=Attachment.Kind.RESULT)
    assert notice.document_id == facts.notice_sha256
    assert store.get(notice.document_id).startswith(b"%PDF")


def test_a_letter_sent_three_times_has_one_effect(register: Running) -> None:
    step = leg()
    Runner().dispatch(clock=lambda: f.AT)
    for _ in range(2):
        Handover.objects.filter(subject=step.pk, topic=f.HOME).update(status="DUE", next_at=f.AT)
        Runner().dispatch(clock=lambda: f.AT)
    effects = [effect for *_rest, effect in register.effects(step.dossier.code)]
    assert effects.count("received") == 1
    assert effects.count("granted") == 1


def test_what_the_police_send_back_names_a_page_of_ours(register: Running) -> None:
    register.set(habits={"returned_by_police": 1.0})
    step = leg()
    carry()
    carry()
    step.refresh_from_db()
    assert step.status == "RETURNED"
    asked = ReturnRequest.objects.get(step=step)
    assert asked.reason in {"CT02", "CT03", "CT04"}
    assert asked.items[0].startswith(f"{f.HOME}.")
    assert asked.sentence


def test_a_return_without_a_reason_opens_the_leg_and_says_so(register: Running) -> None:
    register.set(habits={"returned_by_police": 1.0, "poor_reason": 1.0})
    step = leg()
    carry()
    carry()
    asked = ReturnRequest.objects.get(step=step)
    assert (asked.reason, asked.items) == ("unreasoned", [f"{f.HOME}.*"])


def test_a_refusal_ends_this_leg_alone(register: Running) -> None:
    register.set(habits={"refused": 1.0})
    step = leg()
    carry()
    carry()
    step.refresh_from_db()
    assert step.status == "REFUSED"
    assert step.dossier.steps.get(procedure=f.BIRTH).status == "GRANTED"


def test_a_check_on_the_spot_is_told_with_its_new_day(register: Running) -> None:
    register.set(mode="honest", answer_delay=[60, 60], habits={"verification": 1.0})
    step = leg()
    carry()
    carry()
    step.refresh_from_db()
    assert (step.status, step.note) == ("WITH_AGENCY", "verification")
    assert step.due_on is not None


@pytest.mark.parametrize("mishap", ["other_dossier", "garbage", "html", "truncated"])
def test_an_answer_that_is_none_of_ours_moves_nothing(register: Running, mishap: str) -> None:
    others = leg()
    carry()
    carry()
    others.refresh_from_db()
    assert others.status == "GRANTED"
    step = leg()
    Runner().dispatch(clock=lambda: f.AT)
    register.set(misbehaviours={mishap: 1.0})
    carry()
    step.refresh_from_db()
    assert step.status in ("IN_TRANSIT", "WITH_AGENCY", "GRANTED")
    if step.status == "GRANTED":
        assert f.facts_of(step).notice_number != f.facts_of(others).notice_number


def test_a_signed_paper_reaches_the_register_first(register: Running) -> None:
    step = leg(head=f.head(), consent={"way": "paper"})
    paper = documents.keep(b"%PDF-1.7 signed by everybody", media_type="application/pdf")
    Attachment.objects.create(
        step=step,
        document=paper,
        kind=Attachment.Kind.UPLOAD,
        field=f"{f.HOME}.consent.ct01",
        filename="ct01.pdf",
    )
    carry()
    carry()
    step.refresh_from_db()
    assert step.status == "GRANTED"
