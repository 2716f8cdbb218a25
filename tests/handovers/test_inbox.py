"""What was pushed to us: one bad delivery stops nobody, and an answer finds its message."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

import orjson
import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client

from portal.handovers import inbox, tasks
from portal.handovers.answers import Accepted, Answer, Granted, NoAnswer, NoAnswerKind
from portal.handovers.models import Delivery, DeliveryStatus, Handover
from portal.handovers.pace import Pace
from portal.handovers.runner import Runner
from portal.pipeline import transitions
from portal.pipeline.models import Dossier, Step
from portal.pipeline.registry import registry
from tests.pipeline.invented import (
    AT,
    InventedAgency,
    LeftLeg,
    Opening,
    RightLeg,
    filed,
    invented_citizen,
)

SENDER = "invented_sender"


def clock() -> datetime:
    return AT


class Pushed(Opening):
    """An opening whose agency brings its answers to us."""

    pushed_by = (SENDER,)

    def read(self, raw: bytes) -> Sequence[tuple[int, int, Answer]]:
        """Read [step, reference]; an empty reference is a grant."""
        told = orjson.loads(raw)
        if told == "broken":
            raise RuntimeError("the client fails")
        step, reference = told
        return [(step, 1, Accepted(reference) if reference else Granted(facts={"number": "1"}))]


@pytest.fixture
def pushing(committed_journey: InventedAgency) -> Iterator[InventedAgency]:
    """The invented journey, its opening answered by pushes; nothing of its network succeeds."""
    with registry.replaced(Pushed, LeftLeg, RightLeg):
        yield committed_journey


def push(message: object, message_id: str) -> None:
    assert inbox.receive(sender=SENDER, message_id=message_id, raw=orjson.dumps(message))


def opening() -> Step:
    return Step.objects.get(procedure="invented.opening")


def sent(*replies: Answer, agency: InventedAgency) -> Dossier:
    """File a dossier, and let its opening go out and be answered so."""
    dossier = filed(invented_citizen())
    agency.replies["invented.opening"] = list(replies)
    Runner(pace=Pace(retry_at_most_every=60, attempts=len(replies))).dispatch(clock=clock)
    return dossier


def test_a_reference_too_long_for_its_column_is_cut(pushing: InventedAgency) -> None:
    sent(Accepted("R"), agency=pushing)
    push([opening().pk, "R" * 140], "1")
    inbox.apply(at=AT)
    assert Handover.objects.get().reference == "R" * 100
    assert Delivery.objects.get().status == "APPLIED"


def test_a_delivery_that_breaks_its_reader_stalls_alone_and_is_applied_again(
    pushing: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(Accepted("R"), agency=pushing)
    push("broken", "1")
    push([opening().pk, "A"], "2")
    assert inbox.apply(at=AT) == 2
    bad, good = Delivery.objects.order_by("pk")
    assert (bad.status, bad.outcome) == ("STALLED", "RuntimeError")
    assert good.status == "APPLIED"
    assert inbox.apply(at=AT) == 0
    monkeypatch.setattr(Pushed, "read", lambda self, raw: [(opening().pk, 1, Granted(facts={}))])
    assert inbox.apply_again([bad.pk]) == 1
    inbox.apply(at=AT)
    assert Delivery.objects.get(pk=bad.pk).status == "APPLIED"
    assert opening().status == "GRANTED"


def test_a_statement_the_database_refuses_stalls_its_delivery_alone(
    pushing: InventedAgency,
) -> None:
    sent(Accepted("R"), agency=pushing)
    push([opening().pk, "R\x00"], "1")  # PostgreSQL takes no NUL
    push([opening().pk, ""], "2")
    inbox.apply(at=AT)
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == [
        "STALLED",
        "APPLIED",
    ]


def test_a_lost_database_stalls_nothing(
    pushing: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(Accepted("R"), agency=pushing)
    push([opening().pk, ""], "1")

    def gone(*_args: object, **_more: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with monkeypatch.context() as broken:
        broken.setattr(transitions, "move", gone)
        with pytest.raises(OperationalError):
            inbox.apply(at=AT)
    assert Delivery.objects.get().status == "NEW"
    inbox.apply(at=AT)
    assert opening().status == "GRANTED"


@pytest.mark.parametrize("task", [tasks.dispatch, tasks.sweep])
def test_an_inbox_that_fails_keeps_nobody_from_sending(
    task: Callable[[], None], pushing: InventedAgency, monkeypatch: pytest.MonkeyPatch
) -> None:
    filed(invented_citizen())

    def failing(**_more: object) -> None:
        raise RuntimeError("inbox")

    monkeypatch.setattr(inbox, "apply", failing)
    with pytest.raises(RuntimeError, match="inbox"):
        task()
    assert opening().status == "GRANTED"


@pytest.mark.parametrize("kind", [NoAnswerKind.UNREACHABLE, NoAnswerKind.REJECTED])
def test_an_answer_takes_a_stalled_message_over(
    kind: NoAnswerKind, pushing: InventedAgency
) -> None:
    sent(NoAnswer(kind), agency=pushing)
    assert Handover.objects.get().status == "STALLED"
    push([opening().pk, ""], "1")
    inbox.apply(at=AT)
    assert opening().status == "GRANTED"
    assert Handover.objects.get(topic="invented.opening").status == "DONE"


def test_an_answer_takes_a_message_over_that_waits_for_its_next_attempt(
    pushing: InventedAgency,
) -> None:
    sent(NoAnswer(NoAnswerKind.SERVER_ERROR, retry_after=60), Granted({}), agency=pushing)
    assert (Handover.objects.get().status, Handover.objects.get().attempts) == ("DUE", 1)
    push([opening().pk, ""], "1")
    inbox.apply(at=AT)
    assert opening().status == "GRANTED"


def test_an_answer_to_what_was_never_sent_waits_for_its_sending_but_not_for_ever(
    pushing: InventedAgency,
) -> None:
    filed(invented_citizen())
    push([opening().pk, ""], "1")
    push([opening().pk, ""], "2")
    assert inbox.apply(at=AT) == 2
    assert set(Delivery.objects.values_list("status", flat=True)) == {"NEW"}
    assert inbox.apply(at=AT) == 0  # not at once again
    pushing.replies["invented.opening"] = [Accepted("R")]
    Runner(pace=Pace(ask_after=60)).dispatch(clock=clock)
    Delivery.objects.filter(message_id="1").update(look_at=AT)
    assert inbox.apply(at=AT) == 1
    assert opening().status == "GRANTED"
    Delivery.objects.update(look_at=AT)
    inbox.apply(at=AT)
    last = Delivery.objects.get(message_id="2")
    assert (last.status, last.outcome) == ("IGNORED", "nothing open")


def test_an_answer_to_what_is_never_sent_is_given_up_after_a_day(pushing: InventedAgency) -> None:
    filed(invented_citizen())
    push([opening().pk, ""], "1")
    Delivery.objects.update(received_at=AT.replace(year=2020))
    inbox.apply(at=AT)
    assert Delivery.objects.get().outcome == "never sent"
    assert Delivery.objects.get().status == "IGNORED"


def test_deliveries_in_any_order_never_deadlock_with_settling(pushing: InventedAgency) -> None:
    citizen = invented_citizen()
    dossiers = [filed(citizen) for _ in range(4)]
    pushing.replies["invented.opening"] = [Accepted(f"R-{n}") for n in range(4)]
    Runner(pace=Pace(ask_after=60)).dispatch(clock=clock)
    steps = [one.steps.get(procedure="invented.opening").pk for one in dossiers]
    for step in reversed(steps):
        push([step, ""], str(step))
    begun, failures = threading.Event(), []

    def hold_first() -> None:
        """Lock as settling does: the first dossier, and a moment later the last."""
        try:
            with transaction.atomic():
                transitions.lock_dossiers([dossiers[0].pk])
                begun.set()
                threading.Event().wait(1.5)
                transitions.lock_dossiers([dossiers[3].pk])
        except Exception as error:  # noqa: BLE001  # handed to the test's own thread
            failures.append(error)
        finally:
            connection.close()

    holder = threading.Thread(target=hold_first)
    holder.start()
    begun.wait(10)
    inbox.apply(at=AT)
    holder.join()
    assert not failures
    assert set(Delivery.objects.values_list("status", flat=True)) == {"APPLIED"}


def test_administrators_see_what_stalled_and_have_it_applied_again(admin_client: Client) -> None:
    bad = Delivery.objects.create(
        sender=SENDER, message_id="m-1", raw=b"Invented Name", status=DeliveryStatus.STALLED
    )
    address = "/quan-tri/handovers/delivery/"
    page = admin_client.get(address).content.decode()
    assert "m-1" in page
    one = admin_client.get(f"{address}{bad.pk}/change/").content.decode()
    assert "Invented Name" not in one
    chosen = {"action": "apply_again", "_selected_action": [bad.pk]}
    admin_client.post(address, chosen, follow=True)
    bad.refresh_from_db()
    assert bad.status == "NEW"
    assert admin_client.get(f"{address}add/").status_code == 403
    assert admin_client.post(f"{address}{bad.pk}/delete/").status_code == 403
