"""How somebody whose number the family does not know takes up a request."""

import pytest

from portal.consents import services
from portal.consents.invitations import code_for
from portal.consents.models import Consent
from portal.handovers.models import Handover
from tests.consents.people import DAY, FILED, HEAD, OWNER, ask, head, owner

pytestmark = pytest.mark.django_db
NAME = "Trần Văn Bình"


def invited(**more: str) -> Consent:
    (made,) = ask(7, head("", **more))
    return made


def test_who_brings_the_invitation_may_answer() -> None:
    made = invited()
    assert not Handover.objects.filter(channel="consent").exists()
    taken = services.take_up(code=code_for(made), personal_number=HEAD, full_name="TRẦN VĂN BÌNH")
    assert (taken.pk, taken.personal_number) == (made.pk, HEAD)
    assert Handover.objects.get(channel="consent").subject == made.pk
    said = services.answer(consent_id=made.pk, personal_number=HEAD, agreed=True, at=FILED)
    assert said.status == "AGREED"


def test_it_is_read_as_people_write_it() -> None:
    made = invited()
    code = code_for(made).lower().replace("-", " ").replace("0", "o")
    assert services.take_up(code=code, personal_number=HEAD, full_name=NAME).pk == made.pk


def test_taking_it_up_twice_is_harmless_and_nobody_else_can() -> None:
    made = invited()
    code = code_for(made)
    for _ in range(2):
        services.take_up(code=code, personal_number=HEAD, full_name=NAME)
    with pytest.raises(services.NoSuchConsent):
        services.take_up(code=code, personal_number=OWNER, full_name=NAME)


def test_whatever_is_wrong_is_answered_alike() -> None:
    made, code = (one := invited()), code_for(one)
    wrong = [
        (code[:-1] + ("A" if code[-1] != "A" else "B"), HEAD, NAME),
        (code_for(Consent(pk=made.pk + 1000)), HEAD, NAME),
        ("", HEAD, NAME),
        ("mã giả", HEAD, NAME),
        ("ff" * 40, HEAD, NAME),
        (code, HEAD, "Lê Thị Hoa"),
        (code, "", NAME),
    ]
    texts = set()
    for attempt, number, name in wrong:
        with pytest.raises(services.NoSuchConsent) as refused:
            services.take_up(code=attempt, personal_number=number, full_name=name)
        texts.add(str(refused.value))
    assert len(texts) == 1


def test_head_and_owner_of_unknown_number_are_two_requests_one_person_may_take_up() -> None:
    made = ask(7, head("", full_name=""), owner("", full_name=""))
    assert len(made) == 2
    for one in made:
        services.take_up(code=code_for(one), personal_number=HEAD, full_name=NAME)
    assert set(Consent.objects.values_list("personal_number", flat=True)) == {HEAD}


def test_who_is_known_needs_no_invitation() -> None:
    named, handled = ask(7, head(), owner("", handle="a1b2c3"))
    assert code_for(named) == code_for(handled) == ""


def test_a_request_without_a_number_is_not_reminded_but_lapses() -> None:
    invited()
    assert services.remind_due(at=FILED + DAY) == []
    assert services.lapse_due(at=FILED + 10 * DAY) == 1
