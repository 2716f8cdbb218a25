"""What families report: somebody asked them for a paper nobody may ask for."""

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act
from portal.officials.acting import page
from portal.officials.doors import desk, official_of
from portal.officials.models import Case
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.family_pages import Report, family_pages
from portal.pipeline.models import Dossier


def _dossiers(request: HttpRequest) -> QuerySet[Dossier]:
    return Dossier.objects.filter(pk__in=visible_cases(request).values("dossier"))


def _reports(request: HttpRequest) -> list[tuple[Report, Case]]:
    found = family_pages.teller.unread_reports(_dossiers(request))
    cases: dict[int, Case] = {}
    mine = visible_cases(request).filter(dossier__in=[one.dossier_id for one in found])
    for case in mine.select_related("dossier").order_by("pk"):
        cases.setdefault(case.dossier_id, case)
    return [(one, cases[one.dossier_id]) for one in found]


@require_GET
@desk(Act.ALLOW_DEMAND)
def listed(request: HttpRequest) -> HttpResponse:
    """List the reports no supervisor of these communes has read, the oldest first."""
    title = "Gia đình báo yêu cầu sai quy định"
    return page(request, "reports.html", title, rows=_reports(request))


@require_POST
@desk(Act.ALLOW_DEMAND)
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that the supervisor has read a report; it stands on the record, once."""
    case = next((case for report, case in _reports(request) if report.id == pk), None)
    if case is None:
        if not family_pages.teller.is_report_of(pk, _dossiers(request)):
            raise Http404
        return redirect("admin:desk_reports")
    at = timezone.now()
    if family_pages.teller.report_read(pk, at=at):
        services.note_report_read(step_id=case.pk, by=official_of(request), at=at)
    return redirect("admin:desk_reports")
