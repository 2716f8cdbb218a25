"""Papers that came in: what a family may know of them, and which version counts."""

from datetime import date, timedelta

import pytest

from portal.hospital_papers.demonstration import FACILITIES, Habit
from portal.hospital_papers.habits import Kind
from portal.hospital_papers.models import Notice, Packet
from portal.hospital_papers.services import (
    AlreadyHeld,
    State,
    held_by,
    hold,
    release,
    standing_by_number,
    standing_for,
)
from tests.hospital_papers.conftest import AT, LATER, MOTHER, Sends

TODAY, BORN = LATER.date(), date(2026, 11, 20)
NUMBER = "00001.GCS.99901.26"
HOUR = timedelta(hours=1)


def of_mother() -> list[tuple[str, str]]:
    found = standing_for(personal_number=MOTHER, event="birth", on=TODAY)
    return [(one.state.value, one.number) for one in found]


def test_a_valid_paper_waits_for_the_mother_it_names(send: Sends) -> None:
    receipt = send(TEN_CON="TRẦN MINH VÍ DỤ")
    assert (receipt.result_code, receipt.verdict_code, receipt.gate) == ("200", "accepted", "")
    (found,) = standing_for(personal_number=MOTHER, event="birth", on=TODAY)
    assert (found.state, found.number, found.child) == (State.VALID, NUMBER, 1)
    assert found.facility_name == "Bệnh viện Ký Đúng (mô phỏng)"
    facts = found.notice
    assert facts is not None
    assert (facts.sex, facts.intended_name) == ("female", "TRẦN MINH VÍ DỤ")
    assert (facts.event_on, facts.issued_on) == (BORN, BORN)
    assert facts.event_at == AT - 6 * HOUR
    assert facts.father is not None and facts.father.name == "TRẦN VĂN VÍ DỤ"
    assert facts.facility_name == found.facility_name
    assert not standing_for(personal_number="000197000002", event="birth", on=TODAY)
    assert not standing_for(personal_number="", event="birth", on=TODAY)


def test_number_day_and_mother_must_all_agree(send: Sends) -> None:
    send()
    asked = {"number": NUMBER, "event_on": BORN, "mother_number": MOTHER}
    found = standing_by_number(**asked)  # type: ignore[arg-type]
    assert found is not None and found.state is State.VALID
    for wrong in (
        {"number": "00002.GCS.99901.26"},
        {"event_on": BORN - timedelta(days=1)},
        {"mother_number": "000197000002"},
        {"mother_number": ""},
    ):
        assert standing_by_number(**asked | wrong) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("code", FACILITIES)
def test_what_each_hospital_signs_stands_as_its_habit_deserves(send: Sends, code: str) -> None:
    send(code)
    (found,) = standing_for(personal_number=MOTHER, event="birth", on=TODAY)
    expected = {Habit.WELL: State.VALID, Habit.NOT_AT_ALL: State.UNSIGNED}
    assert found.state is expected.get(FACILITIES[code].habit, State.BADLY_SIGNED)
    assert found.facility_name == FACILITIES[code].name
    assert (found.notice is not None) == (found.state is State.VALID)
    assert found.sentence


def test_a_newer_issue_replaces_and_a_late_older_one_does_not(send: Sends) -> None:
    send(signed=AT, at=LATER + HOUR)
    send(signed=AT + HOUR / 2, at=LATER + HOUR, TEN_CON="TÊN SỬA")
    send(signed=AT - HOUR, at=LATER + HOUR, TEN_CON="TÊN CŨ", NGAY_SINH_CON="20261120010000")
    versions = Notice.objects.order_by("version").values_list("intended_name", "superseded_at")
    assert [(name, ended is None) for name, ended in versions] == [
        ("TRẦN MINH VÍ DỤ", False),
        ("TÊN SỬA", True),
        ("TÊN CŨ", False),
    ]
    (found,) = standing_for(personal_number=MOTHER, event="birth", on=TODAY)
    assert found.state is State.REISSUED
    assert found.notice is not None and found.notice.intended_name == "TÊN SỬA"


def test_the_same_packet_again_is_answered_as_the_first_time(send: Sends) -> None:
    first = send()
    again = send(at=LATER + HOUR)
    assert again == first
    assert (Packet.objects.count(), Notice.objects.count()) == (1, 1)


def test_the_same_content_signed_again_is_no_new_version(send: Sends) -> None:
    send()
    send(signed=AT + HOUR / 2, at=LATER, NGAY_SINH_CON="20261120040000", NGAY_CT="20261120")
    assert Notice.objects.get().version == 1
    assert Packet.objects.count() == 2


def test_a_paper_in_use_is_told_so_and_is_free_again_when_released(send: Sends) -> None:
    send()
    hold(number=NUMBER, child=1, subject=7, at=LATER)
    hold(number=NUMBER, child=1, subject=7, at=LATER)
    with pytest.raises(AlreadyHeld):
        hold(number=NUMBER, child=1, subject=8, at=LATER)
    assert of_mother() == [("already_used", NUMBER)]
    held = held_by([7, 8])
    assert list(held) == [7]
    assert held[7].notice.number == NUMBER
    assert release([7, 8], LATER) == 1
    assert of_mother() == [("valid", NUMBER)]
    hold(number=NUMBER, child=1, subject=8, at=LATER)


def test_a_death_is_found_by_number_day_and_who_died(send: Sends) -> None:
    send(kind=Kind.DEATH)
    asked = {"number": "00001.GBT.99901.26", "event_on": BORN, "mother_number": MOTHER}
    assert standing_by_number(**asked) is None, "nobody was born by it"  # type: ignore[arg-type]
    found = standing_by_number(**asked, event="death")  # type: ignore[arg-type]
    assert found is not None and found.notice is not None
    assert (found.notice.event, found.notice.person.name) == ("death", "LÊ VĂN VÍ DỤ")
    assert found.notice.cause == "Tuổi cao"
