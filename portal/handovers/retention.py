"""What messages said is not kept for ever: bodies, exchanges and what came in are emptied."""

from datetime import timedelta

from django.conf import settings
from django.db import connection

PAGE = 5000  # rows looked at in one transaction

_PAGE_END = """
SELECT max(id) FROM (SELECT id FROM {table} WHERE id > %s ORDER BY id LIMIT %s) page
"""
_EMPTY_HANDOVERS = """
UPDATE handovers_handover SET body = NULL, last_exchange = NULL
 WHERE id > %(after)s AND id <= %(upto)s AND status = 'DONE'
   AND settled_at < now() - %(days)s * interval '1 day'
   AND (body IS NOT NULL OR last_exchange IS NOT NULL)
"""
_EMPTY_DELIVERIES = """
UPDATE handovers_delivery SET raw_sha256 = sha256(raw), raw = NULL
 WHERE id > %(after)s AND id <= %(upto)s AND status IN ('APPLIED', 'IGNORED')
   AND received_at < now() - %(days)s * interval '1 day' AND raw IS NOT NULL
"""


def kept() -> timedelta:
    """Return for how long after its end a message keeps its words."""
    return timedelta(days=settings.MESSAGES_KEPT_DAYS)


def forget() -> int:
    """Empty what is over for longer than it is kept; return how many rows. Hashes remain.

    Open and stalled messages keep everything: somebody still needs it.
    """
    return _each_page("handovers_handover", _EMPTY_HANDOVERS) + _each_page(
        "handovers_delivery", _EMPTY_DELIVERIES
    )


def _each_page(table: str, statement: str) -> int:
    """Walk a table once by its primary key: an index for this would slow every settlement."""
    emptied = after = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_PAGE_END.format(table=table), [after, PAGE])
            upto = cursor.fetchone()[0]
            if upto is None:
                return emptied
            cursor.execute(statement, {"after": after, "upto": upto, "days": kept().days})
            emptied += cursor.rowcount
            after = upto
