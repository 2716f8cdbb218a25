"""Which steps a connection of the desk may see: PostgreSQL decides, by the setting `portal.scope`.

Unset, nothing is seen. `all` is for citizens' and agencies' doors, which select by their own
predicate; an official's connection carries the codes of their communes.
"""

from collections.abc import Iterable

from django.conf import settings
from django.db import connection

EVERYTHING = "all"


def narrow(communes: Iterable[str]) -> None:
    """Let this connection see the steps of these communes only, until it is set again."""
    _set(",".join(sorted(communes)), local=False)


def widen() -> None:
    """Let this connection see every step, until it is set again."""
    _set(EVERYTHING, local=False)


def widen_for_act() -> None:
    """Let the running transaction see whole dossiers: an act moves sibling steps elsewhere too."""
    if settings.DATABASE_ROLE == "portal_desk":
        _set(EVERYTHING, local=True)


def _set(scope: str, *, local: bool) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('portal.scope', %s, %s)", (scope, local))
