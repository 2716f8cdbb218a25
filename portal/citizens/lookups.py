"""Look-ups by what a family knows, throttled and telling strangers nothing.

Without signing in a dossier by its code and four digits; signed in a hospital's paper.
"""

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
MOST_BY_SEEKER = 10  # signed in, with one child or twins
MOST_OF_A_CODE = 8  # four digits are ten thousand: this leaves them unguessable


class TooMany(Exception):
    """Too many tries from one address, or at one code, within a short time."""


def find(*, code: str, last_digits: str, address: str, at: datetime) -> Dossier | None:
    """Return the dossier whose telephone ends so, None for a wrong and for an unknown one alike.

    Raises TooMany, whatever was typed.
    """
    typed = normalised(code)
    count(f"address:{address}", MOST_BY_ADDRESS, at)
    count(f"code:{typed}", MOST_OF_A_CODE, at)
    dossier = Dossier.objects.filter(code=typed).first()
    # Compared even if there is none, so that the time it takes tells nothing.
    kept = dossier.phone[-4:] if dossier else ""
    fits = constant_time_compare(kept.rjust(4, "-"), last_digits)
    return dossier if dossier is not None and fits else None


def count_paper(*, who: int, number: str, at: datetime) -> None:
    """Count a family's look for a hospital's paper, by who asks and by the number asked for.

    Raises TooMany. Kept apart from whatever failed or was found: both count alike.
    """
    count(f"seeker:{who}", MOST_BY_SEEKER, at)
    count(f"paper:{number}", MOST_OF_A_CODE, at)


def forget_old(*, at: datetime) -> int:
    """Delete counts whose window is over; return how many."""
    return LookUps.objects.filter(window__lt=at - 2 * WINDOW).delete()[0]


def count(who: str, most: int, at: datetime) -> None:
    """Count one try under a name of which only a checksum is kept; raises TooMany."""
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
