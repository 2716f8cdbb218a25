"""A death registered by mistake: the register takes the removal of the residence back, once."""

from collections.abc import Iterator
from typing import Any

import orjson
import pytest
from django.test import Client

from integrations.residence_register import ResidenceRegister
from portal.accounts import deceased
from portal.accounts.models import Citizen, Role, User
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind, Refused
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications.models import Notice
from portal.pipeline import services
from portal.pipeline.models import Attachment, Dossier, Step
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from residence.deregistration.procedure import ResidenceDeregistration
from residence.deregistration.procedure import wire as register_wire
from tests.integrations.running import Running, wait_for
from tests.officials.fixtures import desk_client, official
from tests.pipeline.deaths import DEATH, DECEASED, InventedDeath, filed_death, person
from tests.pipeline.invented import AT, invented_citizen
from tests.residence.families import HA_GIANG
from tests.residence.test_deregistration import DECEASED_WAS_HEAD, FACTS, LEG, declared

CHANNEL = "undoing"
RESTORED = {"done_on": "2026-11-25"}
WAITS = "Cơ quan quản lý cư trú đã được báo ngày 20/11/2026 để khôi phục"


@pytest.fixture
def journey(db: None) -> Iterator[Procedure]:
    InventedDeath.people.clear()
    with registry.replaced(InventedDeath, ResidenceDeregistration):
        yield registry[LEG]


