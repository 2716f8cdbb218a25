"""What health insurance law asks about a child under six: one number, one card, as registered."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from unicodedata import normalize

from portal.people.families import BIRTH, family_of

STATION = "station"
LEG = "insurance.health_card"
RESIDENCE = "residence.registration"
CHOSEN_FOR_ME = "chosen_for_me"


class CardBy(StrEnum):
    """How the family receives the card; the electronic one it always has."""

    ELECTRONIC = "electronic"
    HOME = "home"
    CONTACT_OFFICER = "contact_officer"


class Participation(StrEnum):
    """Where a member of an insurance household stands.

    The household data hold those taking part, those who took part before, and those who have not
    yet. Source: report on regulation 1123/QCPH-BHXH-STP of Tuyên Quang, part 3.1 [V].
    """

    PARTICIPATING = "participating"
    FORMERLY = "formerly"
    NOT_YET = "not_yet"


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of first care as Social Insurance lists it; a full or closed one is not open."""

    code: str
    name: str
    kind: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Address:
    """A place a card could be posted to, and whose it is."""

    whose: str
    commune_code: str
    line: str


def home_of(declared: Mapping[str, Any]) -> tuple[str, str]:
    """Return (commune, address line) near which first care is sought: the child's, or a parent's.

    Source: Luật BHYT Đ26 [R].
    """
    place = declared.get(f"{RESIDENCE}.place") or {}
    homes = [(str(place.get("commune") or ""), str(place.get("address_line") or ""))]
    homes += [
        (
            _said(declared, parent, "residence_commune"),
            _said(declared, parent, "residence_line"),
        )
        for parent in ("mother", "father")
    ]
    homes.append((_said(declared, "office", "guardian_commune"), ""))
    return next((home for home in homes if home[0]), ("", ""))


def addresses_of(declared: Mapping[str, Any]) -> tuple[Address, ...]:
    """Return the homes already declared, each once; none is asked again (NĐ 63/2024 Đ5)."""
    place = declared.get(f"{RESIDENCE}.place") or {}
    found = [
        Address("child", str(place.get("commune") or ""), str(place.get("address_line") or ""))
    ]
    found += [
        Address(
            parent,
            _said(declared, parent, "residence_commune"),
            _said(declared, parent, "residence_line"),
        )
        for parent in ("mother", "father")
    ]
    kept: dict[tuple[str, str], Address] = {}
    for one in found:
        if one.commune_code and one.line:
            kept.setdefault((one.commune_code, one.line), one)
    return tuple(kept.values())


def facilities_offered(facilities: Sequence[Facility]) -> tuple[Facility, ...]:
    """Return what may be chosen: not full, not closed; stations first, then as they were listed.

    Source: Luật BHYT Đ26 [R]; the list near a commune is Social Insurance's own.
    """
    return tuple(sorted((one for one in facilities if one.is_open), key=_not_a_station))


def preselected(offered: Sequence[Facility]) -> str:
    """Return the nearest station, or that Social Insurance shall choose.

    Source: Luật BHYT Đ26 [R].
    """
    stations = (one.code for one in offered if one.kind == STATION)
    return next(stations, CHOSEN_FOR_ME)


def guardian_of(declared: Mapping[str, Any]) -> tuple[str, str]:
    """Return who stands for the child towards Social Insurance, the applicant: role and name.

    The name is that of a parent as declared, "" for anybody else.
    Source: declaration 01 of NĐ 63/2024, block BHYT (`NguoiGiamHo`) [V].
    """
    family = family_of(declared)
    parent = family.parents.get(family.applicant_role)
    return family.applicant_role, parent.person.full_name if parent else ""


COMPARED = ("full_name", "born_on", "sex", "personal_number")


def compare(card: Mapping[str, Any], birth: Mapping[str, Any]) -> list[str]:
    """Return the fields in which a card differs from the birth record: it must equal it whole.

    Names are compared letter by letter, in one Unicode form; what either side leaves out differs,
    and so does a second insurance number beside a known one.
    Source: report on regulation 1123/QCPH-BHXH-STP (every card matches the birth data) [V].
    """
    wrong = [name for name in COMPARED if _plain(card.get(name)) != _plain(birth.get(name))]
    known = _plain(birth.get("insurance_number"))
    if known and _plain(card.get("insurance_number")) != known:
        wrong.append("insurance_number")
    return wrong


def is_insurance_number(text: str) -> bool:
    """Say whether this is a number: ten digits, or the personal number that may stand for it.

    Source: Thông báo 6877/TB-BHXH, from 01/09/2026 [V2].
    """
    return bool(re.fullmatch("[0-9]{10}|[0-9]{12}", text))


def participation_on(day: date, *, first_covered: date | None, last_covered: date | None) -> str:
    """Return where a member stands on a day, by the first and last day of that person's cards.

    Source: as `Participation`.
    """
    if first_covered is None or last_covered is None or day < first_covered:
        return Participation.NOT_YET
    return Participation.PARTICIPATING if day <= last_covered else Participation.FORMERLY


_ASKED_BY_AGENCY = {
    "facility_code": ("BH01", "facility.facility"),
    "temporary_card": ("BH01", "facility.temporary_card"),
    "delivery": ("BH01", "delivery.card_by"),
    "delivery_address": ("BH01", "delivery.address"),
}
UNREASONED, REFUSED = "unreasoned", "refused_by_agency"


def reason_of(items: Sequence[str]) -> tuple[str, tuple[str, ...]]:
    """Return the coded reason for what the agency names, and the answers that are opened.

    A return that names nothing opens the whole leg, and is counted as one without a reason.
    Source: NĐ 63/2024 Đ8 [V2]; reason BH01.
    """
    known = [_ASKED_BY_AGENCY[item] for item in items if item in _ASKED_BY_AGENCY]
    if not known:
        return UNREASONED, (f"{LEG}.*",)
    return known[0][0], tuple(f"{LEG}.{field}" for _code, field in known)


def _not_a_station(facility: Facility) -> bool:
    return facility.kind != STATION


def _plain(value: object) -> str:
    return normalize("NFC", str(value if value is not None else "")).strip()


def _page(declared: Mapping[str, Any], code: str) -> Mapping[str, Any]:
    return declared.get(f"{BIRTH}.{code}") or {}


def _said(declared: Mapping[str, Any], page: str, field: str) -> str:
    return str(_page(declared, page).get(field) or "")
