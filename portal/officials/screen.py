"""What one screen shows of a case: what was declared, its files, its clock and its record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.handovers.models import Handover, HandoverStatus
from portal.officials.clock import Clock, clock_of
from portal.officials.history import Line, history_of
from portal.officials.models import Case, DemandRequest
from portal.pipeline import scope
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Attachment, Dossier, ReturnRequest, Step, Verification
from portal.pipeline.procedures import Summary, Value
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL
from portal.places.models import Commune
from portal.places.selectors import communes_by_code

NOTHING = Summary("", ())
ENDED = (StepStatus.REFUSED, StepStatus.WITHDRAWN, StepStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class Group:
    """The values of one page of the declaration."""

    title: str
    values: Sequence[Value]


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the page of a case draws."""

    case: Case
    procedure: str
    summary: Summary
    groups: Sequence[Group]
    attachments: Sequence[Attachment]
    clock: Clock | None
    commune: Commune | None
    history: Sequence[Line]
    verification: Verification | None
    asked: ReturnRequest | None
    demand: DemandRequest | None
    alike: Sequence[str]
    undo_until: datetime | None

    @property
    def on_desk(self) -> bool:
        """Whether the official's own acts are open."""
        return self.case.status == StepStatus.AT_DESK


def screen_of(case: Case, *, at: datetime) -> Screen:
    """Gather the screen of a case in a bounded number of queries."""
    summary = summary_of(case)
    commune = communes_by_code([case.commune_code]).get(case.commune_code)
    open_question = Verification.objects.filter(step=case, answered_at__isnull=True)
    return Screen(
        case=case,
        procedure=case.title,
        summary=summary,
        groups=groups_of(case.procedure, summary),
        attachments=attachments_of(case),
        clock=clock_of(case, at=at, commune=commune),
        commune=commune,
        history=history_of(case.pk),
        verification=open_question.first(),
        asked=ReturnRequest.objects.filter(step=case).order_by("-pk").first(),
        demand=DemandRequest.objects.filter(step=case, decided_at__isnull=True).first(),
        alike=alike_codes(case),
        undo_until=undo_until(case),
    )


def summary_of(case: Case) -> Summary:
    """Return what was declared; facts of steps in other communes may be needed to say it."""
    with transaction.atomic():
        scope.widen_for_act()
        found = registry[case.procedure].summary(list(cases_of([case.pk]).values()))
    return found.get(case.pk, NOTHING)


def groups_of(procedure: str, summary: Summary) -> list[Group]:
    """Put the values of each page together, in the order they were declared."""
    titles = {page.code: str(page.title) for page in registry[procedure].pages}
    found: dict[str, list[Value]] = {}
    for value in summary.values:
        page = value.field.removeprefix(f"{procedure}.").partition(".")[0]
        found.setdefault(titles.get(page, ""), []).append(value)
    return [Group(title, values) for title, values in found.items()]


def attachments_of(case: Case) -> list[Attachment]:
    """Return the files that count, and the results."""
    counting = Attachment.objects.filter(step=case, superseded_at__isnull=True)
    return list(counting.select_related("document").order_by("kind", "pk"))


def alike_codes(case: Case) -> list[str]:
    """Return the codes of other families' dossiers that look like this one, and nothing else.

    They may lie in any commune; twins of one filing are no duplicates.
    """
    with transaction.atomic():
        scope.widen_for_act()
        steps = registry[case.procedure].alike(case.pk)
        others = Step.objects.filter(pk__in=steps).exclude(status__in=ENDED)
        others = others.exclude(dossier__filing=case.dossier.filing)
        codes = Dossier.objects.filter(steps__in=others).values_list("code", flat=True)
        return sorted(set(codes))


def undo_until(case: Case) -> datetime | None:
    """Return until when an acceptance can be taken back; None if its message has left."""
    if case.status != StepStatus.IN_TRANSIT:
        return None
    waiting = Handover.objects.filter(
        channel=CHANNEL,
        subject=case.pk,
        revision=case.revision,
        attempts=0,
        status=HandoverStatus.DUE,
    )
    return waiting.values_list("next_at", flat=True).first()
