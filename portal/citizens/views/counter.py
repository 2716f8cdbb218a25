"""When an official must help: a page with its own address, and a sheet to take along."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import drafts, qr
from portal.citizens.days import day
from portal.citizens.models import Draft
from portal.citizens.offices import office_for
from portal.citizens.pages import address_of, is_quiet, page, tasks_url
from portal.citizens.summaries import groups_of
from portal.citizens.views.declaring import draft_of, next_url
from portal.citizens.views.elsewhere import elsewhere
from portal.citizens.walk import State, Walk
from portal.pipeline.procedures import Counter, Way
from portal.pipeline.registry import registry


@require_safe
@door(Act.DECLARE)
def counter(request: HttpRequest, life_event: str) -> HttpResponse:
    """Say kindly why, where, when and with what; nothing that was typed is lost."""
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    walk = drafts.walk(draft, at=at)
    told = _told(walk, request.GET.get("viec", ""))
    if told is None:
        return HttpResponseRedirect(tasks_url(life_event))
    if told.way is not Way.OFFICIAL:
        return elsewhere(request, draft, walk, told)
    goes_on = told is not (walk.blocked.counter if walk.blocked else None)
    leg = request.GET.get("viec", "")
    context = {
        **_context(draft, walk, told),
        "title": _("Việc này cần cán bộ làm cùng ông/bà"),
        "back_url": _back(walk),
        "print_url": f"{tasks_url(life_event)}to-tom-tat/" + (f"?viec={leg}" if leg else ""),
        "exit_url": "/",
        "onward_url": next_url(walk) if goes_on else "",
        "qr_caption": _("Cán bộ quét mã này để mở bản nháp; không phải khai lại."),
        "qr_svg": qr.of_draft(draft),
    }
    return page(request, "citizens/counter.html", context)


@require_safe
@door(Act.DECLARE)
def sheet(request: HttpRequest, life_event: str) -> HttpResponse:
    """Print what was filled in, with a QR that saves typing it again."""
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    walk = drafts.walk(draft, at=at)
    told = _told(walk, request.GET.get("viec", "")) or Counter("", "")
    filenames = {one.document_id: one.filename for one in draft.files.all()}
    context = {
        **_context(draft, walk, told),
        "title": _("Tờ tóm tắt"),
        "code": draft.short_code,
        "groups": groups_of(walk, filenames),
        "printed_on": day(at),
        "qr_svg": qr.of_draft(draft),
        "back_url": tasks_url(life_event),
    }
    return page(request, "citizens/sheet.html", context)


def _back(walk: Walk) -> str:
    """Return the page whose answer led here, so that a wrong tick is mended in one step."""
    if walk.blocked is not None:
        return address_of(walk.blocked.place, walk.life_event)
    return tasks_url(walk.life_event)


def _told(walk: Walk, leg: str) -> Counter | None:
    if leg:
        return walk.told_to_come.get(leg)
    if walk.blocked is not None:
        return walk.blocked.counter
    offered = [one.counter for one in walk.stations if one.counter and not one.counter.leg]
    return offered[-1] if offered else None


def _context(draft: Draft, walk: Walk, told: Counter) -> dict[str, Any]:
    return {
        "reason": told.reason,
        "bring": [told.bring] if told.bring else [],
        "office": office_for(_commune(draft, walk, told.leg), told.leg),
        "kept_until": day(draft.kept_until),
        "quiet": is_quiet(draft.life_event),
        "draft": None,
    }


def _commune(draft: Draft, walk: Walk, leg: str) -> str:
    """Return where this is done by what is declared, else where the family lives."""
    opening = walk.legs[0]
    asked = [one for one in walk.stations if one.place.procedure is opening]
    known = bool(leg) or all(one.state is State.DONE for one in asked)
    procedure = registry[leg] if leg else opening
    declared = procedure.commune_for(walk.declared()) if known else ""
    return declared or draft.citizen.commune_code
