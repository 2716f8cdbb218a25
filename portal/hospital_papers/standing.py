"""Where the paper of somebody's birth or death stands: valid, badly signed, in use, or unknown."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.db.models import Q

from integrations.hospital_xml.codes import Code
from integrations.hospital_xml.layouts import CLAIMS
from integrations.hospital_xml.sentences import for_family
from portal.hospital_papers.facts import NoticeFacts, thawed
from portal.hospital_papers.models import Facility
from portal.hospital_papers.packets import Hold, LifeEvent, Notice, UnprovenNotice

# Papers of older events have long been used; a family that comes late has the number.
LOOKED_BACK = timedelta(days=366)
_MOST = 20


class State(StrEnum):
    """How a paper stands; VALID and REISSUED bring facts."""

    VALID = "valid"
    REISSUED = "reissued"
    ALREADY_USED = "already_used"
    BADLY_SIGNED = "badly_signed"
    UNSIGNED = "unsigned"
    NOT_FOUND = "not_found"


@dataclass(frozen=True, slots=True)
class Standing:
    """One paper as a family may know of it; `sentence` is the gate's, in Vietnamese.

    `notice` is filled only where the paper is valid and free to be used; `event_on` is the day it
    states, or claims.
    """

    state: State
    number: str
    child: int
    facility_code: str
    facility_name: str
    sentence: str
    notice: NoticeFacts | None = None
    event_on: date | None = None

    @property
    def is_valid(self) -> bool:
        """Whether its facts may be used."""
        return self.notice is not None


def standing_for(*, personal_number: str, event: str, on: date) -> list[Standing]:
    """Return the papers of a year until `on` that name this person, newest event first.

    Of a birth the mother or carer, never a surrogate; of a death who died. The caller vouches
    that the person asking is the one named: this is never asked with a number somebody typed.
    """
    if not personal_number:
        return []
    about = Q(person_number=personal_number, event=event, event_on__range=(on - LOOKED_BACK, on))
    return _standings(about)


def standing_by_number(
    *, number: str, event_on: date, mother_number: str, event: str = LifeEvent.BIRTH
) -> Standing | None:
    """Return the paper of this number if event, day and person agree too, else None.

    `mother_number` is that of the mother or carer, or of who died. A wrong number and an unknown
    one are the same answer.
    """
    if not mother_number or not number.strip():
        return None
    about = Q(person_number=mother_number, event=event, event_on=event_on)
    found = _standings(about, number.strip().upper())
    return found[0] if found else None


def _standings(about: Q, number: str = "") -> list[Standing]:
    papers = _papers(about, number)
    claimed = UnprovenNotice.objects.filter(about).select_related("packet")
    if number:
        claimed = claimed.filter(number__iexact=number)
    claims = list(claimed.order_by("-event_on", "-id")[:_MOST])
    names = _names(
        {one.facility_code for one in papers} | {one.packet.sender_code for one in claims}
    )
    used = _used(papers)
    found = [_proven(one, names, (one.number, one.child) in used) for one in papers]
    known = {one.printed_number for one in papers}
    for claim in claims:
        if claim.number not in known:
            known.add(claim.number)
            found.append(_unproven(claim, names))
    return found


def _papers(about: Q, number: str) -> list[Notice]:
    current = Notice.objects.filter(about, superseded_at__isnull=True)
    found = list(current.order_by("-event_at", "number", "child")[:_MOST])
    same = _told_twice(found)
    if not number:
        return [one for one in found if one.pk not in same]
    named = [one for one in found if one.printed_number.upper() == number]
    return [same.get(one.pk, one) for one in named]


def _told_twice(papers: Sequence[Notice]) -> dict[int, Notice]:
    """Return, for each table 9 about a birth that has a paper of its own too, that paper.

    Hospitals report a birth with the claims of the month as well; the numbers differ, and the
    facility, the minute and the sex do not. Used once, such a birth is used under both numbers.
    """
    births: dict[tuple[str, str, str], tuple[list[Notice], list[Notice]]] = {}
    for one in papers:
        about = one.facility_code, f"{one.event_at:%Y%m%d%H%M}", one.sex
        births.setdefault(about, ([], []))[one.facts["layout"] == CLAIMS.root].append(one)
    return {
        table.pk: paper
        for own, tables in births.values()
        for table, paper in zip(tables, own, strict=False)
    }


def _used(papers: Sequence[Notice]) -> set[tuple[str, int]]:
    held = Hold.objects.filter(number__in=[one.number for one in papers], released_at__isnull=True)
    return set(held.values_list("number", "child")) if papers else set()


def _names(codes: set[str]) -> dict[str, str]:
    if not codes:
        return {}
    return dict(Facility.objects.filter(pk__in=codes).values_list("code", "name"))


def _proven(paper: Notice, names: dict[str, str], is_used: bool) -> Standing:
    name = names.get(paper.facility_code, "")
    state = State.REISSUED if paper.version > 1 else State.VALID
    return Standing(
        State.ALREADY_USED if is_used else state,
        paper.number,
        paper.child,
        paper.facility_code,
        name,
        for_family(Code.ACCEPTED).vietnamese,
        None if is_used else thawed(paper.facts, facility_name=name),
        paper.event_on,
    )


def _unproven(claim: UnprovenNotice, names: dict[str, str]) -> Standing:
    code = Code(claim.packet.code)
    sender = claim.packet.sender_code
    return Standing(
        State.UNSIGNED if code is Code.UNSIGNED else State.BADLY_SIGNED,
        claim.number,
        1,
        sender,
        names.get(sender, ""),
        for_family(code).vietnamese,
        event_on=claim.event_on,
    )
