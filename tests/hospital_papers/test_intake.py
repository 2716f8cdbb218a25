"""What is kept of a packet, when, and for how long; races and crashes included."""

import base64
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from integrations.hospital_xml import papers
from integrations.hospital_xml.signing import sign_envelope
from portal.documents import store
from portal.hospital_papers import checking, intake, retention
from portal.hospital_papers.belief import current_trust
from portal.hospital_papers.demonstration import DemoFolder
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.models import Facility, Notice, Packet, UnprovenNotice
from portal.hospital_papers.services import (
    AlreadyHeld,
    Receipt,
    State,
    hold,
    receive,
    standing_by_number,
    standing_for,
)
from portal.hospital_papers.standing import LOOKED_BACK
from tests.clones import CommittedDatabase
from tests.hospital_papers.conftest import AT, LATER, MOTHER, Sends, believe, sending

NUMBER = "00001.GCS.99901.26"
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
AsRole = Callable[[str], AbstractContextManager[None]]


@pytest.fixture(autouse=True)
def documents(settings: Any, tmp_path: Path) -> None:
    settings.DOCUMENT_FOLDER = tmp_path


def send_raw(content: bytes, code: str = "99901", kind: str = "130") -> Receipt:
    return receive(content, sender_code=code, kind=kind, channel="api", message_id="", at=LATER)


def files() -> list[str]:
    return [path.name for path in store_folder().glob("??/*")]


def store_folder() -> Path:
    return store._path("0" * 64).parents[1]


def envelope(country: DemoFolder, *tables: tuple[str, str]) -> bytes:
    content = papers.envelope("99901", "20261120", tables)
    return sign_envelope(content, country.signer("99901"))


def table_9(*children: dict[str, str]) -> tuple[str, str]:
    names = papers.field_names("xml9_qd130_qd4750")
    told = {"NGAY_SINH_CON": "202611200400", "NGAY_CT": "20261120", "SO_CCCD_NND": MOTHER}
    return "XML9", papers.table_9(names, [papers.TABLE_9_VALUES | told | one for one in children])


class TestEnvelopes:
    def test_one_without_a_birth_is_counted_and_its_content_not_kept(
        self, believed: DemoFolder
    ) -> None:
        content = envelope(believed, ("XML1", "<somebodys_illness/>"))
        receipt = send_raw(content)
        assert receipt.verdict_code == "accepted.without_notice"
        packet = Packet.objects.get()
        assert (packet.facility_code, packet.document_id) == ("99901", None)
        assert files() == []
        assert send_raw(content) == receipt
        assert (Packet.objects.count(), files()) == (1, [])

    def test_twins_of_one_envelope_are_two_papers(self, believed: DemoFolder) -> None:
        send_raw(envelope(believed, table_9({"GIOI_TINH_CON": "1"}, {"GIOI_TINH_CON": "2"})))
        found = standing_for(personal_number=MOTHER, event="birth", on=LATER.date())
        assert [(one.state, one.child) for one in found] == [(State.VALID, 1), (State.VALID, 2)]
        assert {one.notice.sex for one in found if one.notice} == {"male", "female"}

    def test_a_birth_reported_with_the_claims_too_is_one_birth(
        self, believed: DemoFolder, send: Sends
    ) -> None:
        send_raw(envelope(believed, table_9({"SO": "00777"})))
        send()
        (found,) = standing_for(personal_number=MOTHER, event="birth", on=LATER.date())
        assert found.number == NUMBER
        hold(number=NUMBER, child=1, subject=1, at=LATER)
        by_other = standing_by_number(
            number="00777", event_on=date(2026, 11, 20), mother_number=MOTHER
        )
        assert by_other is not None
        assert (by_other.state, by_other.number) == (State.ALREADY_USED, NUMBER)


