"""Sentences that name a forbidden paper: an official's, said to be no demand, or an agency's."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act
from portal.accounts.models import User
from portal.officials.acting import page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.models import Case
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.models import JournalEntry, ReturnRequest
from portal.statutes.selectors import forbidden_papers

MOST = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence as the supervisor reads it, with whose it is and which paper it names."""

    request: ReturnRequest
    case: Case
    paper: str
    who: str


def _unread(request: HttpRequest) -> QuerySet[ReturnRequest]:
    cases = visible_cases(request)
    return ReturnRequest.objects.filter(
        reviewed_at__isnull=True, step__in=cases.values("pk")
    ).exclude(paper="")


@require_GET
@desk(Act.ALLOW_DEMAND)
def listed(request: HttpRequest) -> HttpResponse:
    """List what no supervisor of these communes has read yet, the oldest first."""
    found = list(_unread(request).order_by("asked_at", "pk")[:MOST])
    cases = visible_cases(request).select_related("dossier")
    cases_by_id = cases.in_bulk([one.step_id for one in found])
    rows = [_row(one, cases_by_id[one.step_id]) for one in found]
    return page(request, "reviewing.html", "Câu cần xem lại", rows=rows)


def _row(one: ReturnRequest, case: Case) -> Row:
    papers = forbidden_papers(case.procedure, timezone.localdate(one.asked_at))
    titles = {paper.code: paper.title for paper in papers}
    who = case.agency_title if one.by_agency else _official(one, case)
    return Row(one, case, titles.get(one.paper, one.paper), who)


def _official(one: ReturnRequest, case: Case) -> str:
    line = JournalEntry.objects.filter(
        dossier=case.dossier_id, step=case, act__in=("returned", "refused"), at=one.asked_at
    ).first()
    number = line.actor.partition(":")[2] if line else ""
    user = User.objects.filter(pk=int(number)).first() if number.isdigit() else None
    return (user.get_full_name() or user.get_username()) if user else "Cán bộ"


@require_POST
@desk(Act.ALLOW_DEMAND)
def reviewed(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the supervisor has read it."""
    one = get_object_or_404(ReturnRequest.objects.exclude(paper=""), pk=pk)
    case_or_404(request, one.step_id, Act.ALLOW_DEMAND)
    services.review_words(request=one, by=official_of(request), at=timezone.now())
    return redirect("admin:desk_review")
