"""What stands in the way of a sentence that asks for a forbidden paper, and the ways around it."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from portal.officials.acting import page
from portal.officials.forms import ReasonForm, WhyForm
from portal.officials.instead import instead_of
from portal.officials.screen import Screen
from portal.statutes.models import ForbiddenPaper, ReasonKind

NO_DEMAND = "khong-yeu-cau-giay"
PAPER, WHY = "giay", "why"


def forbidden(
    request: HttpRequest,
    screen: Screen,
    form: ReasonForm,
    paper: ForbiddenPaper,
    *,
    why: WhyForm | None = None,
) -> HttpResponse:
    """Say why this cannot be asked and what can be done instead; what was typed stays."""
    row = form.row
    is_return = row.kind == ReasonKind.RETURN
    ways = instead_of(screen.case, paper)
    return page(
        request,
        "forbidden.html",
        "Không thể đề nghị như vậy",
        422,
        screen=screen,
        row=row,
        paper=paper,
        written=form.preview,
        # A refusal asks for nothing: there is nothing a supervisor could allow.
        instead=[way for way in ways if way.address or is_return],
        back=reverse(f"admin:desk_{'return' if is_return else 'refuse'}", args=[screen.case.pk]),
        typed=typed_before(request),
        no_demand=NO_DEMAND,
        why=(why or WhyForm()) if is_return else None,
    )


def is_sent(request: HttpRequest) -> bool:
    """Tell whether the official pressed to send, not only to look again."""
    return not {"gui", NO_DEMAND}.isdisjoint(request.POST)


def typed_before(request: HttpRequest) -> list[tuple[str, str]]:
    """Return every field of the form as it was posted, to be posted again."""
    left_out = {"csrfmiddlewaretoken", "gui", "xem", NO_DEMAND, PAPER, WHY}
    return [
        (name, words)
        for name, all_words in request.POST.lists()
        if name not in left_out
        for words in all_words
    ]
