"""Filling in a declaration: the list of its parts, one page at a time, a leg left for later."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import drafts, saving
from portal.citizens.journeys import is_page, may_be_left_out
from portal.citizens.models import Draft
from portal.citizens.pages import (
    address_of,
    check_url,
    citizen_of,
    draft_banner,
    is_quiet,
    page,
    tasks_url,
)
from portal.citizens.questions import question_context
from portal.citizens.summaries import title_of
from portal.citizens.views.seeking import may_ask
from portal.citizens.walk import State, Station, Walk
from portal.pipeline.procedures import Procedure, Way
from portal.pipeline.registry import registry

LABELS = {
    Way.OFFICIAL: gettext_lazy("Cần gặp cán bộ"),
    Way.OTHER_LEGS: gettext_lazy("Đã có, không phải khai"),
    Way.ANOTHER_PERSON: gettext_lazy("Người khác nộp"),
    Way.NOTHING: gettext_lazy("Không phải khai"),
}


def draft_of(request: HttpRequest, life_event: str, at: datetime) -> Draft:
    """Return the visitor's draft of a life event, begun if need be; 404 if there is no such."""
    if not drafts.is_known(life_event):
        raise Http404
    return drafts.open_draft(citizen=citizen_of(request), life_event=life_event, at=at)


@require_safe
@door(Act.DECLARE)
def tasks(request: HttpRequest, life_event: str) -> HttpResponse:
    """Show which parts there are, and which come next."""
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    walk = drafts.walk(draft, at=at)
    known = [one for one in walk.stations if not walk.is_undecided(one.place.procedure)]
    context = {
        "title": _("Các phần cần khai"),
        "draft": draft_banner(draft, next_url(walk)),
        "groups": _groups(walk),
        "done": sum(one.state is State.DONE for one in known),
        "total": len(known),
        "next_url": next_url(walk),
        "is_whole": walk.is_whole,
        "choices": [_choice(walk, one) for one in walk.legs if _is_chosen_here(walk, one)],
        "quiet": is_quiet(life_event),
        "back_url": "/",
    }
    return page(request, "citizens/tasks.html", context)


@require_http_methods(["GET", "POST"])
@door(Act.DECLARE, keeps_typing=True)
def question(
    request: HttpRequest, life_event: str, procedure: str, code: str, ordinal: int = 0
) -> HttpResponse:
    """Ask one thing, keep what is typed, and lead on."""
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    walk = drafts.walk(draft, at=at)
    key = f"{procedure}.{code}" + (f"#{ordinal}" if ordinal else "")
    station = walk.station(key)
    try:
        if station is None or station.form is None:
            closed = is_page(walk.legs, procedure, code, ordinal)
            return _keep_closed(request, draft, key if closed else "", at)
        if request.method == "GET":
            return _asked(request, draft, walk, station, at)
        return _taken(request, draft, walk, station, at)
    except drafts.Gone:
        return _gone(request)


def _asked(
    request: HttpRequest, draft: Draft, walk: Walk, station: Station, at: datetime
) -> HttpResponse:
    if drafts.look_up(draft=draft, walk=walk, procedure=station.place.procedure):
        walk = drafts.walk(draft, at=at, earlier=walk)
        station = walk.station(station.place.key) or station
    if "tep" in request.GET and station.form:  # files came: what is missing is said later
        station.form.errors.clear()
    return page(request, *question_context(draft, walk, station))


def _taken(
    request: HttpRequest, draft: Draft, walk: Walk, station: Station, at: datetime
) -> HttpResponse:
    saved = saving.save(request, draft, walk, station, at=at)
    if saving.SEEK in request.POST:
        return _sought(request, draft, saved, station, at)
    if saved.stays:
        return HttpResponseRedirect(f"{request.path}?tep=1")
    if _is_nothing_to_declare(saved.walk):
        return HttpResponseRedirect(next_url(saved.walk))
    if "luu_thoat" in request.POST:
        return HttpResponseRedirect(tasks_url(draft.life_event))
    if saved.station is None or saved.asks_again:
        again = saved.station or station
        return page(request, *question_context(draft, saved.walk, again, saved=saved))
    return HttpResponseRedirect(_onward(request, saved.walk, saved.station))


def _sought(
    request: HttpRequest, draft: Draft, saved: saving.Saved, station: Station, at: datetime
) -> HttpResponse:
    """Look for a hospital's paper by its number; how often anybody asks is counted."""
    found = saved.station or station
    if not may_ask(request, draft, request.POST.get("sought_number", ""), at):
        return HttpResponseRedirect(f"{request.path}?tep=1")
    if found.form is not None and found.form.paper is not None:
        for name in set(found.form.errors).difference(found.form.paper.sought):
            del found.form.errors[name]  # what else is missing is not asked now
    if not drafts.seek(draft=draft, station=found):
        return page(request, *question_context(draft, saved.walk, found))
    return HttpResponseRedirect(f"{request.path}?tep=1")


