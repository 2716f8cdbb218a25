"""The feed: every line once, in order, whatever was committed when and whoever was killed."""

import os
import random
from collections import defaultdict
from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError

from portal.accounts.models import Citizen
from portal.pipeline import feed, publishing
from portal.pipeline.feed import Cursor, Gone, Unreadable
from portal.pipeline.models import FeedGap, FeedHead, FeedLine, JournalEntry
from tests.clones import CommittedDatabase
from tests.pipeline import crowd
from tests.pipeline.invented import InventedAgency, filed, invented_citizen

AT = datetime(2026, 11, 22, tzinfo=UTC)
LISTED = ["insurance.coverage_end"]


def drawn(after: Cursor, *, page: int) -> list[feed.Line]:
    """Draw everything after a cursor, page by page."""
    lines: list[feed.Line] = []
    while found := feed.lines_after(after, procedures=LISTED, limit=page):
        lines += found
        after = found[-1].cursor
    return lines


class TestUnderAStorm:
    """Eight writers commit out of order while publishers are killed."""

    def test_every_line_is_drawn_once_and_in_order(self, committed_db: CommittedDatabase) -> None:
        self.storm(committed_db, deaths=1200, cursors=20)

    @pytest.mark.faults
    @pytest.mark.skipif(os.environ.get("FAULTS") != "long", reason="make faults")
    def test_ten_thousand_deaths_from_a_hundred_cursors(
        self, committed_db: CommittedDatabase
    ) -> None:
        self.storm(committed_db, deaths=10_000, cursors=100)

    def storm(self, database: CommittedDatabase, *, deaths: int, cursors: int) -> None:
        crowd.people_the_registers(deaths, database, invented_citizen())
        writers = crowd.Crowd(database, writers=8, seed=7)
        live: list[feed.Line] = []

        def poll() -> None:
            after = live[-1].cursor if live else Cursor(1, 0)
            live.extend(feed.lines_after(after, procedures=LISTED, limit=97))

        helpers = [
            crowd.Again(publishing.publish, pause=0.002),
            crowd.Again(publishing.publish, pause=0.003),
            crowd.Again(crowd.kill_one(database), pause=0.1),
            crowd.Again(poll, pause=0.001),
        ]
        writers.start()
        for one in helpers:
            one.start()
        for thread in writers.threads:
            thread.join()
        for one in helpers:
            one.end()
        publishing.publish()
        poll_rest = drawn(live[-1].cursor if live else Cursor(1, 0), page=1000)
        self.check(live + poll_rest, deaths=deaths, cursors=cursors)

    def check(self, live: list[feed.Line], *, deaths: int, cursors: int) -> None:
        written = set(JournalEntry.objects.values_list("pk", flat=True))
        assert len(written) == deaths * crowd.LINES
        assert sorted(line.entry for line in live) == sorted(written)  # none missing, none twice
        assert [line.cursor.position for line in live] == list(range(1, len(live) + 1))
        sequences = dict(JournalEntry.objects.values_list("pk", "sequence"))
        by_dossier: dict[int, list[int]] = defaultdict(list)
        for line in live:
            by_dossier[line.dossier_id].append(sequences[line.entry])
        assert all(found == [1, 2] for found in by_dossier.values())
        ids = [line.entry for line in live]
        assert ids != sorted(ids)  # the storm was one: a greater id stood before a smaller
        for position in random.Random(7).choices(range(len(live)), k=cursors):
            again = drawn(Cursor(1, position), page=5000)
            assert [line.entry for line in again] == ids[position:]


class TestGaps:
    def test_an_id_that_was_passed_over_gets_its_place_when_it_appears(
        self, committed_journey: InventedAgency, committed_db: CommittedDatabase
    ) -> None:
        slow = committed_db.connect("portal_worker")
        dossiers = [filed(invented_citizen(n)) for n in (1, 2)]
        publishing.publish()
        before = FeedHead.objects.get().position
        with slow.cursor() as cursor:
            cursor.execute(crowd.NEXT_LINES, ([dossiers[0].pk], 99))
        with committed_db.connect() as quick, quick.cursor() as cursor:
            cursor.execute(crowd.NEXT_LINES, ([dossiers[1].pk], 99))
        quick.close()
        for _ in range(4):  # however often one looks while the slow one writes
            publishing.publish()
        assert FeedGap.objects.exists()
        slow.commit()
        slow.close()
        publishing.publish()
        lines = list(FeedLine.objects.filter(position__gt=before).order_by("position"))
        owners = dict(JournalEntry.objects.values_list("pk", "dossier_id"))
        assert [owners[line.entry] for line in lines] == [dossiers[1].pk, dossiers[0].pk]
        assert not FeedGap.objects.exists()

    def test_an_id_that_was_rolled_back_is_forgotten(
        self, committed_journey: InventedAgency, committed_db: CommittedDatabase
    ) -> None:
        dossier = filed(invented_citizen())
        with committed_db.connect("portal_worker") as lost, lost.cursor() as cursor:
            cursor.execute(crowd.NEXT_LINES, ([dossier.pk], 99))
            lost.rollback()
        lost.close()
        filed(invented_citizen(2))
        publishing.publish()
        assert FeedGap.objects.count() == 1
        publishing.publish()
        publishing.publish()
        assert not FeedGap.objects.exists()
        assert FeedLine.objects.count() == JournalEntry.objects.count()


class TestCursors:
    @pytest.fixture
    def head(self, journey: InventedAgency, applicant: Citizen) -> int:
        filed(applicant)
        publishing.publish()
        return FeedHead.objects.get().position

    def test_the_beginning_needs_no_cursor(self, head: int) -> None:
        assert feed.cursor_of("") == Cursor(1, 0)
        assert str(feed.cursor_of(f"1.{head}")) == f"1.{head}"

    @pytest.mark.parametrize(
        "text", ["x", "1", "1.", ".1", "1.-1", "١.١", "1.1\n", "9" * 30 + ".1"]
    )
    def test_what_is_no_cursor_is_not_read(self, db: None, text: str) -> None:
        with pytest.raises(Unreadable):
            feed.cursor_of(text)

    def test_after_a_restore_a_reader_is_sent_back_to_where_it_was(
        self, head: int, applicant: Citizen
    ) -> None:
        assert feed.begin_epoch(at=AT) == Cursor(2, head)
        filed(applicant)
        publishing.publish()
        for ahead in (f"1.{head + 7}", f"1.{head}"):
            with pytest.raises(Gone) as gone:
                feed.cursor_of(ahead)
            assert gone.value.resume == Cursor(2, head)
        with pytest.raises(Gone) as gone:
            feed.cursor_of("1.2")  # who was behind misses nothing either
        assert gone.value.resume == Cursor(2, 2)

    def test_two_restores_send_back_to_the_earlier_of_them(
        self, head: int, applicant: Citizen
    ) -> None:
        feed.begin_epoch(at=AT)
        filed(applicant)
        publishing.publish()
        feed.begin_epoch(at=AT)
        with pytest.raises(Gone) as gone:
            feed.cursor_of(f"1.{head + 2}")
        assert gone.value.resume == Cursor(3, head)

    def test_a_position_nobody_was_given_is_of_a_lost_life(self, head: int) -> None:
        with pytest.raises(Gone) as gone:
            feed.cursor_of(f"1.{head + 1}")
        assert gone.value.resume == Cursor(1, head)

    def test_what_was_published_is_never_rewritten(self, head: int) -> None:
        for statement in ("UPDATE pipeline_feed SET entry = 0", "DELETE FROM pipeline_feed"):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
