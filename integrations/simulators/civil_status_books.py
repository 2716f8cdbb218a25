"""What the books of births and deaths have in common: how officials object, and what is entered."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.simulators.cases import REFUSED, RETURNED, Case, Verdict
from integrations.simulators.chance import pick
from integrations.simulators.controls import Controls

_VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_NEVER = 4_000_000_000.0  # in the year 2096
_POOR_RETURNS = ("", ".", "Thiếu giấy tờ", "Bổ sung hồ sơ theo quy định", "Sai thông tin")


@dataclass(frozen=True, slots=True)
class Objections:
    """What officials write of one book: some of it helps, some NĐ 63/2024 forbids."""

    good: Sequence[tuple[str, Sequence[str]]]
    forbidden: str
    refusals: Sequence[str]

    def to(self, case: Case, controls: Controls) -> Verdict | None:
        """Return why officials send this case back or refuse it, as often as they do."""
        what = (case.key, case.revision)
        if controls.falls("refused", *what):
            return Verdict(REFUSED, {"reason": pick(self.refusals, controls.seed, *what)})
        if not controls.falls("returned" if case.revision == 1 else "returned_again", *what):
            return None
        if controls.falls("forbidden_paper", *what):
            return Verdict(RETURNED, {"reason": self.forbidden})
        if controls.falls("poor_reason", *what):
            return Verdict(RETURNED, {"reason": pick(_POOR_RETURNS, controls.seed, *what)})
        reason, items = pick(self.good, controls.seed, *what)
        return Verdict(RETURNED, {"reason": reason, "items": items})


def entered(case: Case, controls: Controls, *, series: str, visible_from: str) -> dict[str, Any]:
    """Return a new entry; the field `visible_from` says when its e-copy can be read."""
    now, today = time.time(), datetime.now(_VIETNAM)
    what = (case.key, case.revision)
    entry = {
        "ngayDangKy": today.strftime("%d/%m/%Y"),
        "soDangKy": str(case.serial),
        "quyenSo": f"01/{today.year}",
        "trangSo": str(1 + case.serial % 200),
        "maGiayToKetQua": f"{series}-{case.serial:07}",
        visible_from: now,
    }
    if controls.falls("e_copy_never", *what):
        entry[visible_from] = _NEVER
    elif controls.falls("e_copy_late", *what):
        entry[visible_from] = later(case, controls)
    return entry


def later(case: Case, controls: Controls) -> float:
    """Return when what is late comes, in seconds since 1970."""
    return time.time() + 2 * controls.delay(case.key, case.revision, "later")


def day_told(told: Mapping[str, Any], field: str) -> str:
    """Return a day of the wire, which has dots, as papers write it."""
    return str(told.get(field, "")).replace(".", "/")
