"""Changing a filed declaration while no official has opened it: page by page, then sent again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.accounts.sessions import only_keeps
from portal.citizens import corrections, tracking
from portal.citizens.binding import ACCEPT
from portal.citizens.corrections import Mending, StillToMend
from portal.citizens.opening import OpenedPage, keep, whole_page
from portal.citizens.pages import citizen_of, is_quiet, page
from portal.citizens.place_names import show_names
from portal.citizens.questions import boxes_of, is_told, sought_in, uploads_of
from portal.citizens.saving import SEEK, take_files
from portal.citizens.summaries import title_of
from portal.citizens.views.correcting import IN_USE, at_the_office
from portal.citizens.views.seeking import sought
from portal.citizens.walk import State, Station
from portal.hospital_papers.services import AlreadyHeld
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import AlreadyDeclared
from portal.pipeline.services import AlreadyOpened
from portal.pipeline.statuses import StepStatus

LATE = _("Cán bộ đã bắt đầu xem nên không tự sửa được nữa. Nếu cần, cơ quan sẽ đề nghị sửa.")


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN)
def edit(request: HttpRequest, code: str, step_id: int) -> HttpResponse:
    """List the pages of one leg; a POST sends them in place of what was filed."""
    at = timezone.now()
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    if at_desk := _taken_down(dossier, step_id):
        return at_the_office(request, at_desk, dossier)
    mending, step = _open(dossier, step_id, at)
    if not _may_edit(step):
        return _too_late(request, dossier)
    stations = mending.stations_of(step)
    if request.method == "POST":
        return _send(request, mending, step, at)
    context = {
        "title": _("Sửa lại trước khi có người xem"),
        "lead": _("Chọn phần cần sửa, rồi gửi lại. Chưa gửi lại thì hồ sơ vẫn như cũ."),
        "groups": [{"title": "", "tasks": [_task(dossier, step, one) for one in stations]}],
        "is_whole": all(one.state is State.DONE for one in stations),
        "is_changed": bool(mending.amendment.pending_of(step.procedure)),
        "quiet": is_quiet(dossier.life_event),
        "back_url": reverse("citizens:track", args=[dossier.code]),
    }
    return page(request, "citizens/edit.html", context)


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN, keeps_typing=True)
def edit_page(request: HttpRequest, code: str, step_id: int, key: str) -> HttpResponse:
    """Change one page of a filed declaration; nothing is sent yet."""
    at = timezone.now()
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    if at_desk := _taken_down(dossier, step_id):
        return at_the_office(request, at_desk, dossier)
    mending, step = _open(dossier, step_id, at)
    if not _may_edit(step):
        return _too_late(request, dossier)
    station = _station(mending, step, key)
    if request.method == "GET":
        return _draw(request, mending, step, station)
    return _kept(request, mending, step, station, at)


def _kept(
    request: HttpRequest, mending: Mending, step: Step, station: Station, at: datetime
) -> HttpResponse:
    """Keep what was sent of one page, and lead on once it is whole."""
    dossier, key, form = mending.dossier, station.place.prefix, station.form
    assert form is not None  # noqa: S101  stations_of gives no locked page
    keep(mending, whole_page(station), request.POST, at=at)
    refused = take_files(request, mending.draft, station.place.key, form)
    if only_keeps(request):
        return HttpResponseRedirect(request.path)
    if SEEK in request.POST:
        return _sought(request, dossier, step.pk, key, at)
    mending, step = _open(dossier, step.pk, at)
    station = _station(mending, step, key)
    form = whole_page(station).form
    for row, sentences in refused.items():
        for sentence in sentences:
            form.add_error(row, sentence)
    if refused or station.state is not State.DONE or {"bo_tep", "tai_len"} & set(request.POST):
        return _draw(request, mending, step, station)
    return HttpResponseRedirect(reverse("citizens:edit", args=[dossier.code, step.pk]))


def _sought(
    request: HttpRequest, dossier: Dossier, step_id: int, key: str, at: datetime
) -> HttpResponse:
    """Look for a hospital's paper by its number, as in the declaration."""

    def opened() -> tuple[Mending, list[OpenedPage]]:
        mending, step = _open(dossier, step_id, at)
        return mending, [whole_page(_station(mending, step, key))]

    def draw(mending: Mending) -> HttpResponse:
        step = Step.objects.get(pk=step_id, dossier=dossier)
        return _draw(request, mending, step, _station(mending, step, key))

    return sought(request, opened, draw, at)


def _send(request: HttpRequest, mending: Mending, step: Step, at: datetime) -> HttpResponse:
    dossier = mending.dossier
    try:
        corrections.send_edit(mending=mending, step=step, applicant=citizen_of(request), at=at)
    except AlreadyOpened:
        return _too_late(request, dossier)
    except AlreadyHeld:
        messages.warning(request, str(IN_USE))
        return HttpResponseRedirect(reverse("citizens:edit", args=[dossier.code, step.pk]))
    except AlreadyDeclared as told:
        messages.info(request, str(told))
        return HttpResponseRedirect(reverse("citizens:edit", args=[dossier.code, step.pk]))
    except StillToMend:
        return HttpResponseRedirect(reverse("citizens:edit", args=[dossier.code, step.pk]))
    messages.success(request, _("Đã gửi lại. Cơ quan sẽ xem bản mới."))
    return HttpResponseRedirect(reverse("citizens:track", args=[dossier.code]))


def _open(dossier: Dossier, step_id: int, at: datetime) -> tuple[Mending, Step]:
    step = Step.objects.filter(pk=step_id, dossier=dossier).first()
    mending = corrections.open_for(dossier, [step], at=at) if step else None
    if step is None or mending is None:
        raise Http404
    return mending, step


def _taken_down(dossier: Dossier, step_id: int) -> Step | None:
    """Return a step whose declaration an official took down at the counter: it is mended there."""
    if corrections.is_filed_here(dossier):
        return None
    return Step.objects.filter(pk=step_id, dossier=dossier).first()


def _may_edit(step: Step) -> bool:
    return step.status == StepStatus.AT_DESK and step.opened_at is None


def _too_late(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    messages.info(request, str(LATE))
    return HttpResponseRedirect(reverse("citizens:track", args=[dossier.code]))


def _station(mending: Mending, step: Step, key: str) -> Station:
    for station in mending.stations_of(step):
        if station.place.prefix == key:
            return station
    raise Http404


def _task(dossier: Dossier, step: Step, station: Station) -> dict[str, Any]:
    args = [dossier.code, step.pk, station.place.prefix]
    return {
        "title": title_of(station),
        "url": reverse("citizens:edit_page", args=args),
        "state": station.state.value,
    }


def _draw(request: HttpRequest, mending: Mending, step: Step, station: Station) -> HttpResponse:
    form = station.form
    assert form is not None  # noqa: S101  stations_of gives no locked page
    show_names(form)
    context = {
        "form": form,
        "boxes": [one for one in boxes_of(form) if not is_told(form, one)],
        "paper": form.paper,
        "sought": sought_in(form),
        "seek_name": SEEK,
        "seek_key": station.place.key,
        "uploads": uploads_of(mending.draft, station, form),
        "accept": ACCEPT,
        "title": title_of(station),
        "lead": form.lead,
        "button": _("Lưu"),
        "quiet": is_quiet(mending.dossier.life_event),
        "back_url": reverse("citizens:edit", args=[mending.dossier.code, step.pk]),
    }
    return page(request, form.template_name_page, context)