def _keep_closed(request: HttpRequest, draft: Draft, key: str, at: datetime) -> HttpResponse:
    """Lose nothing of a page that closed while it stood open in another window."""
    if request.method == "POST" and key:
        saving.keep_closed(request, draft, key, at=at)
        said = _("Phần vừa ghi đang đóng vì phần khác đã đổi. Những gì đã ghi vẫn được giữ.")
        messages.info(request, said)
    return HttpResponseRedirect(tasks_url(draft.life_event))


def _gone(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("Bản khai này đã được nộp hoặc xóa ở một cửa sổ khác."))
    return HttpResponseRedirect(reverse("citizens:dossiers"))


@require_POST
@door(Act.DECLARE, back=("citizens:tasks", "life_event"))
def leg(request: HttpRequest, life_event: str, procedure: str) -> HttpResponse:
    """Leave a leg for later, or take it up again."""
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    if procedure not in registry or not may_be_left_out(registry[procedure]):
        raise Http404
    wanted = request.POST.get("lam") == "1"
    try:
        drafts.leave_out(draft=draft, procedure=procedure, wanted=wanted, at=at)
    except drafts.Gone:
        return _gone(request)
    return HttpResponseRedirect(tasks_url(life_event))


def next_url(walk: Walk) -> str:
    """Return where the walk goes on: a page, the counter, or the last look."""
    if walk.blocked is not None:
        return f"{tasks_url(walk.life_event)}gap-can-bo/"
    station = walk.next_station()
    if station is None:
        return check_url(walk.life_event)
    return address_of(station.place, walk.life_event)


def _is_nothing_to_declare(walk: Walk) -> bool:
    counter = walk.blocked.counter if walk.blocked else None
    return counter is not None and counter.way is Way.NOTHING


def _onward(request: HttpRequest, walk: Walk, station: Station) -> str:
    if station.counter is not None:
        leg_of = f"?viec={station.counter.leg}" if station.counter.leg else ""
        return f"{tasks_url(walk.life_event)}gap-can-bo/{leg_of}"
    return next_url(walk)


def _groups(walk: Walk) -> list[dict[str, Any]]:
    """Return the parts leg by leg; legs nobody has chosen yet in one list, without their parts."""
    groups = [_group(walk, one) for one in walk.legs if not walk.is_undecided(one)]
    tasks = [
        {"title": one.title, "url": "", "state": State.LOCKED.value, "label": _("Chưa chọn")}
        for one in walk.legs
        if walk.is_undecided(one)
    ]
    groups.append({"title": _("Việc có thể làm cùng: ông/bà chọn sau"), "tasks": tasks})
    return [one for one in groups if one["tasks"]]


def _group(walk: Walk, procedure: Procedure) -> dict[str, Any]:
    if walk.is_left_out(procedure):
        counter = walk.told_to_come.get(procedure.code)
        hint = counter.reason if counter else _("Gia đình để việc này lại sau.")
        url = f"{tasks_url(walk.life_event)}gap-can-bo/?viec={procedure.code}" if counter else ""
        label = _("Cần gặp cán bộ") if counter else _("Để lại sau")
        one = {"title": procedure.title, "url": url, "state": "skipped", "hint": hint}
        return {"title": procedure.title, "tasks": [{**one, "label": label}]}
    stations = [one for one in walk.stations if one.place.procedure is procedure]
    return {"title": procedure.title, "tasks": [_task(walk, one) for one in stations]}


def _task(walk: Walk, station: Station) -> dict[str, Any]:
    is_open = station.form is not None
    task = {
        "title": title_of(station),
        "url": address_of(station.place, walk.life_event) if is_open else "",
        "state": station.state.value,
    }
    if station is walk.blocked and station.counter:
        task |= {"state": State.STARTED.value, "hint": station.counter.reason}
        task["label"] = str(LABELS[station.counter.way])
    return task


def _is_chosen_here(walk: Walk, procedure: Procedure) -> bool:
    """Say whether the list of parts offers to leave a leg, and no page of the declaration does."""
    return may_be_left_out(procedure) and not walk.legs[0].asks_which_legs


def _choice(walk: Walk, procedure: Procedure) -> dict[str, Any]:
    is_out = procedure.code in walk.written.left_out
    words = _("Làm luôn việc này: {leg}") if is_out else _("Để lại sau: {leg}")
    return {
        "text": words.format(leg=procedure.title),
        "url": f"{tasks_url(walk.life_event)}{procedure.code}/chon/",
        "post": True,
        "plain": True,
        "name": "lam",
        "value": "1" if is_out else "0",
    }
