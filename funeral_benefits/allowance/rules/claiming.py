"""Who is paid and how, which death a claim is about, and what an agency's answer means."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from funeral_benefits.allowance.rules.regimes import DEATH, LEG
from portal.people.partial_dates import PartialDate


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


def deceased_name(declared: Mapping[str, Any]) -> str:
    """Return the whole name of the person who died, as declared."""
    said = declared.get(f"{DEATH}.deceased") or {}
    parts = (said.get(part) or "" for part in ("surname", "middle_name", "given_name"))
    return " ".join(filter(None, parts))


def died_on(declared: Mapping[str, Any]) -> PartialDate | None:
    """Return the day of death as declared."""
    return partial((declared.get(f"{DEATH}.event") or {}).get("died_on"))


def partial(value: Any) -> PartialDate | None:
    """Return a date that may be partial, whether kept as text or as a date; None for none."""
    if not value:
        return None
    return value if isinstance(value, PartialDate) else PartialDate.parse(str(value))


def death_key(number: str, name_key: str, born_on: object, died: object) -> str:
    """Return what tells one death from another: the number, else the name and the days.

    `name_key` is the name as names are compared. One allowance a death, whoever claims it
    (NĐ 176/2025/NĐ-CP Đ5).
    """
    if number:
        return number
    born, day = partial(born_on), partial(died)
    days = "|".join(one.iso if one else "" for one in (born, day))
    return f"{name_key}|{days}"[:250]


def home_of(declared: Mapping[str, Any]) -> str:
    """Return the commune of the last residence, else the one that registers the death."""
    home = (declared.get(f"{DEATH}.residence") or {}).get("residence_commune")
    return str(home or (declared.get(f"{DEATH}.office") or {}).get("commune") or "")


def relation_of(declared: Mapping[str, Any]) -> str:
    """Return what the applicant is to the person who died, as declared."""
    said = declared.get(f"{DEATH}.applicant") or {}
    return str(said.get("relation_other") or said.get("relation") or "")


_ASKED_BY_AGENCY = {
    "decision_number": ("MT01", "regime.decision_number"),
    "decision_on": ("MT01", "regime.decision_on"),
    "decision_by": ("MT01", "regime.decision_by"),
    "insurance_number": ("MT01", "regime.insurance_number"),
    "payee": ("MT02", "payee.*"),
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