@pytest.fixture(scope="module")
def police(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The residence register as a process of its own."""
    running = Running("residence_register", tmp_path_factory.mktemp("police"), "--mode", "instant")
    yield running
    running.kill()


@pytest.fixture
def by(db: None) -> User:
    return official("phu-trach", "00004", HA_GIANG, role=Role.SUPERVISOR)


def carry() -> None:
    """Send what is due and ask for what is owed, once."""
    for act in (Runner().dispatch, Runner().collect):
        Handover.objects.filter(status__in=["OWED", "DUE", "SENDING"]).update(next_at=AT)
        act(clock=lambda: AT)


def removed(applicant: Citizen, monkeypatch: pytest.MonkeyPatch, **options: Any) -> Step:
    """File a death whose residence the register has removed."""
    monkeypatch.setattr(ResidenceDeregistration, "send_one", lambda *_: Granted(FACTS))
    dossier = filed_death(applicant, declared(DECEASED_WAS_HEAD), **options)
    for _ in range(2):  # the death, then what follows it
        carry()
    return dossier.steps.get(procedure=LEG)


def retract(dossier: Dossier, by: User) -> None:
    services.retract_death(step_id=dossier.steps.get(procedure=DEATH).pk, by=by, at=AT)


def answering(monkeypatch: pytest.MonkeyPatch, *answers: Answer) -> list[bytes]:
    """Let the register answer this to what is wished undone; return the bodies it read."""
    read, left = [], list(answers)

    def undo(_: Any, letter: Any) -> Answer:
        read.append(letter.body)
        return left.pop(0) if len(left) > 1 else left[0]

    monkeypatch.setattr(ResidenceDeregistration, "undo_one", undo)
    return read


def killed(*_: Any, **__: Any) -> None:
    raise SystemExit


def acts(step: Step) -> list[str]:
    return list(step.dossier.journal.filter(step=step).values_list("act", flat=True))


def told(step: Step) -> str:
    """Return what the family reads beside the leg."""
    browser = Client()
    browser.force_login(step.dossier.applicant.user, "django.contrib.auth.backends.ModelBackend")
    return browser.get(f"/ho-so/{step.dossier.code}/").content.decode()


def test_the_register_restores_the_person_once_over_the_wire(
    police: Running,
    journey: Procedure,
    applicant: Citizen,
    by: User,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    settings.OUTSIDE_SYSTEMS = {**settings.OUTSIDE_SYSTEMS, "residence_register": police.url}
    register_wire.client.cache_clear()
    dossier = filed_death(applicant, declared(DECEASED_WAS_HEAD))
    for _ in range(3):
        carry()
    step = dossier.steps.get(procedure=LEG)
    assert step.status == "GRANTED"
    retract(dossier, by)
    with monkeypatch.context() as patched, pytest.raises(SystemExit):
        patched.setattr("portal.pipeline.undoing.tell_undone", killed)
        carry()  # the register has it, and the worker dies before it commits
    assert Handover.objects.get(channel=CHANNEL).status == "SENDING"
    for _ in range(2):
        carry()
    register_wire.client.cache_clear()
    # The removal and its taking back, each once.
    granted = (dossier.code, 1, "granted")
    assert [one for one in police.effects(dossier.code) if one[2] != "received"] == [granted] * 2
    assert acts(step)[-2:] == ["undoing_asked", "undone"]
    notices = Attachment.objects.filter(step=step).order_by("pk")
    assert [one.superseded_at is None for one in notices] == [False, True]


def test_what_is_wished_undone_names_the_removal_and_the_death(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = answering(monkeypatch, Accepted("KP-1"))
    step = removed(applicant, monkeypatch)
    retract(step.dossier, by)
    carry()
    body = orjson.loads(read[0])
    assert (body["procedure"], body["removal"]) == ("residence.restoration", f"step-{step.pk}.1")
    assert (body["notice_number"], body["death"]["number"]) == (FACTS["notice_number"], "12/2026")
    assert body["resident"]["full_name"] == "Trần Thử Cụ"


def test_desk_and_family_read_of_it_until_the_register_has_answered(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, NoAnswer(NoAnswerKind.UNREACHABLE), Granted(RESTORED))
    step = removed(applicant, monkeypatch, phone="0912345678")
    desk = desk_client(by)

    def shown(address: str) -> str:
        return str(desk.get(f"/quan-tri/{address}").content.decode())

    assert WAITS not in told(step)
    retract(step.dossier, by)
    carry()
    death = step.dossier.steps.get(procedure=DEATH)
    assert WAITS in told(step)
    assert WAITS in shown(f"ho-so/{step.pk}/")
    assert "Xóa đăng ký thường trú" in shown(f"ho-so/{death.pk}/")
    assert step.dossier.code in shown("co-nguoi-mat/")
    carry()
    for page in (told(step), shown(f"ho-so/{step.pk}/")):
        assert WAITS not in page
        assert "Nơi thường trú đã được khôi phục ngày 25/11/2026" in page
    assert "Hộ cần có chủ hộ mới" not in told(step)
    assert step.dossier.code not in shown("co-nguoi-mat/")
    notice = Notice.objects.get(occasion=f"undone.{step.pk}")
    assert "khôi phục" in notice.params["paper"]


def test_a_removal_that_is_granted_after_all_is_taken_back_too(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, Granted(RESTORED))
    monkeypatch.setattr(ResidenceDeregistration, "send_one", lambda *_: Accepted("CT-1"))
    dossier = filed_death(applicant, declared(DECEASED_WAS_HEAD))
    Runner().dispatch(clock=lambda: AT)
    retract(dossier, by)
    step = dossier.steps.get(procedure=LEG)
    assert step.withdrawal_asked_at == AT
    assert not Handover.objects.filter(channel=CHANNEL).exists()

    def granted(_: Any, letters: Any) -> dict[int, Answer]:
        return {one.subject: Granted(FACTS) for one in letters}

    monkeypatch.setattr(ResidenceDeregistration, "collect", granted)
    for _ in range(2):
        carry()
    assert acts(step)[-3:] == ["granted", "undoing_asked", "undone"]


def test_registered_twice_the_person_is_alive_only_when_both_are_taken_back(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, Granted(RESTORED))
    who = invented_citizen(7)
    InventedDeath.people[:] = [person(who.personal_number) for _ in range(2)]
    steps = [removed(family, monkeypatch) for family in (applicant, invented_citizen(9))]
    undone = Handover.objects.filter(channel=CHANNEL).values_list("subject", flat=True)

    def may_sign_in() -> bool:
        known = deceased.registered_dead([who.personal_number])
        return not known and User.objects.get(pk=who.user_id).is_active

    retract(steps[1].dossier, by)
    assert not may_sign_in()
    assert not undone.all()  # the removal stands, as the first registration does
    retract(steps[0].dossier, by)
    assert may_sign_in()
    assert sorted(undone.all()) == [one.pk for one in steps]
    carry()
    for step in steps:
        assert [acts(step).count(one) for one in ("undoing_asked", "undone")] == [1, 1]


def test_a_removal_granted_after_its_death_was_taken_back_stands_with_another_registration(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    InventedDeath.people[:] = [person(DECEASED), person(DECEASED)]
    first = removed(applicant, monkeypatch)
    monkeypatch.setattr(ResidenceDeregistration, "send_one", lambda *_: Accepted("CT-1"))
    late = filed_death(invented_citizen(9), declared(DECEASED_WAS_HEAD))
    Runner().dispatch(clock=lambda: AT)
    Runner().dispatch(clock=lambda: AT)
    retract(late, by)

    def granted(_: Any, letters: Any) -> dict[int, Answer]:
        return {one.subject: Granted(FACTS) for one in letters}

    monkeypatch.setattr(ResidenceDeregistration, "collect", granted)
    carry()
    leg = late.steps.get(procedure=LEG)
    assert acts(leg)[-1] == "granted"
    retract(first.dossier, by)
    asked = Handover.objects.filter(channel=CHANNEL).values_list("subject", flat=True)
    assert sorted(asked) == [first.pk, leg.pk]


def test_a_no_lies_with_the_supervisor_who_sends_it_again(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering(monkeypatch, Refused("Không có việc xóa này"), Granted(RESTORED))
    step = removed(applicant, monkeypatch)
    retract(step.dossier, by)
    carry()
    desk, stuck = desk_client(by), Handover.objects.get(channel=CHANNEL)
    assert stuck.status == "STALLED"
    assert WAITS in told(step)
    assert "Không có việc xóa này" in desk.get(f"/quan-tri/dang-mac/{stuck.pk}/").content.decode()
    desk.post(f"/quan-tri/dang-mac/{stuck.pk}/gui-lai/", {"ly-do": "mended"})
    carry()
    assert acts(step)[-2:] == ["sent_again", "undone"]


def test_somebody_elses_mistake_takes_nothing_back_here(
    journey: Procedure, applicant: Citizen, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who files may be registered dead by mistake: the death this dossier is about stands."""
    monkeypatch.setattr(ResidenceDeregistration, "send_one", lambda *_: Accepted("CT-1"))
    dossier = filed_death(applicant, declared(DECEASED_WAS_HEAD))
    Runner().dispatch(clock=lambda: AT)
    InventedDeath.people.append(person(applicant.personal_number))
    mistaken = filed_death(invented_citizen(9))
    for _ in range(2):
        Runner().dispatch(clock=lambda: AT)
    assert dossier.journal.filter(act="death_noted").exists()
    Step.objects.filter(dossier=dossier).update(status="GRANTED", facts=FACTS)
    retract(mistaken, by)
    assert not Handover.objects.filter(channel=CHANNEL, subject__in=dossier.steps.all()).exists()
    assert not services.was_retracted(dossier.steps.get(procedure=DEATH).pk)


def test_the_simulated_register_removes_and_restores_once(police: Running) -> None:
    wire = ResidenceRegister(police.url)
    about = {"dossier": "LT-1", "revision": 1, "commune_code": HA_GIANG}
    about["resident"] = {"full_name": "Trần Thử Cụ", "personal_number": ""}
    removal = {**about, "procedure": LEG, "address_line": "12 Đường Ví Dụ", "head": {"is": "alone"}}
    undone = {**about, "procedure": "residence.restoration", "removal": "step-again-1"}

    def outcome(ask: Any, key: str) -> Answer:
        return wait_for(lambda: ask([key])[key], lambda one: isinstance(one, (Granted, Refused)))

    wire.restore(orjson.dumps(undone), key="undoing-again-0")
    assert isinstance(outcome(wire.fetch_restorations, "undoing-again-0"), Refused)  # of nothing
    for _ in range(2):
        wire.deregister(orjson.dumps(removal), key="step-again-1")
    removed = outcome(wire.fetch_removals, "step-again-1")
    for key in ("undoing-again-1", "undoing-again-1", "undoing-again-2"):
        wire.restore(orjson.dumps(undone), key=key)
    restored = outcome(wire.fetch_restorations, "undoing-again-1")
    for answer in (removed, restored):
        assert isinstance(answer, Granted)
        assert (answer.facts["dossier"], answer.facts["personal_number"]) == ("LT-1", "")
        assert answer.documents[0].content.startswith(b"%PDF")
    assert isinstance(outcome(wire.fetch_restorations, "undoing-again-2"), Refused)
    assert [one[2] for one in police.effects("LT-1")].count("granted") == 2


@pytest.mark.parametrize("name", ["dossier", "full_name", "personal_number"])
def test_a_restoration_of_somebody_else_is_none(name: str) -> None:
    resident = {"full_name": "Trần Thử Cụ", "personal_number": ""}
    body = orjson.dumps({"dossier": "LT-1", "resident": resident})
    told = {"dossier": "LT-1", **resident, "restored_on": "2026-11-25"}
    answer = register_wire.restored(Granted(told), body)
    assert answer == Granted({"done_on": "2026-11-25"})
    assert isinstance(register_wire.restored(Granted({**told, name: "x"}), body), NoAnswer)