class TestWhoSpeaksForWhom:
    def test_another_hospital_cannot_replace_a_paper(
        self, believed: DemoFolder, send: Sends
    ) -> None:
        send()
        forged = paper_of(
            believed, "99902", Kind.BIRTH, 1, AT + MINUTE,
            {"MA_GCS": NUMBER, "SO_CCCD_NND": MOTHER, "TEN_CON": "TÊN KHÁC"},
        )  # fmt: skip
        assert send_raw(forged, "99902", "61").verdict_code == "identity.other_signer"
        assert Notice.objects.get().facility_code == "99901"
        (found,) = standing_for(personal_number=MOTHER, event="birth", on=LATER.date())
        assert found.state is State.VALID

    def test_a_surrogate_finds_nothing_and_nobody_is_shown_one(self, send: Sends) -> None:
        surrogate = "000195000099"
        send(HOTEN_MTH="NGƯỜI MANG THAI", SO_CCCD_MTH=surrogate, NGAYSINH_MTH="19950101")
        assert standing_for(personal_number=surrogate, event="birth", on=LATER.date()) == []
        (found,) = standing_for(personal_number=MOTHER, event="birth", on=LATER.date())
        assert found.notice is not None and found.notice.is_surrogacy
        kept = repr(Notice.objects.values().get()) + repr(found)
        assert surrogate not in kept and "MANG THAI" not in kept

    def test_what_a_refused_paper_claims_gives_no_value(self, send: Sends) -> None:
        send("99904")
        claim = UnprovenNotice.objects.get()
        assert (claim.number, claim.person_number) == ("00001.GCS.99904.26", MOTHER)
        found = standing_by_number(
            number=claim.number, event_on=claim.event_on, mother_number=MOTHER
        )
        assert found is not None
        assert (found.state, found.notice) == (State.BADLY_SIGNED, None)

    def test_a_change_of_belief_counts_from_the_next_packet(self, send: Sends) -> None:
        assert current_trust() is current_trust()
        Facility.objects.filter(pk="99901").update(tax_code="9990000099")
        assert send().verdict_code == "identity.other_signer"


