"""The carriers against a simulated VNeID in its own process, on real connections."""

from collections.abc import Iterator

import pytest

from integrations.vneid import VNeID
from portal.consents import carriers as ours
from portal.consents import selectors, services
from portal.consents.models import Consent
from portal.handovers.carriers import CarrierRegistry
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from tests.clones import CommittedDatabase
from tests.consents.people import DAY, FILED, Listener, ask, head
from tests.consents.test_races import at_once
from tests.integrations.running import Running, wait_for

GRANDMOTHER, OFFLINE = "000166000003", "000050000016"


@pytest.fixture
def vneid(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Running]:
    """Run a VNeID that knows no earlier database, where everybody answers by hand."""
    running = Running("vneid", tmp_path_factory.mktemp("vneid"))
    client = VNeID(running.url)
    monkeypatch.setattr(ours, "client", lambda: client)
    running.set(mode="honest", misbehaviours={}, people={}, answer_delay=[0.01, 0.02])
    yield running
    running.kill()


def runner() -> Runner:
    registry = CarrierRegistry()
    for carrier in (ours.ConsentCarrier, ours.ReminderCarrier, ours.WithdrawalCarrier):
        registry.register(carrier())
    return Runner(registry=registry)


def go() -> None:
    """Send and ask whatever there is, as if its time had come."""
    for act in (runner().dispatch, runner().collect):
        Handover.objects.update(next_at="2026-01-01T00:00:00Z")
        act(clock=lambda: FILED)


def key(consent: Consent) -> str:
    return f"consent-{consent.pk}.1"


def test_a_request_is_put_before_the_person_whose_answer_comes_back(
    committed_db: CommittedDatabase, vneid: Running, listener: Listener
) -> None:
    (made,) = ask(7, head(GRANDMOTHER))
    go()
    assert vneid.answer(key(made))
    go()
    assert listener.heard == [{7: "given"}]
    assert selectors.steps_missing([7]) == set()


def test_who_has_no_account_is_known_at_the_first_call(
    committed_db: CommittedDatabase, vneid: Running, listener: Listener
) -> None:
    ask(7, head(OFFLINE))
    go()
    assert listener.heard == [{7: "cancelled"}]


def test_no_at_the_door_and_yes_on_vneid_at_once_are_one_answer(
    committed_db: CommittedDatabase, vneid: Running, listener: Listener
) -> None:
    for step in range(1, 7):
        (made,) = ask(step, head(GRANDMOTHER))
        go()
        listener.heard.clear()
        vneid.answer(key(made))
        said, _ = at_once(
            lambda made=made: services.answer(  # type: ignore[misc]  # a lambda's default is not inferred
                consent_id=made.pk, personal_number=GRANDMOTHER, agreed=False, at=FILED
            ),
            go,
        )
        made.refresh_from_db()
        refused = made.status == "REFUSED"
        assert refused != isinstance(said, services.AlreadyClosed)
        assert listener.heard == [{step: "refused" if refused else "given"}]


def test_reminders_and_the_taking_back_arrive(
    committed_db: CommittedDatabase, vneid: Running
) -> None:
    (made,) = ask(7, head(GRANDMOTHER))
    go()
    services.remind_due(at=FILED + 2 * DAY)
    go()
    services.cancel_for_person(personal_number=GRANDMOTHER, at=FILED)
    go()
    effects = [effect for _, _, effect in vneid.effects(made.dossier_code)]
    assert "reminded" in effects
    assert "withdrawn" in wait_for(
        lambda: [effect for _, _, effect in vneid.effects(made.dossier_code)],
        lambda found: "withdrawn" in found,
    )
