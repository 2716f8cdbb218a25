"""Mending a filed dossier: only what was asked for, or anything while nobody has looked at it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.forms import FileField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import corrections, legs, tracking
from portal.citizens.binding import ACCEPT, belongs_to, typed_in
from portal.citizens.corrections import Mending, StillToMend, opened_boxes
from portal.citizens.days import day
from portal.citizens.pages import citizen_of, is_quiet, page
from portal.citizens.place_names import show_names, take_names
from portal.citizens.questions import uploads_of
from portal.citizens.saving import take_files
from portal.citizens.summaries import title_of
from portal.citizens.tracking import StepFile
from portal.citizens.walk import Station
from portal.pipeline.models import Dossier
from portal.pipeline.services import NotReturned
from portal.pipeline.statuses import StepStatus


@dataclass(slots=True)
class OpenedPage:
    """One page with the boxes that may be changed, and why."""

    station: Station
    names: Sequence[str]
    reason: str


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN)
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Open the returned fields of every returned leg on one page; send them all together."""
    at = timezone.now()
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    returned = _returned(dossier)
    if not returned:
        return HttpResponseRedirect(reverse("citizens:track", args=[dossier.code]))
    mending = _mending(dossier, at)
    if request.method == "GET":
        return _draw(request, mending, returned, show_errors=False)
    refused = _keep(request, mending, _pages(mending, returned), at)
    mending = _mending(dossier, at)
    if refused:
        _put_beside(mending, returned, refused)
        return _draw(request, mending, returned, show_errors=True)
    if {"tai_len", "bo_tep"} & set(request.POST):
        return _draw(request, mending, returned, show_errors=False)
    return _send(request, mending, returned, at)


def _send(
    request: HttpRequest, mending: Mending, returned: Sequence[StepFile], at: datetime
) -> HttpResponse:
    try:
        corrections.send_correction(
            mending=mending,
            steps=[one.step for one in returned],
            applicant=citizen_of(request),
            at=at,
        )
    except StillToMend:
        return _draw(request, mending, returned, show_errors=True)
    except NotReturned:
        messages.info(request, _("Phần này đã được gửi trước đó."))
    else:
        messages.success(request, _("Đã gửi phần sửa."))
    return HttpResponseRedirect(reverse("citizens:track", args=[mending.dossier.code]))


def _returned(dossier: Dossier) -> list[StepFile]:
    files = tracking.files_of(dossier)
    return [one for one in files if one.step.status == StepStatus.RETURNED and one.asked_back]


def _mending(dossier: Dossier, at: datetime) -> Mending:
    mending = corrections.open_for(dossier, at=at)
    if mending is None:  # filed at the commune: what is to be mended is mended there
        raise Http404
    return mending


def _pages(mending: Mending, returned: Sequence[StepFile]) -> list[OpenedPage]:
    found = []
    for one in returned:
        reason = legs.reason_of(one)
        for station in mending.stations_of(one.step):
            names = opened_boxes(station, one.asked_back)
            if names:
                found.append(OpenedPage(station, names, reason))
                reason = ""  # told once a leg, beside the first of its pages
    return found


def _keep(
    request: HttpRequest, mending: Mending, pages: Sequence[OpenedPage], at: datetime
) -> dict[str, dict[str, list[str]]]:
    """Keep what was sent for the boxes that are open; return why files were refused, by page."""
    refused: dict[str, dict[str, list[str]]] = {}
    for one in pages:
        form = one.station.form
        if form is None:
            continue
        typed = take_names(form, typed_in(form, request.POST), on=timezone.localdate(at))
        opened = {name: sent for name, sent in typed.items() if belongs_to(name, one.names)}
        corrections.keep_pending(mending, one.station, opened, at=at)
        if any(isinstance(form.fields[name], FileField) for name in one.names):
            key = one.station.place.key
            refused[key] = take_files(request, mending.draft, key, form)
    return {key: rows for key, rows in refused.items() if rows}


def _put_beside(
    mending: Mending,
    returned: Sequence[StepFile],
    refused: Mapping[str, Mapping[str, Sequence[str]]],
) -> None:
    for one in _pages(mending, returned):
        for row, sentences in refused.get(one.station.place.key, {}).items():
            for sentence in sentences:
                if one.station.form is not None:
                    one.station.form.add_error(row, sentence)


def _draw(
    request: HttpRequest, mending: Mending, returned: Sequence[StepFile], *, show_errors: bool
) -> HttpResponse:
    pages = _pages(mending, returned)
    days = [one.asked_back.answer_by for one in returned if one.asked_back]
    lead = _(
        "Chỉ những chỗ này mở ra để sửa. Gửi lại trước {day}. Thời gian ông/bà sửa không tính"
        " vào hạn của cơ quan."
    )
    context = {
        "title": _("Cần sửa {n} chỗ").format(n=sum(len(one.names) for one in pages)),
        "lead": lead.format(day=day(min((one for one in days if one), default=None))),
        "pages": [_opened(mending, one, show_errors=show_errors) for one in pages],
        "forms": [one.station.form for one in pages] if show_errors else [],
        "accept": ACCEPT,
        "multipart": True,
        "button": _("Gửi lại"),
        "back_url": reverse("citizens:track", args=[mending.dossier.code]),
        "report_url": reverse("citizens:report", args=[mending.dossier.code]),
        "quiet": is_quiet(mending.dossier.life_event),
    }
    return page(request, "citizens/correct.html", context)


def _opened(mending: Mending, one: OpenedPage, *, show_errors: bool) -> dict[str, Any]:
    form = one.station.form
    assert form is not None  # noqa: S101  only pages with forms are opened
    show_names(form)
    if not show_errors:
        form.errors.clear()
    names = list(one.names) + [name for name in form.errors if name in form.fields]
    boxes = [form[name] for name in form.fields if name in names]
    return {
        "title": title_of(one.station),
        "reason": one.reason,
        "boxes": [box for box in boxes if not isinstance(box.field, FileField)],
        "uploads": [
            row for row in uploads_of(mending.draft, one.station, form) if row["code"] in names
        ],
    }
