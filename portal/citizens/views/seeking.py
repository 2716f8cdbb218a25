"""A family looks for its hospital's paper while it mends what was filed."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from portal.citizens import drafts, lookups
from portal.citizens.corrections import Mending
from portal.citizens.models import Draft
from portal.citizens.opening import OpenedPage, keep
from portal.citizens.saving import SEEK

Opened = Callable[[], tuple[Mending, Sequence[OpenedPage]]]
Drawn = Callable[[Mending], HttpResponse]


def may_ask(request: HttpRequest, draft: Draft, number: str, at: datetime) -> bool:
    """Count one more look for a paper; where there were too many, say so and return False."""
    try:
        lookups.count_paper(who=draft.citizen_id, number=number[:200].strip().upper(), at=at)
    except lookups.TooMany:
        messages.warning(request, _("Tra cứu quá nhiều lần. Xin thử lại sau 10 phút."))
        return False
    return True


def sought(request: HttpRequest, opened: Opened, draw: Drawn, at: datetime) -> HttpResponse:
    """Look for the paper of the page whose button was pressed.

    `opened` returns the pages as they stand when it is called; `draw` draws them with what is
    missing beside its box.
    """
    mending, pages = opened()
    page = _pressed(request, pages)
    if page is None or page.form.paper is None:
        return HttpResponseRedirect(request.path)
    by_number = page.form.add_prefix(page.form.paper.sought[0])
    boxes = list(page.form.paper.sought)
    keep(mending, OpenedPage(page.station, boxes), request.POST, at=at)
    if not may_ask(request, mending.draft, request.POST.get(by_number, ""), at):
        return HttpResponseRedirect(request.path)
    mending, pages = opened()
    page = _pressed(request, pages)
    if page is None or drafts.seek(draft=mending.draft, station=page.station, is_filed=True):
        return HttpResponseRedirect(request.path)
    for one in pages:  # what else is missing is not asked now
        for name in set(one.form.errors).difference(boxes if one is page else ()):
            del one.form.errors[name]
    return draw(mending)


def _pressed(request: HttpRequest, pages: Sequence[OpenedPage]) -> OpenedPage | None:
    key = request.POST.get(SEEK)
    return next((one for one in pages if one.station.place.key == key), None)
