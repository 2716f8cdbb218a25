"""What fills a blank: checked when a notice is made, written out when somebody reads it.

A refusal names the blank and never quotes what was to fill it.
"""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.notifications.kinds import Blank

TITLE_LENGTH = 80
_WEEKDAYS = (
    _("thứ Hai"),
    _("thứ Ba"),
    _("thứ Tư"),
    _("thứ Năm"),
    _("thứ Sáu"),
    _("thứ Bảy"),
    _("Chủ nhật"),
)
_PLAIN = str.maketrans("đĐ–—“”‘’", "dD--\"\"''")
# Papers and offices are called by words; a long run of digits would be somebody's number, an @
# somebody's address.
_TITLE = re.compile(rf"(?!.*[0-9]{{6}})[^\W_][^@<>\x00-\x1f]{{0,{TITLE_LENGTH - 1}}}")
_INITIALS = re.compile(r"([^\W\d_]\.){1,8}")


def stored(blanks: Mapping[str, Blank], filled: Mapping[str, Any]) -> dict[str, str | int]:
    """Return what fills the blanks as a notice keeps it.

    Raises ValueError for a blank left empty, one too many, or one filled with the wrong thing.
    """
    if set(blanks) != set(filled):
        raise ValueError(f"blanks are {sorted(blanks)}, not {sorted(filled)}")
    for name, blank in blanks.items():
        if not _fits(blank, filled[name]):
            raise ValueError(f"{name} is no {blank}")
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in filled.items()
    }


def in_brief(blanks: Mapping[str, Blank], kept: Mapping[str, Any]) -> dict[str, str]:
    """Return what is written in an SMS: figures, and words without marks."""
    return {name: without_marks(_brief(blank, kept[name])) for name, blank in blanks.items()}


def in_full(blanks: Mapping[str, Blank], kept: Mapping[str, Any]) -> dict[str, str]:
    """Return what is written in a sentence: days with their weekday."""
    return {name: _full(blank, kept[name]) for name, blank in blanks.items()}


def without_marks(text: str) -> str:
    """Return Vietnamese without marks, as an SMS of the cheapest alphabet can carry it."""
    bare = unicodedata.normalize("NFD", text.translate(_PLAIN)).encode("ascii", "ignore")
    return " ".join(bare.decode().split())


def initials_of(full_name: str) -> str:
    """Return "N.T.H." for "Nguyễn Thị Hoa": enough for those who know the person."""
    return "".join(f"{word[0].upper()}." for word in full_name.split()[:8] if word[0].isalpha())


def _fits(blank: Blank, value: Any) -> bool:
    if blank is Blank.COUNT:
        return type(value) is int and 0 <= value <= 999
    if blank is Blank.MOMENT:
        return isinstance(value, datetime) and timezone.is_aware(value)
    if blank is Blank.DATE:
        return type(value) is date
    pattern = _TITLE if blank is Blank.TITLE else _INITIALS
    return isinstance(value, str) and pattern.fullmatch(value) is not None


def _brief(blank: Blank, kept: Any) -> str:
    if blank is Blank.DATE:
        return f"{date.fromisoformat(kept):%d/%m/%Y}"
    if blank is Blank.MOMENT:
        return f"{timezone.localtime(datetime.fromisoformat(kept)):%H:%M %d/%m/%Y}"
    if blank is Blank.TITLE:
        return str(kept)[0].lower() + str(kept)[1:]
    return str(kept)


def _full(blank: Blank, kept: Any) -> str:
    if blank is Blank.DATE:
        return _day(date.fromisoformat(kept))
    if blank is Blank.MOMENT:
        moment = timezone.localtime(datetime.fromisoformat(kept))
        return f"{moment:%H:%M} {_day(moment.date())}"
    return str(kept)


def _day(day: date) -> str:
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"
