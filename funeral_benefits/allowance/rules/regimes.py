"""Which laws give a funeral allowance, who decides by each, and what a family's answers say."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LEG = "funeral_benefits.allowance"
DEATH = "civil_registry.death"


class Regime(StrEnum):
    """The law by which an allowance is due; the value is the end of its row's code."""

    COMPULSORY = "social_insurance_compulsory"
    VOLUNTARY = "social_insurance_voluntary"
    SOCIAL_PENSION = "social_pension"
    SOCIAL_PROTECTION = "social_protection"
    PERSON_OF_MERIT = "person_of_merit"
    VETERAN = "veteran"
    YOUTH_VOLUNTEER = "youth_volunteer"
    FRONTLINE_LABOURER = "frontline_labourer"
    RESISTANCE = "resistance"


class Line(StrEnum):
    """Who decides and pays (M03)."""

    SOCIAL_INSURANCE = "social_insurance"
    COMMUNE = "commune_welfare"
    HOME_AFFAIRS = "home_affairs"


LINES: Mapping[Regime, Line] = {
    Regime.COMPULSORY: Line.SOCIAL_INSURANCE,
    Regime.VOLUNTARY: Line.SOCIAL_INSURANCE,
    Regime.SOCIAL_PENSION: Line.COMMUNE,
    Regime.SOCIAL_PROTECTION: Line.COMMUNE,
    Regime.PERSON_OF_MERIT: Line.HOME_AFFAIRS,
    Regime.VETERAN: Line.HOME_AFFAIRS,
    Regime.YOUTH_VOLUNTEER: Line.HOME_AFFAIRS,
    Regime.FRONTLINE_LABOURER: Line.HOME_AFFAIRS,
    Regime.RESISTANCE: Line.HOME_AFFAIRS,
}
MERITS = tuple(regime for regime, line in LINES.items() if line is Line.HOME_AFFAIRS)

YES, NO, UNKNOWN = "yes", "no", "unknown"


class Contributed(StrEnum):
    """What a family says of contributions to social insurance."""

    WORKPLACE = "workplace"  # compulsory, long enough
    OWN = "own"  # voluntary, long enough
    LESS = "less"
    NO = NO
    UNKNOWN = UNKNOWN


@dataclass(frozen=True, slots=True)
class Answers:
    """The four plain answers; every one of them may be that the family does not know (M01)."""

    pension: str = UNKNOWN
    contributed: str = UNKNOWN
    monthly_aid: str = UNKNOWN
    merits: tuple[str, ...] = (UNKNOWN,)
    other: str = ""

    @classmethod
    def declared(cls, said: Mapping[str, Any]) -> "Answers":
        """Return what the page of the four questions says."""
        return cls(
            str(said.get("pension") or UNKNOWN),
            str(said.get("contributed") or UNKNOWN),
            str(said.get("monthly_aid") or UNKNOWN),
            tuple(str(one) for one in said.get("merits") or (UNKNOWN,)),
            str(said.get("other") or ""),
        )

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """The laws under which the answers give an allowance, in the order of `Regime`.

        Sources: Luật BHXH 41/2024/QH15 Đ85, Đ109; NĐ 176/2025 Đ5; NĐ 20/2021 Đ11; by regime.
        """
        found = set()
        if self.pension == YES or self.contributed == Contributed.WORKPLACE:
            found.add(Regime.COMPULSORY)
        if self.contributed == Contributed.OWN:
            found.add(Regime.VOLUNTARY)
        named = {self.monthly_aid, *self.merits}
        found |= {regime for regime in Regime if regime.value in named}
        return tuple(regime for regime in Regime if regime in found)

    @property
    def unknown(self) -> tuple[str, ...]:
        """The questions an official must look up, because the family does not know."""
        asked = {
            "pension": self.pension == UNKNOWN,
            "contributed": self.contributed == UNKNOWN,
            "monthly_aid": self.monthly_aid == UNKNOWN,
            "merits": UNKNOWN in self.merits,
        }
        return tuple(name for name, is_unknown in asked.items() if is_unknown)

    @property
    def opens_leg(self) -> bool:
        """Whether there is anything to claim or to look up (M08 is where there is not)."""
        return bool(self.regimes or self.unknown or self.other.strip())


def line_of(regime: str) -> Line:
    """Return who decides by this law; the commune where none is known yet and it looks one up."""
    return LINES[Regime(regime)] if regime in LINES else Line.COMMUNE
