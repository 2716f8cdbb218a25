"""What an agency may read: the steps of its own procedures, each list in one query."""

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, Func, Q, Value

from portal.accounts.access import Act, may, visitor_from
from portal.accounts.models import AgencyClient
from portal.handovers.answers import Answer
from portal.pipeline import feed
from portal.pipeline.cases import cases_of
from portal.pipeline.feed import Cursor, Line
from portal.pipeline.models import Step
from portal.pipeline.procedures import ListedLine, Summary
from portal.pipeline.registry import registry
from portal.pipeline.statuses import NATIONAL_CODES, StepStatus

_UNREADABLE = (StepStatus.WAITING, StepStatus.SKIPPED)  # not the agency's business (yet)


def step_of(client: AgencyClient, step_id: int) -> Step | None:
    """Return one step of the client's own, or None whatever the reason."""
    step = Step.objects.select_related("dossier").filter(pk=step_id).first()
    if step is None or step.status in _UNREADABLE:
        return None
    return step if may(visitor_from(client), Act.POLL, step) else None


def steps_after(client: AgencyClient, after: int, limit: int, status: str = "") -> Sequence[Step]:
    """Return the client's steps with a greater id, in id order.

    No filter finds what is not the agency's business.
    """
    steps = Step.objects.select_related("dossier").filter(
        procedure__in=client.procedures, pk__gt=after
    )
    steps = steps.exclude(status__in=_UNREADABLE)
    if client.agencies:
        parts = F("agency_code"), Value("."), Value(1)
        system = Func(*parts, function="split_part", output_field=CharField())
        steps = steps.annotate(system=system).filter(
            Q(agency_code__in=client.agencies) | Q(system__in=client.agencies)
        )
    if status:
        steps = steps.filter(status=status)
    return list(steps.order_by("pk")[:limit])


def summary_of(step: Step) -> Summary | None:
    """Return the labelled values of a step."""
    return registry[step.procedure].summary(list(cases_of([step.pk]).values())).get(step.pk)


def version_of(step: Step) -> str:
    """Return what changes whenever anything the answer shows does.

    Every act writes a line of the record, so the length of the record tells of all of them; it
    lies on the dossier's row, which is read anyway. What the row shows stands beside it.
    """
    told = (
        step.dossier.journal_count,
        step.revision,
        step.status,
        step.commune_code,
        step.reference,
        step.note,
        step.due_on,
    )
    return f'"{step.pk}.{zlib.crc32(repr(told).encode()):08x}.{step.dossier.journal_count}"'


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line of the feed and what it says to this client; None where its words were erased."""

    line: Line
    told: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page of the feed; full means that more may follow, also if some lines say nothing."""

    lines: Sequence[Drawn]
    cursor: Cursor
    is_full: bool


def procedures_of(client: AgencyClient, named: str) -> frozenset[str]:
    """Return the client's procedures, or the named one if it is the client's."""
    own = frozenset(client.procedures)
    return own & {named} if named else own


def draw(
    after: Cursor, *, procedures: frozenset[str], agencies: Sequence[str], limit: int
) -> DrawnPage:
    """Return the lines after a cursor; a constant number of queries.

    Of a procedure that keeps a list, asked for by itself, only the lines of the list.
    """
    only = next(iter(procedures)) if len(procedures) == 1 else ""
    listing = registry[only] if only in registry and registry[only].lists else None
    acts = listing.lists if listing else ()
    found = feed.lines_after(
        after, procedures=procedures, agencies=agencies, acts=acts, limit=limit
    )
    if listing:
        keys = {one.entry: ListedLine(one.step_id, one.revision, one.act) for one in found}
        said = listing.listed(list(keys.values()))
        lines = [Drawn(one, said[keys[one.entry]]) for one in found if keys[one.entry] in said]
    else:
        lines = [Drawn(one, _moved(one)) for one in found]
    cursor = found[-1].cursor if found else after
    return DrawnPage(lines, cursor, len(found) == limit)


def line_of(client: AgencyClient, text: str) -> Line | None:
    """Return a line of a list the client may acknowledge, or None whatever the reason.

    Raises feed.Gone for the cursor of a line that was lost with an earlier epoch.
    """
    try:
        line = feed.line_at(feed.place_of(text)) if text else None
    except feed.Unreadable:
        return None
    if line is None or line.procedure not in registry:
        return None
    step = Step.objects.filter(pk=line.step_id).first()
    if step is None or not may(visitor_from(client), Act.ANSWER_CASE, step):
        return None
    procedure = registry[line.procedure]
    key = ListedLine(line.step_id, line.revision, line.act)
    is_listed = line.act in procedure.lists and key in procedure.listed([key])
    return line if is_listed else None


def said_of(line: Line, raw: bytes) -> Sequence[tuple[int, int, Answer]]:
    """Return what an acknowledgement says to the line's procedure; empty if it understands none."""
    try:
        return list(registry[line.procedure].read(raw))
    except ValueError:
        return ()


def match_report(procedure: str) -> Mapping[str, Any] | None:
    """Return what was found of the people on a procedure's list, None if it keeps none."""
    return registry[procedure].match_report() if procedure in registry else None


def _moved(line: Line) -> Mapping[str, Any]:
    return {
        "dossier": line.dossier,
        "procedure": line.procedure,
        "revision": line.revision,
        "act": line.act,
        "status": line.to,
        "national_code": NATIONAL_CODES[StepStatus(line.to)] if line.to else None,
    }