class TestCrashes:
    def test_the_packet_is_committed_before_its_check_begins(
        self, committed_db: CommittedDatabase, country: DemoFolder, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        believe(country)

        class Killed(BaseException):
            pass

        def die(*_told: Any, **_more: Any) -> None:
            raise Killed

        with monkeypatch.context() as dying, pytest.raises(Killed):
            dying.setattr(intake, "check", die)
            sending(country)()
        with committed_db.connect() as other, other.cursor() as cursor:
            cursor.execute("SELECT code, checked_at FROM hospital_papers_packet")
            assert cursor.fetchall() == [("", None)]
        other.close()
        assert len(files()) == 1
        assert checking.check_again(at=LATER + HOUR) == 1
        assert Packet.objects.get().code == "accepted"
        assert checking.check_again(at=LATER + HOUR) == 0

    def test_a_packet_that_always_breaks_the_check_stops_being_tried(
        self, send: Sends, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(*_told: Any, **_more: Any) -> None:
            raise RecursionError

        monkeypatch.setattr(checking, "verify", fail)
        assert send().verdict_code == ""
        tries = [checking.check_again(at=LATER + hours * HOUR) for hours in range(1, 9)]
        assert tries == [1, 1, 1, 1, 0, 0, 0, 0]
        assert Packet.objects.get().attempts == checking.MOST_ATTEMPTS


class TestRaces:
    def test_two_issues_of_one_number_at_once_leave_one_current(
        self, committed_db: CommittedDatabase, country: DemoFolder
    ) -> None:
        believe(country)
        send = sending(country)
        issues = [
            lambda place=place: send(  # type: ignore[misc]  # a default binds the place
                signed=AT + place * MINUTE, NGAY_SINH_CON="20261120040000", TEN_CON=f"TÊN {place}"
            )
            for place in range(4)
        ]
        at_once(issues)
        current = Notice.objects.filter(superseded_at__isnull=True)
        assert [one.intended_name for one in current] == ["TÊN 3"]
        assert Packet.objects.filter(code="accepted").count() == 4

    def test_the_same_packet_from_many_connections_is_one(
        self, committed_db: CommittedDatabase, country: DemoFolder
    ) -> None:
        believe(country)
        send = sending(country)
        told: list[str] = []
        at_once([lambda: told.append(send().transaction)] * 4)
        assert len(told) == 4 and len(set(told)) == 1
        assert (Packet.objects.count(), Notice.objects.count()) == (1, 1)

    def test_of_many_who_would_use_a_paper_one_does(self, committed_db: CommittedDatabase) -> None:
        refused: list[int] = []

        def take(subject: int) -> None:
            try:
                hold(number=NUMBER, child=1, subject=subject, at=LATER)
            except AlreadyHeld:
                refused.append(subject)

        at_once([lambda subject=subject: take(subject) for subject in range(5)])  # type: ignore[misc]  # lambdas
        assert len(refused) == 4


def at_once(acts: list[Callable[[], Any]]) -> None:
    """Do all of this at the same moment, each over a connection of its own."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], Any]) -> None:
        gate.wait()
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        for done in [pool.submit(begin, act) for act in acts]:
            done.result()


class TestRetention:
    @pytest.fixture
    def sent(self, send: Sends) -> Iterator[None]:
        send(serial=1)
        send(serial=2)
        send("99904", serial=3)
        yield

    def test_what_no_paper_rests_on_goes_first_and_unused_papers_after_a_year(
        self, sent: None
    ) -> None:
        hold(number=NUMBER, child=1, subject=1, at=LATER)
        assert retention.forget(at=LATER + HOUR) == 0
        assert len(files()) == 3
        assert retention.forget(at=LATER + retention.kept() + MINUTE) == 1
        assert not UnprovenNotice.objects.exists()
        year = LATER + LOOKED_BACK + MINUTE
        assert retention.forget(at=year) == 1
        assert retention.forget(at=year) == 0
        (packet,) = Packet.objects.exclude(document=None)
        assert files() == [packet.document_id]
        assert Packet.objects.count() == 3
        forgotten = Notice.objects.get(person_number="")
        assert (forgotten.facts, forgotten.person_name, forgotten.intended_name) == ({}, "", "")
        assert Notice.objects.get(number=NUMBER).facts

    def test_a_version_that_was_replaced_loses_its_words_even_of_a_paper_in_use(
        self, send: Sends
    ) -> None:
        send(NGAY_SINH_CON="20261120040000")
        send(signed=AT + MINUTE, NGAY_SINH_CON="20261120040000", TEN_CON="TÊN SỬA")
        hold(number=NUMBER, child=1, subject=1, at=LATER)
        assert retention.forget(at=LATER + retention.kept() + MINUTE) == 1
        assert [one.intended_name for one in Notice.objects.order_by("version")] == ["", "TÊN SỬA"]

    def test_a_paper_that_was_forgotten_is_there_again_when_it_is_sent_again(
        self, send: Sends, believed: DemoFolder
    ) -> None:
        send()
        retention.forget(at=LATER + LOOKED_BACK + MINUTE)
        content = paper_of(believed, "99901", Kind.BIRTH, 1, AT, {"SO_CCCD_NND": MOTHER})
        receive(
            content, sender_code="99901", kind="61", channel="gateway", message_id="1",
            at=LATER + LOOKED_BACK + HOUR,
        )  # fmt: skip
        assert len(files()) == 1
        (found,) = standing_for(personal_number=MOTHER, event="birth", on=LATER.date())
        assert found.notice is not None

    def test_bytes_two_packets_share_stay_until_the_last_goes(
        self, send: Sends, believed: DemoFolder
    ) -> None:
        content = paper_of(believed, "99901", Kind.BIRTH, 1, AT, {})
        for channel, day in (("api", 0), ("gateway", 30)):
            at = LATER + timedelta(days=day)
            receive(content, sender_code="99901", kind="61", channel=channel, message_id="", at=at)
        Notice.objects.update(**retention._NO_WORDS)
        assert retention.forget(at=LATER + retention.kept() + MINUTE) == 1
        assert len(files()) == 1
        assert retention.forget(at=LATER + 2 * retention.kept()) == 1
        assert files() == []


def test_desk_and_worker_do_what_they_need_and_erase_nothing(send: Sends, as_role: AsRole) -> None:
    with as_role("portal_desk"):
        assert send().verdict_code == "accepted"
        hold(number=NUMBER, child=1, subject=1, at=LATER)
    with as_role("portal_worker"):
        assert checking.check_again(at=LATER) == 0
        assert retention.forget(at=LATER + 2 * retention.kept()) == 0
    for table in ("packet", "notice", "hold"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT has_table_privilege('portal_desk', %s, 'DELETE')",
                [f"hospital_papers_{table}"],
            )
            assert cursor.fetchone() == (False,)


def test_what_is_no_packet_at_all_is_kept_and_refused(believed: DemoFolder) -> None:
    for content in (b"", b"\xff\xfe", b"<a", base64.b64encode(b"x" * 100)):
        assert send_raw(content).gate == "bytes"
    assert not UnprovenNotice.objects.exists()
