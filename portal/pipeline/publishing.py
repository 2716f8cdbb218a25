"""The publisher of the feed: gives journal lines their positions once they can be seen.

Ids of the journal are drawn before their transactions commit, so a greater id may be seen first.
Who reads "all after the last id" would lose the smaller one. Here positions are given afterwards,
by one publisher at a time, in the order of ids; an id that was passed over is remembered, and gets
its position when it appears.
"""

from django.db import connection, transaction

A_ROUND = 5000
_ONE_AT_A_TIME = 0x1108  # advisory lock

_HEAD = "SELECT position, seen FROM pipeline_feedhead WHERE id = 1"
# Writers hold this lock from before they draw an id until their transaction has ended.
_WRITERS = """
SELECT coalesce(array_agg(DISTINCT virtualtransaction), '{}') FROM pg_locks
 WHERE locktype = 'relation' AND mode = 'RowExclusiveLock' AND granted
   AND relation = 'pipeline_journalentry'::regclass
   AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
# One statement, and so one snapshot: whatever a line of a dossier follows is seen with it.
_PUBLISH = """
WITH new AS (
    SELECT id FROM pipeline_journalentry WHERE id > %(seen)s ORDER BY id LIMIT %(round)s),
late AS (
    DELETE FROM pipeline_feedgap g USING pipeline_journalentry j WHERE j.id = g.entry
    RETURNING g.entry AS id),
found AS (SELECT id FROM new UNION ALL SELECT id FROM late),
placed AS (
    INSERT INTO pipeline_feed (position, entry, procedure)
    SELECT %(position)s + row_number() OVER (ORDER BY j.id), j.id, coalesce(s.procedure, '')
      FROM found JOIN pipeline_journalentry j USING (id)
      LEFT JOIN pipeline_step s ON s.id = j.step_id
     ORDER BY j.id),
passed AS (
    INSERT INTO pipeline_feedgap (entry)
    SELECT id FROM generate_series(%(seen)s + 1, (SELECT max(id) FROM new)) id
    EXCEPT SELECT id FROM new)
UPDATE pipeline_feedhead
   SET position = %(position)s + (SELECT count(*) FROM found),
       seen = greatest(%(seen)s, coalesce((SELECT max(id) FROM new), 0))
 WHERE id = 1 AND EXISTS (SELECT FROM found)
RETURNING (SELECT count(*) FROM new)
"""
_FORGET = """
WITH gone AS (
    DELETE FROM pipeline_feedgap
     WHERE entry <= %(seen)s AND watched IS NOT NULL AND NOT watched && %(writers)s::text[])
UPDATE pipeline_feedgap SET watched = %(writers)s::text[]
 WHERE entry <= %(seen)s AND watched IS NULL
"""


def publish() -> int:
    """Give every journal line that can be seen its position; return how many new ones there were.

    A second publisher at the same time does nothing. Each round is one transaction: killed in the
    middle of it, nothing of it has happened.
    """
    total = 0
    while (found := _round()) is not None:
        total += found
        if found < A_ROUND:
            break
    return total


@transaction.atomic
def _round() -> int | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", (_ONE_AT_A_TIME,))
        if not cursor.fetchone()[0]:
            return None
        cursor.execute(_HEAD)
        position, seen = cursor.fetchone()
        cursor.execute("SELECT EXISTS (SELECT FROM pipeline_feedgap)")
        has_gaps = cursor.fetchone()[0]
        if has_gaps:  # before the look at the journal: who has ended by now is seen there
            cursor.execute(_WRITERS)
            writers = cursor.fetchone()[0]
        cursor.execute(_PUBLISH, {"seen": seen, "position": position, "round": A_ROUND})
        moved = cursor.fetchone()
        if has_gaps:
            cursor.execute(_FORGET, {"seen": seen, "writers": writers})
        return int(moved[0]) if moved else 0
