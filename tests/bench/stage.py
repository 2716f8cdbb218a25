"""The stage of the engine's measurement: N invented dossiers, each about to send its first step."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.models import Endpoint
from portal.pipeline.procedures import Case
from tests.pipeline.invented import AT, LeftLeg, Opening, RightLeg, invented_citizen

BATCH = 500


class _Array:
    """An agency in this process whose wire takes a whole batch and grants everything."""

    letters_per_call = BATCH

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        return {case.step_id: b'{"case":%d}' % case.step_id for case in cases}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        return {one.subject: Granted(facts={"number": str(one.subject)}) for one in letters}


class BenchOpening(_Array, Opening):
    """Opens, a batch at a time."""


class BenchLeft(_Array, LeftLeg):
    """Follows, a batch at a time."""


class BenchRight(_Array, RightLeg):
    """Follows, a batch at a time."""


THREE = (BenchOpening, BenchLeft, BenchRight)

_FILL = """
INSERT INTO pipeline_dossier (code, life_event, applicant_id, filing, ordinal, filed_at, phone,
                              email)
SELECT 'B-' || n, 'invented', %(citizen)s, gen_random_uuid(), 1, %(at)s, '', ''
  FROM generate_series(1, %(dossiers)s) n;
INSERT INTO pipeline_step (dossier_id, procedure, status, commune_code, agency_code, agency_title,
                           endpoint_id, since)
SELECT d.id, p.code, CASE WHEN p.n = 1 THEN 'IN_TRANSIT' ELSE 'WAITING' END, '00004', p.code, '',
       e.id, %(at)s
  FROM pipeline_dossier d
 CROSS JOIN unnest(%(codes)s) WITH ORDINALITY AS p(code, n)
  JOIN handovers_endpoint e ON e.code = 'bench:' || p.code
 ORDER BY d.id, p.n;
INSERT INTO handovers_handover (channel, topic, subject, revision, endpoint_id)
SELECT 'step', s.procedure, s.id, 1, s.endpoint_id
  FROM pipeline_step s WHERE s.status = 'IN_TRANSIT' ORDER BY s.id;
"""


def set_stage(dossiers: int) -> None:
    """Fill an empty, migrated database with dossiers whose first message is due."""
    codes = [procedure.code for procedure in THREE]
    Endpoint.objects.bulk_create(
        [Endpoint(code=f"bench:{code}", latency_ms=0.01) for code in codes]
    )
    parameters = {
        "citizen": invented_citizen().pk,
        "at": AT,
        "dossiers": dossiers,
        "codes": codes,
    }
    with connection.cursor() as cursor:
        cursor.execute(_FILL, parameters)
        cursor.execute("VACUUM ANALYZE")


_SUMS = {
    "pipeline_dossier": "count(*), sum(journal_count), sum(length(journal_head))",
    "pipeline_step": "count(*), count(*) FILTER (WHERE status = 'GRANTED'), count(facts),"
    " sum(revision)",
    "pipeline_journalentry": "count(*), sum(sequence), sum(length(hash)), sum(revision),"
    " count(DISTINCT act), count(*) FILTER (WHERE act = 'granted')",
    "handovers_handover": "count(*), count(*) FILTER (WHERE status = 'DONE'), sum(fence),"
    " sum(attempts), sum(length(body)), sum(length(body_sha256)), count(settled_at)",
}


def sums() -> dict[str, tuple[Any, ...]]:
    """Return counts and column sums of every table the work writes, to compare two results."""
    found: dict[str, tuple[Any, ...]] = {}
    with connection.cursor() as cursor:
        for table, columns in _SUMS.items():
            cursor.execute(f"SELECT {columns} FROM {table}")
            found[table] = cursor.fetchone()
    return found
