"""People are named in a dossier: who must agree is asked, and nothing is begun with the dead."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from portal.accounts import deceased
from portal.accounts.models import Citizen
from portal.consents import services as consents
from portal.consents.asking import Asker
from portal.pipeline import deaths
from portal.pipeline.procedures import ConsentNeed
from portal.pipeline.telling import tell_asked

_DIGITS = 12  # of a personal number


def ask(needs: Sequence[tuple[int, ConsentNeed]], asker: Asker, *, at: datetime) -> set[str]:
    """Ask everybody these steps need, and return who of them is registered dead, and not asked.

    The caller holds the dossiers, and lets the steps move by what their requests amount to.
    """
    asked = consents.ask(needs, at=at, askers={step_id: asker for step_id, _ in needs})
    dead = deceased.dead_among({one.personal_number for one in asked})
    tell_asked(consents.cancel_asked_of(asked, dead=dead), at=at)
    return dead


def look_for_dead(
    dossier_id: int,
    answers: Mapping[str, Any],
    applicant: Citizen,
    *,
    asked: Collection[str],
    at: datetime,
) -> None:
    """Stop what belongs to the dead who are named now in this locked dossier, and tell a human.

    `asked` are those `ask` found. Who is registered dead later on is found by that registration.
    """
    named = set(numbers_in(answers)) | {applicant.personal_number}
    dead = deceased.dead_among(named) | set(asked)
    if dead:
        deaths.note_named(dossier_id, dead, at=at)


def numbers_in(answers: Any) -> Iterator[str]:
    """Yield whatever may be a personal number in answers, however deep it stands."""
    if isinstance(answers, str):
        if len(answers) == _DIGITS and answers.isascii() and answers.isdigit():
            yield answers
    elif isinstance(answers, Mapping):
        for one in answers.values():
            yield from numbers_in(one)
    elif isinstance(answers, (list, tuple)):
        for one in answers:
            yield from numbers_in(one)
