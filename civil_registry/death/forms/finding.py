"""Which hospital's death notice belongs to a declaration: sought by the family, or come later."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import CharField, Exists, F, Func, OuterRef, QuerySet, Value
from django.utils.timezone import localdate

from civil_registry.death.forms.base import CODE
from civil_registry.death.forms.deceased import OWN_STEPS
from civil_registry.death.forms.hospital import OFFERED, QUESTIONED, SOUGHT, notice_of, offered_of
from civil_registry.death.models import DeathDeclaration, NoticeKind
from portal.hospital_papers.models import LifeEvent
from portal.hospital_papers.services import (
    NoticeFacts,
    free_papers,
    held_as,
    held_by,
    standing_by_number,
)
from portal.people.names import name_key
from portal.people.pages import Declared
from portal.people.partial_dates import PartialDate
from portal.people.sex import Sex
from portal.pipeline.models import ReturnRequest, Step
from portal.pipeline.procedures import DeclarationPage, Difference, Paper

KEEP_SOUGHT = "sought"
ABOUT = "about"  # number and day with which the paper was sought


def offered_for(declared: Declared, known: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how the paper stands whose number was sought; nobody is asked where none was.

    Its number, the day of death and the number of who died must all agree: whoever declares a
    death is named on no paper, and a wrong number and an unknown one are one answer. What was
    changed since it was sought is no new look: only looks are counted, and nobody tries numbers.
    """
    sought, about = known.get(KEEP_SOUGHT, ""), known.get(ABOUT)
    if not sought:
        return known
    kept = {KEEP_SOUGHT: sought, ABOUT: about}
    number, died_on = about_of(declared)
    if not number or not died_on or about != [number, died_on]:
        return {**kept, **offered_of(None)}
    day = date.fromisoformat(died_on)
    found = standing_by_number(
        number=sought, event_on=day, mother_number=number, event=LifeEvent.DEATH
    )
    return {**kept, **offered_of(found)}


def about_of(declared: Declared) -> list[str]:
    """Return the number of who died and the whole day of death, each "" if it is not known."""
    number = declared.get(f"{CODE}.deceased", {}).get("personal_number") or ""
    died_on = declared.get(f"{CODE}.event", {}).get("died_on")
    return [number, died_on.iso if died_on is not None and died_on.is_full else ""]


def as_held(known: Mapping[str, Any], step_ids: Sequence[int]) -> Mapping[str, Any]:
    """Return `known` with what filed declarations are, and the paper they hold as it stands now.

    What somebody asks about is told too: a paper does not fix it any more.
    """
    filed = {**known, OWN_STEPS: list(step_ids), QUESTIONED: _questioned(step_ids)}
    for held in held_by(step_ids).values():
        return filed | held_as(held, under=OFFERED, reads=notice_of)
    return filed


def _questioned(step_ids: Sequence[int]) -> list[str]:
    asked = ReturnRequest.objects.filter(step__in=step_ids, answered_at__isnull=True)
    return [item for items in asked.values_list("items", flat=True) for item in items]


