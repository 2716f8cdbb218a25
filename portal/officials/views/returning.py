"""Ask a family to correct something: a coded reason, its fields, and no paper the law forbids."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import Act, may, visitor_of
from portal.officials import kept_text
from portal.officials.acting import carry_out, gone_from_desk, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import ReasonForm, WhyForm
from portal.officials.models import Case
from portal.officials.offices import own_office
from portal.officials.reasons import offered, openable, ready_words, with_dots
from portal.officials.screen import Screen, screen_of
from portal.officials.views.forbidding import NO_DEMAND, forbidden, is_sent, typed_before
from portal.pipeline import services
from portal.statutes.models import ReasonKind, ReturnReason

TITLE = "Đề nghị gia đình sửa"
REASON = "ly-do"


@require_http_methods(["GET", "POST"])
@desk(Act.DECIDE_CASE)
def return_to_family(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a reason, see the sentence the family will read, send it."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    if back := gone_from_desk(request, case):
        return back
    now = timezone.now()
    services.open_case(step=case, by=official_of(request), at=now)
    rows = rows_for(request, case)
    typed = request.POST if request.method == "POST" else kept_text.taken_back(request)
    chosen = (typed or request.GET).get(REASON)
    row = next((one for one in rows if one.code == chosen), None)
    screen = screen_of(case, at=now)
    if row is None:
        return page(
            request, "choose_reason.html", TITLE, screen=screen, rows=with_dots(rows), kind="return"
        )
    form = form_for(request, screen, row, typed)
    if is_sent(request) and form.is_valid():
        return _sent(request, screen, form)
    if not is_sent(request):
        form.errors.clear()  # nothing was sent: what is missing is said when it is
    return draw(request, screen, form, was_kept=request.method == "GET" and typed is not None)


def rows_for(request: HttpRequest, case: Case) -> list[ReturnReason]:
    """Return the reasons this official may pick today."""
    visitor = visitor_of(request.user)
    return offered(case, ReasonKind.RETURN, on=timezone.localdate(), visitor=visitor)


def form_for(request: HttpRequest, screen: Screen, row: ReturnReason, typed: object) -> ReasonForm:
    """Return the form of one reason for one case; a second return asks a supervisor why."""
    again = may(visitor_of(request.user), Act.RETURN_AGAIN, screen.case)
    return ReasonForm(
        typed,
        row=row,
        opens=openable(screen.case, row),
        words=ready_words(screen.case, row, screen.summary, own_office(screen.commune)),
        may_ask_again=again and bool(screen.asked_before),
    )


def draw(
    request: HttpRequest,
    screen: Screen,
    form: ReasonForm,
    *,
    was_kept: bool = False,
    why: WhyForm | None = None,
) -> HttpResponse:
    """Draw the form of a return; `why` lets it be put before a supervisor instead."""
    return page(
        request,
        "return.html",
        TITLE,
        422 if form.errors or why else 200,
        screen=screen,
        form=form,
        row=form.row,
        declared=json.dumps({value.field: value.text for value in screen.summary.values}),
        was_kept=was_kept,
        why=why,
        typed=typed_before(request),
    )


def _sent(request: HttpRequest, screen: Screen, form: ReasonForm) -> HttpResponse:
    case, row = screen.case, form.row

    def send() -> None:
        services.return_to_family(
            step_id=case.pk,
            reason=row.code,
            items=form.items,
            blanks=form.blanks,
            note=form.extra,
            by=official_of(request),
            at=timezone.now(),
            said_no_demand=NO_DEMAND in request.POST,
            again=form.again,
        )

    try:
        return carry_out(request, case, send, done="Đã gửi đề nghị sửa cho gia đình.")
    except services.ForbiddenPaper as refusal:
        return forbidden(request, screen, form, refusal.paper)
    except services.SecondReturn as refusal:
        form.add_error(None, refusal.text)
        return draw(request, screen, form, why=WhyForm())
    except services.ReturnNotAllowed as refusal:
        unexplained = refusal.code == "second-return-unexplained" and "again" in form.fields
        form.add_error("again" if unexplained else None, refusal.text)
        return draw(request, screen, form)


@require_POST
@desk(Act.DECIDE_CASE)
def recall(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a request back that the family has not answered."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    return carry_out(
        request,
        case,
        lambda: services.recall_return(step_id=case.pk, by=official_of(request), at=timezone.now()),
        done="Đã rút lại đề nghị sửa và báo cho gia đình. Hạn giải quyết tính tiếp.",
    )
