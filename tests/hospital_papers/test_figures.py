"""Every facility of the register stands in one class; every packet is counted once."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest
from django.test.utils import CaptureQueriesContext

from integrations.hospital_xml.codes import Code, Gate
from portal.hospital_papers import figures
from portal.hospital_papers.figures import Parts, Signing, Span
from portal.hospital_papers.models import Facility
from portal.hospital_papers.packets import Packet

ON = date(2026, 11, 20)  # a Friday
AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
_serial = count(1)


def facility(code: str, province: str = "01", **days: date) -> None:
    Facility.objects.create(code=code, name=code, province=province, tax_code=f"1{code}", **days)


def packet(sender: str, code: str, at: datetime = AT, signer: str = "") -> Packet:
    serial = next(_serial)
    return Packet.objects.create(
        channel="api",
        sender_code=sender,
        message_id=str(serial),
        sha256=f"{serial:064x}",
        transaction=str(serial),
        received_at=at,
        checked_at=at if code else None,
        code=code,
        gate=Code(code).gate or "" if code else "",
        facility_code=signer,
    )


def stands(span: Span = Span.ALL) -> Parts:
    return figures.together(figures.by_province(span, ON).values())


@pytest.mark.parametrize("code", list(Code))
def test_each_verdict_lies_in_one_class(code: Code) -> None:
    signing, gate = figures.standing_of(code.value)
    expected = {None: Signing.VALID}.get(code.gate, Signing.WRONG)

    assert signing is (Signing.UNSIGNED if code is Code.UNSIGNED else expected)
    assert gate == (code.gate or "" if signing is Signing.WRONG else "")


@pytest.mark.django_db
class TestWhereFacilitiesStand:
    """The latest paper of the span decides."""

    def test_a_facility_stands_where_its_latest_paper_stands(self) -> None:
        facility("99901")
        packet("99901", "chain.expired", AT - timedelta(days=2))
        packet("99901", "accepted", AT - timedelta(days=1), signer="99901")

        assert stands().valid == 1
        packet("99901", "shape.unsigned", AT)
        assert stands() == Parts(unsigned=1)

    def test_claims_and_unchecked_files_do_not_make_a_facility_heard_of(self) -> None:
        facility("99901")
        packet("99901", "accepted.without_notice", signer="99901")
        packet("99901", "")

        assert stands() == Parts(never=1)

    def test_a_paper_signed_by_one_and_sent_by_another_is_the_signers(self) -> None:
        facility("99901")
        facility("99902")
        packet("99902", "accepted", signer="99901")
        packet("99902", "identity.other_signer", signer="99901")

        found = {one.code: one.latest for one in figures.members(Span.ALL, ON)}
        assert found == {"99901": "accepted", "99902": "identity.other_signer"}

    @pytest.mark.parametrize(
        ("span", "day", "class_"),
        [
            (Span.MONTH, datetime(2026, 10, 31, 16, 59, tzinfo=UTC), "never"),
            (Span.MONTH, datetime(2026, 10, 31, 17, tzinfo=UTC), "valid"),
            (Span.WEEKS, datetime(2026, 8, 30, 16, 59, tzinfo=UTC), "never"),
            (Span.WEEKS, datetime(2026, 8, 30, 17, tzinfo=UTC), "valid"),
            (Span.ALL, datetime(2025, 1, 1, tzinfo=UTC), "valid"),
            (Span.ALL, datetime(2026, 11, 20, 17, tzinfo=UTC), "never"),
        ],
    )
    def test_a_span_begins_and_ends_at_vietnamese_midnight(
        self, span: Span, day: datetime, class_: str
    ) -> None:
        facility("99901")
        packet("99901", "accepted", day, signer="99901")

        assert getattr(stands(span), class_) == 1

    def test_the_classes_share_out_the_register_and_each_links_to_its_rows(self) -> None:
        codes = ["", "shape.unsigned", "accepted", *(f"{g.value}.x" for g in Gate), "gateway.gone"]
        for number, code in enumerate(codes):
            name = f"{number:05}"
            facility(name, province=f"{number % 3:02}")
            if code:
                packet(name, "bytes.unreadable", AT - timedelta(days=1))
                Packet.objects.filter(pk=packet(name, "accepted").pk).update(
                    code=code, facility_code=name
                )
        whole = stands()

        assert (
            whole.total
            == len(codes)
            == sum(one.total for one in figures.by_province(Span.ALL, ON).values())
        )
        assert whole.wrong == dict.fromkeys([gate.value for gate in Gate], 1) | {"bytes": 2}
        for signing in (Signing.NEVER, Signing.UNSIGNED, Signing.VALID):
            rows = figures.members(Span.ALL, ON, signing=signing)
            assert len(rows) == getattr(whole, signing.value)
        for gate, number in whole.wrong.items():
            rows = figures.members(Span.ALL, ON, signing=Signing.WRONG, gate=gate)
            assert len(rows) == number, gate
        assert len(figures.members(Span.ALL, ON, signing=Signing.WRONG)) == whole.wrong_total

    def test_a_facility_that_ended_before_the_span_is_not_in_its_register(self) -> None:
        facility("99901", valid_to=date(2026, 10, 31))
        facility("99902", valid_to=date(2026, 11, 1))
        facility("99903", valid_from=date(2026, 11, 21))

        assert [one.code for one in figures.members(Span.MONTH, ON)] == ["99902"]
        assert [one.code for one in figures.members(Span.ALL, ON)] == ["99901", "99902"]


@pytest.mark.django_db
class TestPackets:
    """Every packet of the span is counted once, also those of codes nobody knows."""

    def test_the_parts_sum_to_all_packets(self) -> None:
        facility("99901")
        facility("99902", province="79")
        for sender in ("99901", "99902", "00000"):
            for code in (
                "",
                "accepted.without_notice",
                "accepted",
                "shape.unsigned",
                "chain.expired",
            ):
                packet(sender, code, signer=sender if code.startswith("accepted") else "")
        known, unknown = figures.packets(Span.ALL, ON)
        own, nobody = figures.packets(Span.ALL, ON, province="79")

        assert known.whole + unknown.whole == Packet.objects.count()
        assert (known.valid, known.unsigned, known.wrong_total) == (2, 2, 2)
        assert (known.envelopes, known.unchecked, unknown.whole) == (2, 2, 5)
        assert (own.whole, nobody.whole) == (5, 0)
        assert sum(figures.packets_of("99902", Span.ALL, ON).values()) == 5

    def test_twelve_weeks_hold_every_packet_of_twelve_weeks(self) -> None:
        facility("99901")
        facility("99902", province="79")
        for days in range(0, 100, 3):
            packet("99901", "accepted", AT - timedelta(days=days), signer="99901")
        packet("99902", "shape.unsigned")
        weeks = figures.weekly(ON)
        known, _unknown = figures.packets(Span.WEEKS, ON)

        assert [week.monday.weekday() for week in weeks] == [0] * 12
        assert sum(week.packets.whole for week in weeks) == known.whole
        assert weeks[-1].packets.unsigned == 1
        assert Counter(w.packets.whole for w in figures.weekly(ON, province="79")) == {0: 11, 1: 1}
        assert figures.weekly(ON, code="99902")[-1].packets.unsigned == 1

    def test_more_facilities_and_packets_cost_no_more_queries(
        self, django_assert_num_queries: type[CaptureQueriesContext]
    ) -> None:
        for number in range(30):
            facility(f"{number:05}", province=f"{number % 5:02}")
            packet(f"{number:05}", "shape.unsigned")
        with django_assert_num_queries(3):  # type: ignore[operator]
            figures.by_province(Span.ALL, ON)
            figures.packets(Span.ALL, ON)
            figures.weekly(ON)
