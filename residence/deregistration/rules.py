"""What residence law asks about somebody who died: whether there is a place, and who is head."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

LEG = "residence.deregistration"
DEATH = "civil_registry.death"
PERMANENT = "permanent"


class HeadIs(StrEnum):
    """Who headed the household of the person who died."""

    DECEASED = "deceased"
    APPLICANT = "applicant"
    OTHER = "other"
    ALONE = "alone"


@dataclass(frozen=True, slots=True)
class LastHome:
    """Where the person who died last resided, and where the death happened."""

    kind: str
    commune_code: str
    address_line: str
    place_of_death: str

    @property
    def is_permanent(self) -> bool:
        """Say whether there is a permanent residence to remove (D03).

        Luật Cư trú 2020 Đ24 k1 a: the registration of somebody who has died is removed.
        """
        return self.kind == PERMANENT and bool(self.commune_code)


def last_home(declared: Mapping[str, Any]) -> LastHome:
    """Read the last residence from the declaration of death, whose questions are asked once."""
    home = declared.get(f"{DEATH}.residence") or {}
    event = declared.get(f"{DEATH}.event") or {}
    return LastHome(
        str(home.get("residence_kind") or ""),
        str(home.get("residence_commune") or ""),
        str(home.get("residence_line") or ""),
        str(event.get("place_commune") or ""),
    )


def needs_new_head(head_is: str) -> bool:
    """Say whether the household is left without a head (D01); who lived alone leaves none (D02).

    Luật Cư trú 2020 Đ10: a household has a head. Nothing here waits for the new one.
    """
    return head_is == HeadIs.DECEASED


def asks_relation(head_is: str) -> bool:
    """Say whether it is asked what the person was to the head (`XoaChuhoQuanhe`)."""
    return head_is in (HeadIs.APPLICANT, HeadIs.OTHER)


@dataclass(frozen=True, slots=True)
class Reason:
    """A coded return reason, and which answers it opens."""

    code: str
    items: tuple[str, ...]


WRONG_HEAD, UNREASONED, REFUSED = "CT05", "unreasoned", "refused_by_register"
_ASKED_BY_REGISTER = ("head_full_name", "head_personal_number", "relation_to_head")


def reason_of(items: Sequence[str]) -> Reason:
    """Return the coded reason for what the register names, and the answers that are opened.

    Only the household is declared here, so every return opens its page; one that names nothing
    of it is counted as a return without a reason. NĐ 63/2024/NĐ-CP Đ8.
    """
    known = any(item in _ASKED_BY_REGISTER for item in items)
    return Reason(WRONG_HEAD if known else UNREASONED, (f"{LEG}.household.*",))
