"""A hospital's paper as a draft keeps it and a page shows it: its state, and plain texts."""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from portal.hospital_papers.facts import NoticeFacts
from portal.hospital_papers.holding import Held
from portal.hospital_papers.packets import Hold, LifeEvent, Notice
from portal.hospital_papers.standing import Standing, State

Reads = Callable[[NoticeFacts], Mapping[str, Any]]
Told = dict[str, Any]


def offered_as(standing: Standing | None, *, under: str, reads: Reads) -> Told:
    """Return how a paper stands; None is one not found.

    What a valid and free one says stands under that name, in the words of `reads`.
    """
    if standing is None:
        return {"state": State.NOT_FOUND.value}
    told: Told = {
        "state": standing.state.value,
        "facility": standing.facility_name,
        "sentence": standing.sentence,
    }
    return told if standing.notice is None else told | {under: dict(reads(standing.notice))}


def held_as(held: Held, *, under: str, reads: Reads) -> Told:
    """Return the same of a paper that a filed declaration holds, in its current version."""
    state = State.REISSUED if held.proof.version > 1 else State.VALID
    facility = held.notice.facility_name
    told = {"state": state.value, "facility": facility, "sentence": ""}
    return told | {under: dict(reads(held.notice))}


def free_papers(event: LifeEvent) -> QuerySet[Notice]:
    """Return the papers of births or of deaths that name somebody and are held by no dossier."""
    held = Hold.objects.filter(
        number=OuterRef("number"), child=OuterRef("child"), released_at__isnull=True
    )
    current = Notice.objects.filter(event=event, superseded_at__isnull=True)
    return current.exclude(Exists(held)).exclude(person_number="")


def one_line(text: str) -> str:
    """Return a text as one line without the signs nobody sees."""
    plain = unicodedata.normalize("NFC", " ".join(text.split()))
    return "".join(sign for sign in plain if unicodedata.category(sign)[0] != "C")
