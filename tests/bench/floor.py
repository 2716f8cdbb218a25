"""The floor: the same rows written by hand-written SQL, in sets, with no Python for each row.

It claims before it sends and commits in between, as anything that must survive a crash does, and
it chains its hashes; it knows no procedures, no law, no poison and no lateness.
"""

from django.db import connection, transaction

_CLAIM = """
WITH ready AS (
    SELECT id, subject FROM handovers_handover
     WHERE endpoint_id = ANY(%(endpoints)s) AND status IN ('DUE', 'SENDING') AND next_at <= now()
     ORDER BY next_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED)
UPDATE handovers_handover h
   SET status = 'SENDING', fence = h.fence + 1, attempts = h.attempts + 1,
       next_at = now() + interval '60 seconds',
       body = convert_to('{"case":' || ready.subject || '}', 'UTF8'),
       body_sha256 = sha256(convert_to('{"case":' || ready.subject || '}', 'UTF8'))
  FROM ready WHERE h.id = ready.id
RETURNING h.id, h.subject
"""
_LOCK = """
SELECT id FROM pipeline_dossier
 WHERE id IN (SELECT dossier_id FROM pipeline_step WHERE id = ANY(%(steps)s))
 ORDER BY id FOR UPDATE
"""
_SETTLE = """
UPDATE handovers_handover SET status = 'DONE', settled_at = now(), last_kind = 'granted'
 WHERE id = ANY(%(handovers)s) AND fence = 1
"""
_GRANT = """
UPDATE pipeline_step
   SET status = 'GRANTED', since = now(),
       facts = jsonb_build_object('number', id::text)
 WHERE id = ANY(%(steps)s)
"""
_START = """
WITH legs AS (
    UPDATE pipeline_step SET status = 'IN_TRANSIT', since = now()
     WHERE dossier_id = ANY(%(dossiers)s) AND status = 'WAITING'
    RETURNING id, procedure, endpoint_id)
INSERT INTO handovers_handover (channel, topic, subject, revision, endpoint_id)
SELECT 'step', procedure, id, 1, endpoint_id FROM legs RETURNING subject
"""
_JOURNAL = """
WITH RECURSIVE new AS (
    SELECT s.dossier_id, s.id AS step_id, l.act, l.actor, l.origin, l.target,
           row_number() OVER (PARTITION BY s.dossier_id ORDER BY l.target, s.id) AS n
      FROM pipeline_step s
      JOIN (SELECT unnest(%(steps)s) AS id, 'granted' AS act, 'agency' AS actor,
                   'IN_TRANSIT' AS origin, 'GRANTED' AS target
            UNION ALL
            SELECT unnest(%(started)s::bigint[]), 'started', 'machine', 'WAITING', 'IN_TRANSIT'
           ) l ON l.id = s.id),
chain AS (
    SELECT new.*, d.journal_count + 1 AS sequence,
           sha256(d.journal_head || convert_to(concat_ws('|', d.id, new.step_id, new.act,
                  new.actor, new.origin, new.target, d.journal_count + 1, now()), 'UTF8')) AS hash
      FROM new JOIN pipeline_dossier d ON d.id = new.dossier_id WHERE n = 1
    UNION ALL
    SELECT new.*, chain.sequence + 1,
           sha256(chain.hash || convert_to(concat_ws('|', new.dossier_id, new.step_id, new.act,
                  new.actor, new.origin, new.target, chain.sequence + 1, now()), 'UTF8'))
      FROM chain JOIN new ON new.dossier_id = chain.dossier_id AND new.n = chain.n + 1),
written AS (
    INSERT INTO pipeline_journalentry (dossier_id, sequence, step_id, act, actor, origin, "to",
                                       revision, at, details, hash)
    SELECT dossier_id, sequence, step_id, act, actor, origin, target, 1, now(),
           '{"documents": []}', hash
      FROM chain ORDER BY dossier_id, sequence
    RETURNING dossier_id, sequence, hash)
UPDATE pipeline_dossier d SET journal_head = last.hash, journal_count = last.sequence
  FROM (SELECT DISTINCT ON (dossier_id) dossier_id, sequence, hash
          FROM written ORDER BY dossier_id, sequence DESC) last
 WHERE d.id = last.dossier_id
"""


def run(batch: int = 500) -> None:
    """Send and answer everything that is due, in sets of `batch`."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(id) FROM handovers_endpoint")
        endpoints = cursor.fetchone()[0]
        while True:
            with transaction.atomic():
                cursor.execute(_CLAIM, {"endpoints": endpoints, "batch": batch})
                claimed = cursor.fetchall()
            if not claimed:
                return
            _settle(cursor, claimed)


@transaction.atomic
def _settle(cursor: object, claimed: list[tuple[int, int]]) -> None:
    steps = [subject for _, subject in claimed]
    handovers = [handover for handover, _ in claimed]
    cursor.execute(_LOCK, {"steps": steps})
    dossiers = [row[0] for row in cursor.fetchall()]
    cursor.execute(_SETTLE, {"handovers": handovers})
    cursor.execute(_GRANT, {"steps": steps})
    cursor.execute(_START, {"dossiers": dossiers})
    started = [row[0] for row in cursor.fetchall()]
    cursor.execute(_JOURNAL, {"steps": steps, "started": started})
