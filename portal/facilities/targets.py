"""What was asked of hospitals and counted before us, as dated rows of law, beside our own."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.facilities.wording import grouped, percent
from portal.hospital_papers.figures import Parts
from portal.statutes import selectors


def compared(parts: Parts, on: date) -> list[dict[str, Any]]:
    """Return what is asked, what was counted nationwide, and the same count of ours."""
    rows = [_target(on), _counted(on)]
    same = grouped(parts.not_signing), grouped(parts.total)
    ours = {
        "label": _("Tại cổng này, cùng cách tính"),
        "value": _("%(part)s/%(whole)s cơ sở chưa ký số hoặc ký chưa đúng (%(share)s)")
        % {
            "part": same[0],
            "whole": same[1],
            "share": percent(parts.not_signing, parts.total),
        },
        "basis": _("%(never)s cơ sở chưa gửi giấy nào qua cổng nên chưa biết, không tính vào đây.")
        % {"never": grouped(parts.never)},
    }
    return [row for row in (*rows, ours) if row]


def _target(on: date) -> dict[str, Any] | None:
    row = selectors.amount("hospitals.signing_target", on)  # of the day it was due on
    if row is None:
        return None
    value = _("%(share)s %% cơ sở ký số đúng, xong trước ngày %(day)s") % {
        "share": grouped(int(row.value)),
        "day": f"{row.valid_from:%d/%m/%Y}",
    }
    return {"label": _("Yêu cầu"), "value": value, "basis": row.basis}


def _counted(on: date) -> dict[str, Any] | None:
    part = selectors.amount("hospitals.not_signing", on)
    whole = selectors.amount("hospitals.counted", on)
    if part is None or whole is None:
        return None
    value = _("%(part)s/%(whole)s cơ sở chưa ký số hoặc ký chưa đúng (%(share)s)") % {
        "part": grouped(int(part.value)),
        "whole": grouped(int(whole.value)),
        "share": percent(int(part.value), int(whole.value)),
    }
    label = _("Cả nước, ngày %(day)s") % {"day": f"{part.valid_from:%d/%m/%Y}"}
    return {"label": label, "value": value, "basis": part.basis}
