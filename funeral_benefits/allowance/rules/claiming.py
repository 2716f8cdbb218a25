"""Who is paid and how, and what an agency's answer means."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from funeral_benefits.allowance.rules.regimes import DEATH, LEG


class PayeeIs(StrEnum):
    """Who arranged the burial and is paid for it: a person or an organisation (M10)."""

    APPLICANT = "applicant"
    PERSON = "person"
    ORGANISATION = "organisation"


class PayBy(StrEnum):
    """How the money comes (M11)."""

    ACCOUNT = "account"
    CASH = "cash"
    POST = "post"


def relation_of(declared: Mapping[str, Any]) -> str:
    """Return what the applicant is to the person who died, as declared."""
    said = declared.get(f"{DEATH}.applicant") or {}
    return str(said.get("relation_other") or said.get("relation") or "")


PAYEE_DIED = "payee.died"  # M12: who is paid instead is found with an official; names no box
_ASKED_BY_AGENCY = {
    "decision_number": ("MT01", "regime.decision_number"),
    "decision_on": ("MT01", "regime.decision_on"),
    "decision_by": ("MT01", "regime.decision_by"),
    "insurance_number": ("MT01", "regime.insurance_number"),
    "payee": ("MT02", "payee.*"),
    "payee_died": ("MT02", PAYEE_DIED),
    "account": ("MT02", "payment.*"),
}
UNREASONED, REFUSED, ALREADY_PAID = "unreasoned", "refused_by_agency", "XX7"


def reason_of(items: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the coded reason for what an agency names, and the answers that are opened.

    A return that names nothing opens the whole leg, and is counted as one without a reason.
    Source: NĐ 63/2024 Đ8 [V2]; reasons MT01, MT02.
    """
    known = [_ASKED_BY_AGENCY[item] for item in items if item in _ASKED_BY_AGENCY]
    if not known:
        return UNREASONED, (f"{LEG}.*",)
    return known[0][0], tuple(f"{LEG}.{field}" for _code, field in known)
