"""Ask a family to correct something: a coded reason, its fields, and no paper the law forbids."""

import json

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act, visitor_of
from portal.officials import kept_text
from portal.officials.acting import carry_out, gone_from_desk, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import ReasonForm
from portal.officials.instead import instead_of
from portal.officials.offices import own_office
from portal.officials.reasons import offered, openable, ready_words, with_dots
from portal.officials.screen import Screen, screen_of
from portal.pipeline import services
from portal.statutes.models import ReasonKind, ReturnReason

TITLE = "Đề nghị gia đình sửa"
REASON = "ly-do"
NO_DEMAND = "khong-yeu-cau-giay"


@require_http_methods(["GET", "POST"])
@desk(Act.DECIDE_CASE)
def return_to_family(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a reason, see the sentence the family will read, send it."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    if back := gone_from_desk(request, case):
        return back
    now = timezone.now()
    services.open_case(step=case, by=official_of(request), at=now)
    rows = offered(
        case, ReasonKind.RETURN, on=timezone.localdate(now), visitor=visitor_of(request.user)
    )
    typed = request.POST if request.method == "POST" else kept_text.taken_back(request)
    chosen = (typed or request.GET).get(REASON)
    row = next((one for one in rows if one.code == chosen), None)
    screen = screen_of(case, at=now)
    if row is None:
        return page(
            request, "choose_reason.html", TITLE, screen=screen, rows=with_dots(rows), kind="return"
        )
    form = ReasonForm(
        typed,
        row=row,
        opens=openable(case, row),
        words=ready_words(case, row, screen.summary, own_office(screen.commune)),
    )
    if is_sent(request) and form.is_valid():
        return _sent(request, screen, form)
    return _form(request, screen, form, was_kept=request.method == "GET" and typed is not None)


def _form(
    request: HttpRequest, screen: Screen, form: ReasonForm, *, was_kept: bool = False
) -> HttpResponse:
    if not is_sent(request):
        form.errors.clear()  # nothing was sent: what is missing is said when it is
    status = 422 if form.errors else 200
    return page(
        request,
        "return.html",
        TITLE,
        status,
        screen=screen,
        form=form,
        row=form.row,
        declared=json.dumps({value.field: value.text for value in screen.summary.values}),
        was_kept=was_kept,
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
        )

    try:
        return carry_out(request, case, send, done="Đã gửi đề nghị sửa cho gia đình.")
    except services.ForbiddenPaper as refusal:
        return forbidden(request, screen, row, form, refusal)
    except services.ReturnNotAllowed as refusal:
        form.add_error(None, refusal.text)
        return _form(request, screen, form)


def forbidden(
    request: HttpRequest,
    screen: Screen,
    row: ReturnReason,
    form: ReasonForm,
    refusal: services.ForbiddenPaper,
) -> HttpResponse:
    """Say why this cannot be asked and what can be done instead; what was typed stays."""
    return page(
        request,
        "forbidden.html",
        "Không thể đề nghị như vậy",
        422,
        screen=screen,
        row=row,
        paper=refusal.paper,
        written="\n".join(filter(None, [row.written_by_hand(form.blanks), form.extra])),
        instead=instead_of(screen.case, refusal.paper),
        typed=typed_before(request),
        no_demand=NO_DEMAND,
    )


def is_sent(request: HttpRequest) -> bool:
    """Tell whether the official pressed to send, not only to look again."""
    return not {"gui", NO_DEMAND}.isdisjoint(request.POST)


def typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field of the form as it was posted, to be posted again."""
    left_out = {"csrfmiddlewaretoken", "gui", "xem", NO_DEMAND}
    return [
        (name, words)
        for name, all_words in request.POST.lists()
        if name not in left_out
        for words in all_words
    ]
