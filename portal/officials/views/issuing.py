"""Issue a paper that only this commune can issue, before the case is accepted."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import Act
from portal.officials.acting import carry_out
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import IssueForm
from portal.officials.views.cases import draw_case
from portal.pipeline.services.issuing import issue_paper


@require_POST
@desk(Act.DECIDE_CASE)
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was issued; what cannot be kept is shown again as it was typed."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    form = IssueForm(request.POST, today=timezone.localdate())
    if not form.is_valid():
        return draw_case(request, case, issue_form=form, status=422)
    return carry_out(
        request,
        case,
        lambda: issue_paper(
            step_id=case.pk, **form.cleaned_data, by=official_of(request), at=timezone.now()
        ),
        done="Đã ghi giấy vừa cấp. Tiếp nhận được rồi.",
        goes_on=True,
    )
