"""How the packets spell days and moments: 8, 12 or 14 digits, Vietnamese time, no zone."""

import re
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from integrations.hospital_xml.codes import Code, Refused

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_LENGTHS = (8, 12, 14)
_SIGNING_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}", re.ASCII)


def moment_of(text: str) -> datetime:
    """Return a SigningTime; raises Refused where it is not one to the letter."""
    try:
        if _SIGNING_TIME.fullmatch(text):
            return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)
    except ValueError:
        pass
    raise Refused(Code.SIGNING_TIME)


def datetime_of(text: str, field: str) -> datetime:
    """Return what 8, 12 or 14 digits say, midnight where no hour is said; must be real."""
    try:
        return _moment(text)
    except ValueError as error:
        raise Refused(Code.DATE, field) from error


# One day stands in many papers, and each paper's days are asked for twice.
@lru_cache(maxsize=4096)
def _moment(text: str) -> datetime:
    if len(text) not in _LENGTHS or not (text.isascii() and text.isdigit()):
        raise ValueError("not so many digits")
    year, month, day = int(text[:4]), int(text[4:6]), int(text[6:8])
    hour, minute, second = int(text[8:10] or 0), int(text[10:12] or 0), int(text[12:] or 0)
    # Before 1900 the zone has no whole minutes, and at the ends of time no neighbours.
    if not 1900 <= year < 9999:
        raise ValueError("no year of a paper")
    return datetime(year, month, day, hour, minute, second, tzinfo=VIETNAM)


def date_of(text: str, field: str) -> date | None:
    """Return the day that is said, None for an empty field."""
    return datetime_of(text, field).date() if text else None
