"""A crowd of writers that commit journal lines out of order, for the feed to be held against."""

import random
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import psycopg2
from django.db import InterfaceError, OperationalError, connection

from portal.accounts.models import Citizen
from portal.handovers.models import Endpoint
from tests.clones import CommittedDatabase

LINES = 2  # of each dossier, each by whoever comes by
_DOSSIERS = """
INSERT INTO pipeline_dossier
       (code, life_event, applicant_id, filing, ordinal, filed_at, phone, email)
SELECT 'LT-' || n, 'death', %s, gen_random_uuid(), 1, now(), '', '' FROM generate_series(1, %s) n
"""
_STEPS = """
INSERT INTO pipeline_step (dossier_id, procedure, status, commune_code, agency_code, agency_title,
                           endpoint_id, since)
SELECT id, 'insurance.coverage_end', 'WAITING', '00004', '', '', %s, now() FROM pipeline_dossier
"""
NEXT_LINES = """
WITH mine AS (
    SELECT id, journal_count + 1 AS next FROM pipeline_dossier
     WHERE id = ANY(%s) AND journal_count < %s ORDER BY id FOR UPDATE),
moved AS (
    UPDATE pipeline_dossier d SET journal_count = mine.next FROM mine WHERE d.id = mine.id)
INSERT INTO pipeline_journalentry
       (dossier_id, sequence, step_id, act, actor, origin, "to", revision, at, details, hash)
SELECT mine.id, mine.next, (SELECT min(s.id) FROM pipeline_step s WHERE s.dossier_id = mine.id),
       'noted', 'machine', '', '', 1, now(), '{}', sha256('')
  FROM mine ORDER BY random()
"""


def people_the_registers(deaths: int, database: CommittedDatabase, applicant: Citizen) -> None:
    """Make so many dossiers, each with the step that puts a death on the list."""
    door = Endpoint.objects.create(code="social_insurance")
    with database.connect() as connection, connection.cursor() as cursor:
        cursor.execute(_DOSSIERS, (applicant.pk, deaths))
        cursor.execute(_STEPS, (door.pk,))
    connection.close()


class Crowd:
    """Writers in threads of their own; each commits late, and now and then thinks better of it."""

    def __init__(self, database: CommittedDatabase, *, writers: int, seed: int) -> None:
        self._database = database
        with database.connect() as connection, connection.cursor() as cursor:
            cursor.execute("SELECT id FROM pipeline_dossier")
            self._work = [row[0] for row in cursor.fetchall()] * LINES
        connection.close()
        random.Random(seed).shuffle(self._work)
        self._taking = threading.Lock()
        self.threads = [
            threading.Thread(target=self._write, args=(random.Random(f"{seed}/{n}"),))
            for n in range(writers)
        ]

    @property
    def is_writing(self) -> bool:
        """Whether somebody may still commit."""
        return any(thread.is_alive() for thread in self.threads)

    def start(self) -> None:
        """Let everybody begin."""
        for thread in self.threads:
            thread.start()

    def _write(self, drawn: random.Random) -> None:
        connection = self._database.connect("portal_worker")
        while portion := self._take(drawn.randint(1, 60)):
            # A dossier that stands twice in one portion gets its second line by another.
            once = sorted(set(portion))
            self._give_back(portion, once)
            with connection.cursor() as cursor:
                cursor.execute(NEXT_LINES, (once, LINES))
                time.sleep(drawn.random() * 0.03)  # others draw greater ids and commit first
                if drawn.random() < 0.1:
                    connection.rollback()
                    self._give_back(once, [])
                else:
                    connection.commit()
        connection.close()

    def _take(self, many: int) -> list[int]:
        with self._taking:
            portion, self._work = self._work[:many], self._work[many:]
            return portion

    def _give_back(self, portion: list[int], kept: list[int]) -> None:
        left = list(portion)
        for one in kept:
            left.remove(one)
        if left:
            with self._taking:
                self._work += left


class Again(threading.Thread):
    """Does something over and over until told to end; a lost connection is no reason to stop."""

    def __init__(self, act: Callable[[], object], *, pause: float) -> None:
        super().__init__(daemon=True)
        self._act, self._pause = act, pause
        self._over = threading.Event()
        self.failure: Exception | None = None

    def run(self) -> None:
        """Do it until the end."""
        while not self._over.wait(self._pause):
            try:
                self._act()
            except (OperationalError, InterfaceError):
                with suppress(OperationalError, InterfaceError):
                    connection.close()
            except Exception as failure:  # noqa: BLE001  # shown by the test that started it
                self.failure = failure
                break
        connection.close()

    def end(self) -> None:
        """Stop after this time."""
        self._over.set()
        self.join()
        if self.failure:
            raise self.failure


def kill_one(database: CommittedDatabase) -> Callable[[], object]:
    """Return what kills whoever publishes at this moment."""
    connection = psycopg2.connect(database.owner_url)
    connection.autocommit = True

    def kill() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                """SELECT pg_terminate_backend(pid) FROM pg_locks
                    WHERE locktype = 'advisory' AND objid = %s AND pid <> pg_backend_pid()""",
                (0x1108,),
            )

    return kill
