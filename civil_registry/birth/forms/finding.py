"""Which hospital's paper belongs to which child of a birth: asked, sought, and kept for filing."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from civil_registry.birth import rules
from civil_registry.birth.forms.base import Declared, said
from civil_registry.birth.forms.differences import all_between
from civil_registry.birth.forms.filling import declared_in
from civil_registry.birth.forms.notice import OFFERED, notice_of, offered_of
from civil_registry.birth.forms.paper import SOUGHT
from civil_registry.birth.models import BirthDeclaration, Situation
from portal.accounts.models import Citizen
from portal.hospital_papers.models import LifeEvent, Notice
from portal.hospital_papers.services import (
    NoticeFacts,
    Standing,
    State,
    free_papers,
    held_as,
    held_by,
    standing_by_number,
    standing_for,
)
from portal.people.partial_dates import PartialDate
from portal.people.sex import DECLARABLE
from portal.pipeline.models import Step
from portal.pipeline.procedures import DeclarationPage, Difference, Paper

LOOKED_AHEAD = timedelta(days=100)  # the day a family wrote may be mistyped
KEEP_SOUGHT = "sought"
BORN_ON = "born_on"  # the day with which a number was sought
_USABLE = (State.VALID, State.REISSUED)


def offered_for(
    declared: Declared, known: Mapping[str, Any], applicant: Citizen | None, *, today: date
) -> Mapping[str, Any]:
    """Return how the paper of each child stands: what names the applicant, or was sought.

    A paper is offered to who signed in as the mother or carer it names, and to who knows its
    number, its day and the mother's number; to nobody else. A day that was changed since a number
    was sought is no new look: only looks are counted, and nobody tries days.
    """
    born_on, situation = said(declared, "fit", "born_on"), said(declared, "fit", "situation")
    if applicant is None or born_on is None or situation != Situation.ORDINARY:
        return known
    ordinals = range(1, int(said(declared, "fit", "children") or 1) + 1)
    sought = known.get(KEEP_SOUGHT, {})
    found = {
        ordinal: _by_number(sought[str(ordinal)], born_on.earliest)
        for ordinal in ordinals
        if str(ordinal) in sought
    }
    taken = {(one.number, one.child) for one in found.values() if one}
    own = [one for one in _own(applicant, born_on.earliest, today) if _key(one) not in taken]
    return {
        "own": _known_of(applicant),
        KEEP_SOUGHT: sought,
        "by_child": {
            str(ordinal): offered_of(found.get(ordinal) or (own.pop(0) if own else None))
            | {"is_sought": ordinal in found}
            for ordinal in ordinals
        },
    }


def as_held(known: Mapping[str, Any], filed: Mapping[int, int]) -> Mapping[str, Any]:
    """Return `known` with the papers that filed declarations hold, in their current version."""
    held = held_by(list(filed.values()))
    if not held:
        return known
    by_child = dict(known.get("by_child", {}))
    for ordinal, step_id in filed.items():
        if step_id in held:
            by_child[str(ordinal)] = held_as(held[step_id], under=OFFERED, reads=notice_of)
    return {**known, "by_child": by_child}


def sought_by(
    page: DeclarationPage, ordinal: int, known: Mapping[str, Any]
) -> Mapping[str, Any] | None:
    """Return `known` with what this page asks for; None if number or mother is not written."""
    typed = {name: str(page.cleaned_data.get(name) or "") for name in SOUGHT}
    for name in SOUGHT:
        if name in page.fields and not typed[name] and name not in page.errors:
            page.add_error(name, str(page.fields[name].error_messages["required"]))
    if not all(typed.values()):
        return None
    typed[BORN_ON] = _day(said(page.declared, "fit", "born_on"))
    return {**known, KEEP_SOUGHT: {**known.get(KEEP_SOUGHT, {}), str(ordinal): typed}}


def rest_on(declaration: BirthDeclaration, paper: Paper) -> BirthDeclaration:
    """Put a paper its step holds into a declaration, and return it; unsaved."""
    facts = held_by([declaration.pk])[declaration.pk].notice
    told = notice_of(facts) | {"issued_on": PartialDate.from_date(facts.issued_on)}
    for name in ("kind", "number", "issued_on", "facility"):
        setattr(declaration, f"paper_{name}", told[name])
    declaration.notice_number, declaration.notice_child = paper.number, paper.child
    return declaration


def differences_of(papers: Mapping[int, NoticeFacts]) -> dict[int, Sequence[Difference]]:
    """Return where declarations differ from the papers they rest on; one query."""
    declarations = BirthDeclaration.objects.select_related("step__dossier__applicant")
    return {
        step_id: all_between(
            declared_in(declaration),
            notice_of(papers[step_id]),
            own=_known_of(declaration.step.dossier.applicant),
        )
        for step_id, declaration in declarations.in_bulk(list(papers)).items()
    }


def papers_for(waiting: QuerySet[Step], most: int) -> dict[int, Paper]:
    """Return which of these births have a paper now, by the rule of `offered_for`; two queries.

    One that names the applicant as the mother, or whose number, day and mother were declared. Of a
    surrogate's child nothing is taken by itself.
    """
    free = free_papers(LifeEvent.BIRTH).filter(
        is_surrogacy=False, sex__in=[code for code, _label in DECLARABLE]
    )
    same = free.filter(person_number=OuterRef("mother_personal_number"))
    same = same.filter(event_on=OuterRef("born_on"))
    typed = Q(printed_number__iexact=OuterRef("paper_number"))
    own = Q(person_number=OuterRef("step__dossier__applicant__personal_number"))
    births = BirthDeclaration.objects.filter(Exists(same.filter(typed | own)), notice_number="")
    births = births.filter(step__in=waiting).select_related("step__dossier__applicant")
    births = births.order_by("step__dossier__ordinal", "pk")[:most]
    papers = list(
        free.filter(person_number__in={one.mother_personal_number for one in births}).order_by(
            "event_at", "number", "child"
        )
    )
    return _paired(births, papers)


def _paired(births: Iterable[BirthDeclaration], papers: list[Notice]) -> dict[int, Paper]:
    """Give each birth its paper: the one whose number was declared, else the first of its day."""
    pairs: dict[int, Paper] = {}
    for birth in births:
        applicant = birth.step.dossier.applicant.personal_number
        fitting = [
            one
            for one in papers
            if one.event_on == birth.born_on and one.person_number == birth.mother_personal_number
        ]
        typed = birth.paper_number.upper()
        named = [one for one in fitting if one.printed_number.upper() == typed]
        if not named and applicant == birth.mother_personal_number:
            named = fitting
        if named:
            papers.remove(named[0])
            pairs[birth.pk] = Paper(named[0].number, named[0].child)
    return pairs


def _day(born_on: PartialDate | None) -> str:
    return born_on.earliest.isoformat() if born_on else ""


def _by_number(sought: Mapping[str, str], born_on: date) -> Standing | None:
    if sought.get(BORN_ON) != born_on.isoformat():
        return None
    return standing_by_number(
        number=sought["sought_number"], event_on=born_on, mother_number=sought["mother_number"]
    )


def _own(applicant: Citizen, born_on: date, today: date) -> list[Standing]:
    """Return the papers of this birth that name the applicant, those to be used first."""
    found = standing_for(
        personal_number=applicant.personal_number,
        event="birth",
        on=min(today, born_on + LOOKED_AHEAD),
    )
    days = [(str(place), one.event_on or born_on) for place, one in enumerate(found)]
    near = [found[int(place)] for place in rules.papers_in_order(days, born_on)]
    return sorted(near, key=_order)


def _order(one: Standing) -> tuple[bool, str, str, int]:
    """Papers that can be used stand first, then by the hour of birth."""
    born_at = one.notice.event_at.isoformat() if one.notice else ""
    return one.state not in _USABLE, born_at, one.number, one.child


def _key(one: Standing) -> tuple[str, int]:
    return one.number, one.child


def _known_of(applicant: Citizen) -> dict[str, str]:
    return {
        "number": applicant.personal_number,
        "name": applicant.full_name,
        "born_on": applicant.born_on.isoformat(),
    }
