"""End a step for a coded reason that names its article."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act, visitor_of
from portal.officials import kept_text
from portal.officials.acting import carry_out, gone_from_desk, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import ReasonForm
from portal.officials.offices import own_office
from portal.officials.reasons import offered, ready_words, with_dots
from portal.officials.screen import Screen, screen_of
from portal.officials.views.forbidding import NO_DEMAND, forbidden, is_sent
from portal.pipeline import services
from portal.statutes.models import ReasonKind

TITLE = "Từ chối"


@require_http_methods(["GET", "POST"])
@desk(Act.DECIDE_CASE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a reason, see the sentence with its article, send it."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    if back := gone_from_desk(request, case):
        return back
    now = timezone.now()
    services.open_case(step=case, by=official_of(request), at=now)
    rows = offered(
        case, ReasonKind.REFUSAL, on=timezone.localdate(now), visitor=visitor_of(request.user)
    )
    typed = request.POST if request.method == "POST" else kept_text.taken_back(request)
    chosen = (typed or request.GET).get("ly-do")
    row = next((one for one in rows if one.code == chosen), None)
    screen = screen_of(case, at=now)
    if row is None:
        return page(
            request, "choose_reason.html", TITLE, screen=screen, rows=with_dots(rows), kind="refuse"
        )
    words = ready_words(case, row, screen.summary, own_office(screen.commune))
    form = ReasonForm(typed, row=row, opens=[], words=words)
    if is_sent(request) and form.is_valid():
        return _sent(request, screen, form)
    if not is_sent(request):
        form.errors.clear()
    kept = request.method == "GET" and typed is not None
    return _form(request, screen, form, was_kept=kept)


def _form(
    request: HttpRequest, screen: Screen, form: ReasonForm, *, was_kept: bool = False
) -> HttpResponse:
    status = 422 if form.errors else 200
    return page(
        request,
        "refuse.html",
        TITLE,
        status,
        screen=screen,
        form=form,
        row=form.row,
        was_kept=was_kept,
    )


def _sent(request: HttpRequest, screen: Screen, form: ReasonForm) -> HttpResponse:
    def send() -> None:
        services.refuse(
            step_id=screen.case.pk,
            reason=form.row.code,
            blanks=form.blanks,
            note=form.extra,
            by=official_of(request),
            at=timezone.now(),
            said_no_demand=NO_DEMAND in request.POST,
        )

    try:
        return carry_out(request, screen.case, send, done="Đã từ chối và báo cho gia đình.")
    except services.ForbiddenPaper as refusal:
        return forbidden(request, screen, form, refusal.paper)
    except services.ReturnNotAllowed as refusal:
        form.add_error(None, refusal.text)
        return _form(request, screen, form)
