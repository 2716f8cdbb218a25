"""The look-up without signing in: code and four digits, throttled, telling strangers nothing."""

import hmac
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import connection
from django.utils.crypto import constant_time_compare

from portal.citizens.models import LookUps
from portal.pipeline.codes import normalised
from portal.pipeline.models import Dossier

WINDOW = timedelta(minutes=10)
MOST_BY_ADDRESS = 20  # a family behind one address with several telephones stays well below
MOST_OF_A_CODE = 8  # four digits are ten thousand: this leaves them unguessable


class TooMany(Exception):
    """Too many tries from one address, or at one code, within a short time."""


def find(*, code: str, last_digits: str, address: str, at: datetime) -> Dossier | None:
    """Return the dossier whose telephone ends so, None for a wrong and for an unknown one alike.

    Raises TooMany, whatever was typed.
    """
    typed = normalised(code)
    _count(f"address:{address}", MOST_BY_ADDRESS, at)
    _count(f"code:{typed}", MOST_OF_A_CODE, at)
    dossier = Dossier.objects.filter(code=typed).first()
    # Compared even if there is none, so that the time it takes tells nothing.
    kept = dossier.phone[-4:] if dossier else ""
    fits = constant_time_compare(kept.rjust(4, "-"), last_digits)
    return dossier if dossier is not None and fits else None


def forget_old(*, at: datetime) -> int:
    """Delete counts whose window is over; return how many."""
    return LookUps.objects.filter(window__lt=at - 2 * WINDOW).delete()[0]


def _count(who: str, most: int, at: datetime) -> None:
    checksum = hmac.new(settings.SECRET_KEY.encode(), who.encode(), sha256).hexdigest()
    seconds = int(WINDOW.total_seconds())
    stamp = int(at.timestamp()) // seconds * seconds
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO citizens_lookups (who, "window", tries)
               VALUES (%s, to_timestamp(%s), 1)
               ON CONFLICT (who, "window") DO UPDATE SET tries = citizens_lookups.tries + 1
               RETURNING tries""",
            (checksum, stamp),
        )
        row = cursor.fetchone()
    if row is None or row[0] > most:
        raise TooMany
