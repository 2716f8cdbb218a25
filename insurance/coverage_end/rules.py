"""What the list of deaths says, and how Social Insurance answers a line of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LEG = "insurance.coverage_end"
DEATH = "civil_registry.death"
LISTED, RETRACTED = "received", "death_retracted"
COMPARED = ("full_name", "born_on", "personal_number")


class Match(StrEnum):
    """What Social Insurance found when it looked for a value of the line in its own register."""

    MATCHED = "matched"
    NOT_MATCHED = "not_matched"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """Social Insurance has the line; how its name, birth date and number were found."""

    matches: Mapping[str, Match]

    @property
    def outcome(self) -> Match:
        """Return what the three amount to for the person."""
        return outcome_of(self.matches)


def outcome_of(matches: Mapping[str, str]) -> Match:
    """Return whether the person was found: one doubt makes a doubt, one miss a miss.

    The list is compared with the register person by person, by number first: report on regulation
    1123/QCPH-BHXH-STP of Tuyên Quang, parts 3.1 and 4 [V].
    """
    found = {Match(one) for one in matches.values()}
    if Match.AMBIGUOUS in found:
        return Match.AMBIGUOUS
    return Match.NOT_MATCHED if Match.NOT_MATCHED in found else Match.MATCHED


def acknowledged(told: Mapping[str, Any]) -> Acknowledgement:
    """Return an acknowledgement as it was sent; raises ValueError for one that says nothing."""
    said = told.get("matches")
    if not isinstance(said, Mapping) or set(said) != set(COMPARED):
        raise ValueError("an acknowledgement says of each value whether it was found")
    return Acknowledgement({name: Match(said[name]) for name in COMPARED})


def last_home(declared: Mapping[str, Any]) -> str:
    """Return the commune whose Social Insurance is told: of the last residence, else of the death.

    NĐ 63/2024/NĐ-CP Đ10: the list follows the registration of the death.
    """
    residence = declared.get(f"{DEATH}.residence") or {}
    event = declared.get(f"{DEATH}.event") or {}
    return str(residence.get("residence_commune") or event.get("place_commune") or "")
