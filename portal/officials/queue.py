"""The queue: steps on the desk of one's own communes, what is due first on top."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.officials.clock import HALF, Clock, clock_of
from portal.officials.filters import ByLimit, ByProcedure, ByStanding
from portal.officials.models import Case
from portal.officials.visibility import OwnCommunes, visible_cases
from portal.pipeline.models import Verification
from portal.pipeline.statuses import StepStatus
from portal.places.selectors import communes_by_code


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the queue; it names nobody."""

    case: Case
    procedure: str
    commune: str
    clock: Clock | None
    is_new: bool
    is_asked: bool
    on_desk: bool


@dataclass(frozen=True, slots=True)
class Tally:
    """The head of the queue."""

    all: int
    over: int
    today: int
    past_half: int


class CaseAdmin(OwnCommunes):
    """The list of cases; each opens on its own screen, and moves only by acts."""

    change_list_template = "officials/queue.html"
    list_filter = (ByStanding, ByProcedure, ByLimit)
    list_select_related = ("dossier",)
    list_per_page = 50
    show_full_result_count = False
    actions = None
    ordering = (F("due_on").asc(nulls_last=True), "pk")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the page with its rows, its head and its filters spelt out."""
        response: Any = super().changelist_view(request, {"title": "Hồ sơ cần làm hôm nay"})
        changelist = getattr(response, "context_data", None) and response.context_data.get("cl")
        if changelist:
            rows = rows_of(changelist.result_list)
            response.context_data |= {
                "opts": None,
                "rows": rows,
                "first": next((row for row in rows if row.on_desk), None),
                "tally": tally(request),
                "filters": [
                    (spec.title, list(spec.choices(changelist))) for spec in changelist.filter_specs
                ],
            }
        return response


def rows_of(cases: Sequence[Case]) -> list[Row]:
    """Return the lines of the queue in two queries, however many there are."""
    now = timezone.now()
    communes = communes_by_code({case.commune_code for case in cases})
    asked = set(
        Verification.objects.filter(
            step__in=[case.pk for case in cases], answered_at__isnull=True
        ).values_list("step_id", flat=True)
    )
    several = len(communes) > 1
    return [
        Row(
            case=case,
            procedure=case.title,
            commune=communes[case.commune_code].title if several else "",
            clock=clock_of(case, at=now, commune=communes.get(case.commune_code)),
            is_new=case.opened_at is None,
            is_asked=case.pk in asked,
            on_desk=case.status == StepStatus.AT_DESK,
        )
        for case in cases
    ]


def tally(request: HttpRequest) -> Tally:
    """Count what is due, over everything that lies on the desk."""
    now = timezone.now()
    waiting = list(visible_cases(request).filter(status=StepStatus.AT_DESK))
    communes = communes_by_code({case.commune_code for case in waiting})
    clocks = [clock_of(one, at=now, commune=communes.get(one.commune_code)) for one in waiting]
    running = [clock for clock in clocks if clock]
    return Tally(
        all=len(waiting),
        over=sum(clock.is_over for clock in running),
        today=sum(clock.is_today for clock in running),
        past_half=sum(clock.percent >= HALF for clock in running),
    )
