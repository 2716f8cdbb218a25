"""Where a step stands with the people it must have the agreement of."""

from collections.abc import Iterable
from enum import StrEnum

from portal.consents.models import GIVEN, WAITING, ConsentStatus


class Standing(StrEnum):
    """What the requests of one step amount to, taken together."""

    GIVEN = "given"
    WAITING = "waiting"
    REFUSED = "refused"
    LAPSED = "lapsed"
    CANCELLED = "cancelled"

    @property
    def ends_waiting(self) -> bool:
        """Say whether the family must do something: name another person, or bring a paper."""
        return self in (Standing.REFUSED, Standing.LAPSED, Standing.CANCELLED)


# One refusal decides, however many others still wait.
_BY_WEIGHT = (
    (frozenset({ConsentStatus.REFUSED}), Standing.REFUSED),
    (frozenset({ConsentStatus.CANCELLED}), Standing.CANCELLED),
    (frozenset({ConsentStatus.LAPSED}), Standing.LAPSED),
    (WAITING, Standing.WAITING),
)


def standing_of(statuses: Iterable[str], alternatives: Iterable[str] = ()) -> Standing:
    """Return the standing of a step from the statuses of its requests, replaced ones aside.

    `alternatives` are those of whom one is enough. A step nobody was asked about is WAITING: that
    nobody said anything is not an agreement.
    """
    present = _counting(statuses) | _best_of(_counting(alternatives))
    for weighty, standing in _BY_WEIGHT:
        if present & weighty:
            return standing
    return Standing.GIVEN if present else Standing.WAITING


def _counting(statuses: Iterable[str]) -> set[ConsentStatus]:
    return {ConsentStatus(status) for status in statuses} - {ConsentStatus.REPLACED}


def _best_of(present: set[ConsentStatus]) -> set[ConsentStatus]:
    return (present & GIVEN) or (present & WAITING) or present
