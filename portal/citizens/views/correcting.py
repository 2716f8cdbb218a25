"""Mending a filed dossier: what was asked for, or who else is asked to agree."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib import messages
from django.forms import FileField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.accounts.sessions import only_keeps
from portal.citizens import corrections, legs, tracking
from portal.citizens.binding import ACCEPT
from portal.citizens.corrections import Mending, NothingMended, StillToMend
from portal.citizens.days import day
from portal.citizens.legs import ANOTHER_WAY
from portal.citizens.offices import office_for
from portal.citizens.opening import OpenedPage, keep, opened_pages, typed_lines
from portal.citizens.pages import citizen_of, is_quiet, page
from portal.citizens.place_names import show_names
from portal.citizens.questions import is_told, sought_in, uploads_of
from portal.citizens.saving import SEEK, take_files
from portal.citizens.summaries import title_of
from portal.citizens.tracking import StepFile
from portal.citizens.views.seeking import sought
from portal.citizens.walk import State
from portal.hospital_papers.services import AlreadyHeld
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import AlreadyDeclared
from portal.pipeline.services import NobodyAsked, NotReturned
from portal.pipeline.statuses import StepStatus

IN_USE = gettext_lazy(
    "Giấy này của bệnh viện vừa được dùng ở hồ sơ khác nên chưa gửi được. Phần đã ghi vẫn được giữ."
)
AS_IT_WAS = "giu_nguyen"  # the second press of a family that has nothing to change
SENT_BEFORE = gettext_lazy("Phần này đã được gửi trước đó.")
RECALLED = gettext_lazy("Cán bộ đã rút lại đề nghị sửa; ông/bà không phải sửa gì nữa.")


@dataclass(frozen=True, slots=True)
class Task:
    """What is mended together, how its page is headed, and how it is sent."""

    dossier: Dossier
    legs: Sequence[StepFile]
    title: str
    lead: str
    button: str
    sent: str
    too_late: str
    send: Callable[[Mending, datetime], None]


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN, keeps_typing=True)
def correct(request: HttpRequest, code: str) -> HttpResponse:
    """Open the returned fields of every returned leg on one page; send them all together."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    returned = _returned(dossier)
    if not returned:
        return _nothing_asked(request, dossier)

    def send(mending: Mending, at: datetime) -> None:
        steps = [one.step for one in returned]
        corrections.send_correction(
            mending=mending,
            steps=steps,
            applicant=citizen_of(request),
            at=at,
            as_it_was=AS_IT_WAS in request.POST or not _pages(mending, task),
        )

    title, lead = _words_for(returned)
    task = Task(
        dossier,
        returned,
        title=title,
        lead=lead,
        button=_("Gửi lại"),
        sent=_("Đã gửi phần sửa."),
        too_late=str(SENT_BEFORE),
        send=send,
    )
    return _mend(request, task)


