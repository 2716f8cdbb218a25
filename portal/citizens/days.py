"""Days and moments as families read them: "thứ Hai, 23/11/2026", "17:00 thứ Hai, 23/11/2026"."""

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

WEEKDAYS = (
    _("thứ Hai"),
    _("thứ Ba"),
    _("thứ Tư"),
    _("thứ Năm"),
    _("thứ Sáu"),
    _("thứ Bảy"),
    _("Chủ nhật"),
)


def day(on: date | datetime | None) -> str:
    """Return a day with its weekday, "" for none."""
    if on is None:
        return ""
    known = timezone.localdate(on) if isinstance(on, datetime) else on
    return f"{WEEKDAYS[known.weekday()]}, {known:%d/%m/%Y}"


def moment(at: datetime | None) -> str:
    """Return a moment of Vietnamese time, "" for none."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return f"{local:%H:%M} {day(local)}"
