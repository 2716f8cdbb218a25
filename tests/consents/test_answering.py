"""What the person asked says, and what others may not say for them."""

from typing import Any

import pytest

from portal.consents import selectors, services
from portal.consents.models import Consent
from portal.documents import services as documents
from portal.handovers.models import Handover
from tests.consents.people import (
    DAY,
    FILED,
    HEAD,
    OWNER,
    STRANGER,
    Listener,
    ask,
    head,
    owner,
)

pytestmark = pytest.mark.django_db


def say(consent: Consent, *, agreed: bool = True, number: str = HEAD, **more: Any) -> Consent:
    said = {"consent_id": consent.pk, "personal_number": number, "at": FILED, **more}
    return services.answer(agreed=agreed, **said)


def test_the_last_agreement_lets_the_step_go_on(listener: Listener) -> None:
    first, second = ask(7, head(), owner())
    say(first)
    assert listener.last == {7: "waiting"}
    say(second, number=OWNER)
    assert listener.last == {7: "given"}
    assert listener.locked == [[7], [7]]
    assert selectors.steps_missing([7]) == set()


def test_an_answer_closes_the_message_to_vneid() -> None:
    (made,) = ask()
    say(made)
    assert Handover.objects.get(channel="consent", subject=made.pk).status == "DONE"


def test_one_refusal_decides_and_keeps_the_refusers_words(listener: Listener) -> None:
    first, _ = ask(7, head(), owner())
    said = say(first, agreed=False, reason="  Nhà đang tranh chấp. ")
    assert (said.status, said.reason) == ("REFUSED", "Nhà đang tranh chấp.")
    assert listener.last == {7: "refused"}
    assert selectors.steps_refused([7]) == {7}


def test_an_agreement_has_no_reason() -> None:
    (made,) = ask()
    assert say(made, reason="vâng").reason == ""


@pytest.mark.parametrize("agreed", [True, False])
def test_saying_the_same_twice_is_harmless(agreed: bool, listener: Listener) -> None:
    (made,) = ask()
    first = say(made, agreed=agreed)
    assert say(made, agreed=agreed, at=FILED + 30 * DAY).answered_at == first.answered_at
    assert len(listener.heard) == 1


def test_an_answer_cannot_be_turned_round() -> None:
    (made,) = ask()
    say(made, agreed=False)
    with pytest.raises(services.AlreadyClosed) as refused:
        say(made)
    assert refused.value.status == "REFUSED"


def test_wrong_and_unknown_are_answered_alike(listener: Listener) -> None:
    (made,) = ask()
    unknown = Consent(pk=made.pk + 1000)
    texts = set()
    for consent, number in [(made, STRANGER), (unknown, HEAD), (made, "")]:
        for agreed in (True, False):
            with pytest.raises(services.NoSuchConsent) as refused:
                say(consent, agreed=agreed, number=number)
            texts.add(str(refused.value))
        with pytest.raises(services.NoSuchConsent) as refused:
            services.deny_identity(consent_id=consent.pk, personal_number=number, at=FILED)
        texts.add(str(refused.value))
    assert len(texts) == 1
    assert listener.locked == []


def test_an_answer_counts_on_the_last_day_and_not_after() -> None:
    early, late = ask(7, head(), owner())
    last = FILED + 9 * DAY
    assert say(early, at=last).status == "AGREED"
    with pytest.raises(services.TooLate):
        say(late, number=OWNER, at=last + DAY)


def test_not_me_is_a_refusal_with_its_own_cause(listener: Listener) -> None:
    (made,) = ask(7)
    said = services.deny_identity(consent_id=made.pk, personal_number=HEAD, at=FILED)
    assert (said.status, said.cause) == ("REFUSED", "not_me")
    assert listener.last == {7: "refused"}


def test_not_me_after_a_refusal_is_a_second_answer() -> None:
    (made,) = ask()
    say(made, agreed=False)
    with pytest.raises(services.AlreadyClosed):
        services.deny_identity(consent_id=made.pk, personal_number=HEAD, at=FILED)


def test_a_signed_paper_stands_for_those_who_are_missing(listener: Listener) -> None:
    first, second = ask(7, head(), owner())
    say(first)
    paper = documents.keep(b"%PDF CT01", media_type="application/pdf").sha256
    (signed,) = services.by_paper(step_id=7, paper=paper, at=FILED)
    assert (signed.pk, signed.status, signed.paper_id) == (second.pk, "BY_PAPER", paper)
    assert listener.last == {7: "given"}
    assert services.by_paper(step_id=7, paper=paper, at=FILED) == []


def test_a_paper_also_stands_for_one_who_lapsed_or_said_it_was_not_them() -> None:
    first, second = ask(7, head(), owner())
    services.deny_identity(consent_id=first.pk, personal_number=HEAD, at=FILED)
    services.lapse_due(at=FILED + 30 * DAY)
    signed = services.by_paper(step_id=7, at=FILED + 31 * DAY, note="ký trước cán bộ")
    assert {one.pk for one in signed} == {first.pk, second.pk}
    assert selectors.steps_missing([7]) == set()


def test_a_paper_signed_by_one_stands_for_that_one_only() -> None:
    first, second = ask(7, head(), owner())
    services.by_paper(step_id=7, at=FILED, consent_ids=[first.pk])
    second.refresh_from_db()
    assert second.status == "ASKED"
    assert selectors.steps_missing([7]) == {7}


def test_a_paper_about_a_step_nobody_was_asked_about_changes_nothing() -> None:
    assert services.by_paper(step_id=9, at=FILED) == []
    assert selectors.steps_missing([9]) == {9}


def test_a_signed_in_person_sees_what_is_asked_of_them() -> None:
    ask(7, head(), owner())
    (later,) = ask(9, head(), at=FILED + DAY)
    say(later)
    assert [one.step_id for one in selectors.waiting_for_person(HEAD)] == [7]
