"""A summary laid out by the pages it was declared on: for the desk, and for a family's proof."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from portal.pipeline import scope
from portal.pipeline.cases import cases_of
from portal.pipeline.procedures import Summary, Value
from portal.pipeline.registry import registry

NOTHING = Summary("", ())


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one page of the declaration."""

    title: str
    values: Sequence[Value]
    desk_title: str = ""


def summary_of(procedure: str, step_id: int) -> Summary:
    """Return what was declared; facts of steps in other communes may be needed to say it."""
    with transaction.atomic():
        scope.widen_for_act()
        found = registry[procedure].summary(list(cases_of([step_id]).values()))
    return found.get(step_id, NOTHING)


def groups_of(procedure: str, summary: Summary) -> list[Group]:
    """Put the values of each page together, in the order they were declared."""
    known = registry[procedure]
    titles = {page.code: str(page.title) for page in known.pages}
    at_desk = {titles.get(page, ""): str(title) for page, title in known.desk_titles.items()}
    found: dict[str, list[Value]] = {}
    for value in summary.values:
        page = value.field.removeprefix(f"{procedure}.").partition(".")[0]
        found.setdefault(titles.get(page, ""), []).append(value)
    return [Group(title, values, at_desk.get(title, "")) for title, values in found.items()]
