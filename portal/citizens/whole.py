"""How a dossier stands as a whole, told in one label."""

from collections.abc import Collection, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.pipeline.statuses import FINAL
from portal.pipeline.statuses import StepStatus as S

_AT_REST = {S.SKIPPED, S.WITHDRAWN}


def label_of(
    statuses: Iterable[str], *, opened: bool = True, mistaken: bool = False
) -> tuple[str | Promise, str]:
    """Return (label, tone); `opened` tells whether anybody has looked at the dossier yet.

    `mistaken` tells that its death was registered by mistake: whatever rested on it is no result.
    """
    present = {S(status) for status in statuses}
    if mistaken or S.RETURNED in present:
        return _("Đã ghi là khai tử nhầm") if mistaken else _("Cần ông/bà sửa"), "amber"
    if present <= FINAL:
        return _ended(present)
    if S.GRANTED in present:
        return _("Đã có một phần kết quả"), "blue"
    if S.HELD in present:
        return _("Chờ người khác đồng ý"), "amber"
    if not opened and present <= {S.AT_DESK, S.WAITING, S.SKIPPED}:
        return _("Đã nộp"), "blue"
    return _("Đang giải quyết"), "blue"


def _ended(present: Collection[S]) -> tuple[str | Promise, str]:
    if S.REFUSED in present:
        return _("Đã xong, có phần không giải quyết được"), "neutral"
    if S.GRANTED not in present and set(present) <= _AT_REST:
        return _("Đã rút"), "neutral"
    return _("Đã xong"), "green"