def sought_by(page: DeclarationPage, known: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return `known` with the number this page asks for; None if there is none on it."""
    (name,) = SOUGHT
    typed = str(page.cleaned_data.get(name) or "")
    if not typed:
        page.add_error(name, str(page.fields[name].error_messages["required"]))
        return None
    return {KEEP_SOUGHT: typed, ABOUT: about_of(page.declared)}


def rest_on(declaration: DeathDeclaration, paper: Paper) -> DeathDeclaration:
    """Put a paper its step holds into a declaration, and return it; unsaved."""
    return _take(declaration, paper, held_by([declaration.pk])[declaration.pk].notice)


def look_again_at(declaration: DeathDeclaration) -> DeathDeclaration:
    """Let a paper go that is not of who died by what is declared now, and return it; unsaved.

    A free one of this number that is of them takes its place; else the declaration rests on none.
    """
    held = held_by([declaration.pk]).get(declaration.pk)
    if held is None or held.number != declaration.signed_number or _is_of(declaration, held.notice):
        return declaration
    declaration.signed_number, declaration.signed_child = "", None
    found = standing_by_number(
        number=held.notice.printed_number,
        event_on=declaration.day_of_death.earliest,
        mother_number=declaration.personal_number,
        event=LifeEvent.DEATH,
    )
    if found is None or found.notice is None or not declaration.day_of_death.is_full:
        return declaration
    return _take(declaration, Paper(found.number, found.child), found.notice)


def _is_of(declaration: DeathDeclaration, facts: NoticeFacts) -> bool:
    """Tell whether a paper names who was declared, and the day: by these it had been found."""
    day = PartialDate.from_date(localdate(facts.event_at))
    same_person = facts.person.document_number == declaration.personal_number
    return same_person and declaration.day_of_death == day


def _take(declaration: DeathDeclaration, paper: Paper, facts: NoticeFacts) -> DeathDeclaration:
    told = notice_of(facts)
    for name in ("kind", "number", "facility"):
        setattr(declaration, f"notice_{name}", told[name])
    setattr(declaration, "notice_issued_on", PartialDate.from_date(facts.issued_on))  # noqa: B010  mypy takes the column for a text
    declaration.signed_number, declaration.signed_child = paper.number, paper.child
    return declaration


def papers_for(waiting: QuerySet[Step], most: int) -> dict[int, Paper]:
    """Return which of these deaths have a paper now: number, person and day agree; two queries."""
    free = free_papers(LifeEvent.DEATH)
    named = free.alias(day=_as_stored("event_on")).filter(
        person_number=OuterRef("personal_number"),
        printed_number__iexact=OuterRef("notice_number"),
        day=OuterRef("died_on"),
    )
    deaths = DeathDeclaration.objects.filter(Exists(named), step__in=waiting, signed_number="")
    deaths = deaths.filter(notice_kind=NoticeKind.DEATH_NOTICE).exclude(notice_number="")
    found = list(deaths.order_by("pk")[:most])
    papers = free.filter(person_number__in={one.personal_number for one in found})
    by_key = {(one.person_number, one.printed_number.upper(), one.event_on): one for one in papers}
    pairs: dict[int, Paper] = {}
    for death in found:
        key = death.personal_number, death.notice_number.upper(), death.day_of_death.earliest
        if paper := by_key.pop(key, None):
            pairs[death.pk] = Paper(paper.number, paper.child)
    return pairs


def _as_stored(day: str) -> Func:
    """Return a whole day as declarations keep one that may be known in part."""
    return Func(F(day), Value("YYYY-MM-DD"), function="to_char", output_field=CharField())


def differences_of(papers: Mapping[int, NoticeFacts]) -> dict[int, Sequence[Difference]]:
    """Return where declarations differ from the papers they rest on; one query."""
    declarations = DeathDeclaration.objects.in_bulk(list(papers))
    return {
        step_id: differences(declaration, notice_of(papers[step_id]))
        for step_id, declaration in declarations.items()
    }


def differences(declaration: DeathDeclaration, notice: Mapping[str, Any]) -> list[Difference]:
    """Return where one declaration says something else; what the paper leaves blank is no word."""
    sexes = {code: str(label) for code, label in Sex.choices}
    rows = (
        ("deceased.given_name", "Họ tên", declaration.full_name, notice["name"]),
        (
            "deceased.personal_number",
            "Số định danh",
            declaration.personal_number,
            notice["personal_number"],
        ),
        ("deceased.sex", "Giới tính", sexes[declaration.sex], sexes.get(notice["sex"], "")),
        ("deceased.born_on", "Ngày sinh", str(declaration.born_on or ""), notice["born_on"]),
        ("event.died_on", "Ngày mất", str(declaration.died_on), notice["died_on"]),
        ("event.died_time", "Giờ mất", declaration.died_time, notice["died_time"]),
    )
    return [
        Difference(f"{CODE}.{field}", label, declared, on_paper)
        for field, label, declared, on_paper in rows
        if on_paper and not _agree(field, declared, on_paper)
    ]


def _agree(field: str, declared: str, on_paper: str) -> bool:
    """Tell whether two say the same; of a date that is partly known the known part counts."""
    if field == "deceased.given_name":
        return name_key(declared) == name_key(on_paper)
    if field in ("deceased.born_on", "event.died_time"):
        return on_paper.endswith(declared)
    return declared == on_paper