@require_safe
@door(Act.CHANGE_OWN)
def with_an_official(request: HttpRequest, code: str, step_id: int) -> HttpResponse:
    """Send the family to the commune with what is mended there; nothing of it is lost (M12)."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    one = next((one for one in _returned(dossier) if one.step.pk == step_id), None)
    reason = legs.at_counter(one) if one else ""
    if one is None or one.asked_back is None or not reason:
        return _nothing_asked(request, dossier)
    step = one.step
    context = {
        "reason": reason,
        "office": office_for(step.commune_code, step.procedure),
        "bring": [],
        "kept_until": day(one.asked_back.answer_by),
        "onward_url": reverse("citizens:correct", args=[dossier.code]),
        "onward_text": _("Đã gặp cán bộ: ghi lại và gửi"),
        "back_url": reverse("citizens:track", args=[dossier.code]),
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/counter.html", context)


def _words_for(returned: Sequence[StepFile]) -> tuple[str, str]:
    """Return heading and lead: how many places were named, or which ways there are."""
    asked = [one.asked_back for one in returned if one.asked_back]
    until = day(min((one.answer_by for one in asked if one.answer_by), default=None))
    if all(one.reason == ANOTHER_WAY for one in asked):
        lead = _("Chỉ sửa phần cần đổi, rồi gửi lại chậm nhất {day}. Các việc khác vẫn đi tiếp.")
        return _("Đổi người, chọn nơi khác hoặc gửi tờ CT01"), lead.format(day=until)
    places = sum(len(one.items) or 1 for one in asked if one.reason != ANOTHER_WAY)
    lead = _(
        "Chỉ những chỗ này mở ra để sửa. Gửi lại chậm nhất {day}. Thời gian ông/bà sửa không tính"
        " vào hạn của cơ quan."
    )
    return _("Cần sửa {n} chỗ").format(n=places), lead.format(day=until)


def name_others(request: HttpRequest, dossier: Dossier, one: StepFile) -> HttpResponse:
    """Open a leg that waits for an agreement, so that who is declared is who is asked."""

    def send(mending: Mending, at: datetime) -> None:
        corrections.send_others(
            mending=mending, step=one.step, applicant=citizen_of(request), at=at
        )

    task = Task(
        dossier,
        [one],
        title=_("Đổi người cần đồng ý"),
        lead=_("Ghi người khác, chọn nơi khác, hoặc gửi tờ CT01 đã ký. Các việc khác vẫn đi tiếp."),
        button=_("Gửi lời nhờ xác nhận"),
        sent=_("Đã gửi lời nhờ theo phần vừa sửa."),
        too_late=_("Người này đã trả lời, không cần đổi nữa."),
        send=send,
    )
    return _mend(request, task)


def _mend(request: HttpRequest, task: Task) -> HttpResponse:
    at = timezone.now()
    if not corrections.is_filed_here(task.dossier):
        asked = [one.asked_back for one in task.legs if one.asked_back]
        until = min((one.answer_by for one in asked if one.answer_by), default=None)
        return at_the_office(request, task.legs[0].step, task.dossier, until)
    mending = _mending(task, at)
    if request.method == "GET":
        if corrections.look_up(mending, [one.step for one in task.legs]):
            mending = _mending(task, at)
        return _draw(request, mending, task, show_errors=False)
    refused = _keep(request, mending, _pages(mending, task), at)
    if only_keeps(request):
        return HttpResponseRedirect(request.path)
    if SEEK in request.POST:
        return _sought(request, task, at)
    mending = _mending(task, at)
    if {"tai_len", "bo_tep"} & set(request.POST) or refused:
        return _draw(request, mending, task, show_errors=bool(refused), refused=refused)
    return _send(request, mending, task, at)


def _sought(request: HttpRequest, task: Task, at: datetime) -> HttpResponse:
    """Look for a hospital's paper by its number, as in the declaration."""

    def opened() -> tuple[Mending, list[OpenedPage]]:
        mending = _mending(task, at)
        return mending, _pages(mending, task)

    def draw(mending: Mending) -> HttpResponse:
        return _draw(request, mending, task, show_errors=True)

    return sought(request, opened, draw, at)


def _send(request: HttpRequest, mending: Mending, task: Task, at: datetime) -> HttpResponse:
    try:
        task.send(mending, at)
    except StillToMend:
        return _draw(request, mending, task, show_errors=True)
    except NothingMended:
        return _draw(request, mending, task, show_errors=False, as_it_was=AS_IT_WAS)
    except AlreadyDeclared as told:
        messages.info(request, str(told))
        return _draw(request, mending, task, show_errors=False)
    except NotReturned:
        return _nothing_asked(request, task.dossier)
    except NobodyAsked:
        messages.info(request, task.too_late)
    except AlreadyHeld:
        messages.warning(request, str(IN_USE))
        return HttpResponseRedirect(request.path)
    else:
        messages.success(request, task.sent)
    return HttpResponseRedirect(reverse("citizens:track", args=[task.dossier.code]))


