"""Somebody is registered dead while being named: one transaction waits for the other."""

import contextlib
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest
from django.db import connection

from portal.accounts import deceased, signing_in
from portal.accounts.models import User
from portal.consents.models import Consent, ConsentStatus
from portal.handovers.models import Handover
from portal.handovers.runner import Runner
from portal.notifications.models import Silence
from portal.pipeline import deaths, transitions
from portal.pipeline.models import Bereavement, Dossier
from portal.pipeline.registry import registry
from portal.pipeline.services import retract_death
from tests.pipeline.deaths import DECEASED, InventedDeath, filed_death, person
from tests.pipeline.invented import AT, InventedAgency, RightLeg, filed, invented_citizen
from tests.pipeline.test_death_stops import Born, Home, claims, run


@pytest.mark.parametrize("first", ["naming", "death"])
def test_whoever_is_first_nothing_stays_with_who_died(
    committed_journey: InventedAgency, first: str
) -> None:
    InventedDeath.people[:] = [person(DECEASED)]
    with registry.replaced(Born, Home, RightLeg, InventedDeath):
        family = invented_citizen()
        filed_death(invented_citizen(9))
        Runner()._turn(asking=False, clock=lambda: AT)  # the grant alone
        assert Handover.objects.get(channel="death").status == "DUE"

        def name() -> None:
            filed(family)
            sign_in_if_alive()

        acts = {"death": (run, deceased, "end_sign_ins"), "naming": (name, deceased, "dead_among")}
        (second,) = acts.keys() - {first}
        one_after_the_other(*acts[first], acts[second][0])
        run()
        dossier = Dossier.objects.get(life_event="invented")
        assert Consent.objects.get().status == ConsentStatus.CANCELLED
        assert dossier.steps.get(procedure="invented.left").status == "RETURNED"
        assert Bereavement.objects.get().dossier == dossier
        assert dossier.journal.filter(act="death_noted").count() == 1
        assert not User.objects.filter(citizen__personal_number=DECEASED, is_active=True).exists()


@pytest.mark.parametrize("first", ["naming", "retracting"])
def test_a_death_taken_back_while_its_person_is_named_leaves_nobody_mourned(
    committed_journey: InventedAgency, first: str
) -> None:
    InventedDeath.people[:] = [person(DECEASED)]
    with registry.replaced(Born, Home, RightLeg, InventedDeath):
        family, death = invented_citizen(), filed_death(invented_citizen(9))
        run()
        acts = {"naming": (lambda: filed(family), deaths, "deaths_of")}
        acts["retracting"] = (lambda: retract(death), deceased, "let_sign_in_again")
        (second,) = acts.keys() - {first}
        one_after_the_other(*acts[first], acts[second][0])
        run()
        dossier = Dossier.objects.get(life_event="invented")
        assert not Bereavement.objects.filter(retracted_at=None).exists()
        noted = ["death_noted", "death_retracted"] if first == "naming" else []
        assert (
            list(dossier.journal.filter(act__startswith="death_").values_list("act", flat=True))
            == noted
        )
        waits = {"naming": "RETURNED", "retracting": "HELD"}
        assert dossier.steps.get(procedure="invented.left").status == waits[first]


def test_a_death_taken_back_while_it_stops_things_lets_them_go_on(
    committed_journey: InventedAgency,
) -> None:
    InventedDeath.people[:] = [person(DECEASED)]
    with registry.replaced(Born, Home, RightLeg, InventedDeath):
        dossier, death = filed(invented_citizen()), filed_death(invented_citizen(9))
        Runner()._turn(asking=False, clock=lambda: AT)
        one_after_the_other(run, transitions, "lock_dossiers", lambda: retract(death))
        run()
        assert Bereavement.objects.get().retracted_at == AT
        assert dossier.journal.filter(act="death_retracted").count() == 1
        assert not Silence.objects.exists()


def retract(death: Dossier) -> None:
    by = User.objects.get_or_create(username="invented-official")[0]
    step = death.steps.get(procedure="civil_registry.death")
    retract_death(step_id=step.pk, by=by, at=AT)


def sign_in_if_alive() -> None:
    with contextlib.suppress(signing_in.AccountClosed):
        signing_in.citizen_signed_in(claims(DECEASED))


def one_after_the_other(
    first: Callable[[], object],
    where: ModuleType,
    pausing_after: str,
    second: Callable[[], object],
) -> None:
    """Do `first` and pause it in its transaction; `second` begins meanwhile, and must wait."""
    paused, go_on = threading.Event(), threading.Event()
    real = getattr(where, pausing_after)

    def pause(*arguments: Any, **named: Any) -> Any:
        found = real(*arguments, **named)
        if threading.current_thread().name == "first" and not paused.is_set():
            paused.set()
            go_on.wait(10)
        return found

    def act(what: Callable[[], object]) -> None:
        try:
            what()
        finally:
            connection.close()

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(where, pausing_after, pause)
        one = threading.Thread(target=act, args=(first,), name="first")
        other = threading.Thread(target=act, args=(second,), name="second")
        one.start()
        assert paused.wait(10)
        other.start()
        other.join(0.5)
        waits = other.is_alive()
        go_on.set()
        for thread in (one, other):
            thread.join(20)
    assert waits
