"""The law's life of a step: one enum, and the one table of moves it allows."""

from django.db import models


class StepStatus(models.TextChoices):
    """Where a step stands in the eyes of the law."""

    WAITING = "WAITING", "Chưa đến lượt"
    HELD = "HELD", "Chờ người khác đồng ý"
    AT_DESK = "AT_DESK", "Tại bàn cán bộ"
    IN_TRANSIT = "IN_TRANSIT", "Đang chuyển"
    WITH_AGENCY = "WITH_AGENCY", "Cơ quan đang giải quyết"
    RETURNED = "RETURNED", "Cần sửa"
    GRANTED = "GRANTED", "Đã có kết quả"
    REFUSED = "REFUSED", "Không giải quyết được"
    WITHDRAWN = "WITHDRAWN", "Đã rút"
    SKIPPED = "SKIPPED", "Không phải làm"


_S = StepStatus

# When its turn comes a step goes to the first of these that applies.
_TURN = frozenset({_S.HELD, _S.AT_DESK, _S.IN_TRANSIT})
_DECIDED = frozenset({_S.GRANTED, _S.RETURNED, _S.REFUSED, _S.WITHDRAWN})

MOVES: dict[StepStatus, frozenset[StepStatus]] = {
    _S.WAITING: _TURN | {_S.SKIPPED, _S.WITHDRAWN},
    _S.HELD: frozenset({_S.AT_DESK, _S.IN_TRANSIT, _S.RETURNED, _S.SKIPPED, _S.WITHDRAWN}),
    # Held again while nobody has looked: the family may change who must agree.
    _S.AT_DESK: frozenset({_S.HELD, _S.IN_TRANSIT, _S.RETURNED, _S.REFUSED, _S.WITHDRAWN}),
    # Back to the desk only while the message has not left the house (an acceptance undone).
    _S.IN_TRANSIT: _DECIDED | {_S.WITH_AGENCY, _S.AT_DESK},
    _S.WITH_AGENCY: _DECIDED | {_S.IN_TRANSIT},
    _S.RETURNED: _TURN | {_S.REFUSED, _S.WITHDRAWN, _S.SKIPPED},
    _S.GRANTED: frozenset(),
    _S.REFUSED: frozenset(),
    _S.WITHDRAWN: frozenset(),
    _S.SKIPPED: frozenset(),
}

FINAL = frozenset(status for status, onward in MOVES.items() if not onward)
OPEN = frozenset(StepStatus) - FINAL


def may_move(origin: str, to: str) -> bool:
    """Say whether the law's life of a step knows this move."""
    return StepStatus(to) in MOVES[StepStatus(origin)]


# The national portal's code of each status (TrangThaiHoSo 1…10); None: nothing is sent for it.
NATIONAL_CODES: dict[StepStatus, int | None] = {
    _S.WAITING: None,
    _S.HELD: 4,
    _S.AT_DESK: 2,
    _S.IN_TRANSIT: 4,
    _S.WITH_AGENCY: 4,
    _S.RETURNED: 5,
    _S.GRANTED: 9,
    _S.REFUSED: 3,
    _S.WITHDRAWN: 7,
    _S.SKIPPED: None,
}