def _nothing_asked(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Say that the request was recalled, or was answered in another tab.

    What was typed after a recall is shown once; kept, it would go out unseen with a later request.
    """
    track = reverse("citizens:track", args=[dossier.code])
    files = tracking.files_of(dossier)
    recalled = [one for one in files if one.ended_for and one.ended_for.recalled_at]
    if only_keeps(request):
        return HttpResponseRedirect(request.path)
    lines = _unsent(request, dossier, recalled) if request.method == "POST" else []
    if not lines:
        if recalled or request.method == "POST":
            messages.info(request, str(RECALLED if recalled else SENT_BEFORE))
        return HttpResponseRedirect(track)
    context = {
        "title": _("Không phải sửa nữa"),
        "text": f"{RECALLED} {_('Những gì vừa ghi chưa được gửi đi:')}",
        "lines": lines,
        "actions": [{"text": _("Xem hồ sơ"), "url": track, "primary": True}],
        "back_url": track,
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/message.html", context)


def _unsent(request: HttpRequest, dossier: Dossier, recalled: Sequence[StepFile]) -> list[str]:
    """Return what was typed for requests that were recalled, one line a box."""
    mending = corrections.open_for(dossier, (), at=timezone.now())
    if mending is None:
        return []
    return [
        line
        for one in recalled
        for opened in opened_pages(mending.stations_of(one.step), one.ended_for)
        for line in typed_lines(mending, opened, request.POST)
    ]


def at_the_office(
    request: HttpRequest, step: Step, dossier: Dossier, until: date | None = None
) -> HttpResponse:
    """Say who mends what an official took down: there is no declaration to open here."""
    if only_keeps(request):
        return HttpResponseRedirect(request.path)
    reason = _(
        "Hồ sơ này do cán bộ lập tại bàn tiếp nhận nên không sửa ở đây được. Xin gọi hoặc đến nơi"
        " dưới đây; cán bộ sửa cùng ông/bà."
    )
    if until:
        reason = f"{reason} {_('Xin làm chậm nhất {day}.').format(day=day(until))}"
    context = {
        "title": _("Việc này cần cán bộ làm cùng ông/bà"),
        "reason": reason,
        "office": office_for(step.commune_code, step.procedure),
        "bring": [],
        "back_url": reverse("citizens:track", args=[dossier.code]),
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/counter.html", context)


def _returned(dossier: Dossier) -> list[StepFile]:
    files = tracking.files_of(dossier)
    return [one for one in files if one.step.status == StepStatus.RETURNED and one.asked_back]


def _mending(task: Task, at: datetime) -> Mending:
    mending = corrections.open_for(task.dossier, [one.step for one in task.legs], at=at)
    if mending is None:
        raise Http404
    return mending


def _pages(mending: Mending, task: Task) -> list[OpenedPage]:
    return [
        page
        for one in task.legs
        for page in opened_pages(
            mending.stations_of(one.step),
            one.asked_back,
            legs.reason_of(one) if one.asked_back else "",
        )
    ]


def _keep(
    request: HttpRequest, mending: Mending, pages: Sequence[OpenedPage], at: datetime
) -> dict[str, dict[str, list[str]]]:
    """Keep what was sent for the boxes that are drawn; return why files were refused, by page."""
    refused: dict[str, dict[str, list[str]]] = {}
    for one in pages:
        keep(mending, one, request.POST, at=at)
        if one.takes_files:
            key = one.station.place.key
            refused[key] = take_files(request, mending.draft, key, one.form)
    return {key: rows for key, rows in refused.items() if rows}


def _draw(
    request: HttpRequest,
    mending: Mending,
    task: Task,
    *,
    show_errors: bool,
    refused: Mapping[str, Mapping[str, Sequence[str]]] | None = None,
    as_it_was: str = "",
) -> HttpResponse:
    pages = _pages(mending, task)
    for one in pages:
        for row, sentences in (refused or {}).get(one.station.place.key, {}).items():
            for sentence in sentences:
                one.form.add_error(row, sentence)
    context = {
        "title": task.title if pages else _("Xem và gửi lại"),
        "lead": task.lead,
        "pages": [_opened(mending, one, show_errors=show_errors) for one in pages],
        "forms": [one.form for one in pages] if show_errors else [],
        "accept": ACCEPT,
        "seek_name": SEEK,
        "multipart": True,
        "button": task.button,
        "as_it_was": as_it_was,
        "back_url": reverse("citizens:track", args=[mending.dossier.code]),
        "report_url": reverse("citizens:report", args=[mending.dossier.code]),
        "quiet": is_quiet(mending.dossier.life_event),
    }
    return page(request, "citizens/correct.html", context)


def _opened(mending: Mending, one: OpenedPage, *, show_errors: bool) -> dict[str, Any]:
    form = one.form
    show_names(form)
    if not show_errors:
        form.errors.clear()
    reason = one.reason
    if one.station.counter:
        reason = one.station.counter.reason
    elif show_errors and one.station.state is State.TODO:
        reason = reason or _("Xin ghi thêm phần này.")
    boxes = [form[name] for name in one.names if not is_told(form, form[name])]
    return {
        "title": title_of(one.station),
        "reason": reason,
        "key": one.station.place.key,
        "paper": form.paper,
        "sought": sought_in(form),
        "boxes": [box for box in boxes if not isinstance(box.field, FileField)],
        "uploads": [
            row for row in uploads_of(mending.draft, one.station, form) if row["code"] in one.names
        ],
    }
