"""What the residence register asks to be corrected."""

from collections.abc import Sequence
from dataclasses import dataclass

from residence.registration.rules.terms import (
    LEG,
)


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded return reason, and which answers it opens."""

    code: str
    items: tuple[str, ...]


_ASKED_BY_REGISTER = {
    "head_full_name": ("CT02", "head.*"),
    "head_personal_number": ("CT02", "head.*"),
    "resident.relation_to_head": ("CT03", "relation.*"),
    "commune_code": ("CT04", "place.*"),
    "address_line": ("CT04", "place.*"),
    "consents": ("CT01", "consent.way"),
    "papers": ("CT01", "consent.ct01"),
}
UNREASONED, REFUSED = "unreasoned", "refused_by_register"


def reason_of(items: Sequence[str]) -> Reason:
    """Return the coded reason for what the register names, and the answers that are opened.

    Whole pages, as the rows of the reasons do: a name counts only beside the choice it belongs to.
    A return that names nothing opens the whole leg, and is counted as one without a reason.
    Source: NĐ 63/2024 Đ8 [V2]; reasons CT01 to CT04.
    """
    known = [_ASKED_BY_REGISTER[item] for item in items if item in _ASKED_BY_REGISTER]
    if not known:
        return Reason(UNREASONED, (f"{LEG}.*",))
    return Reason(known[0][0], tuple(dict.fromkeys(f"{LEG}.{field}" for _code, field in known)))
