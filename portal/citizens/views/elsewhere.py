"""What needs no official: a birth registered already, one for a parent to file, or none at all."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import drafts
from portal.citizens.journeys import shown
from portal.citizens.models import Draft
from portal.citizens.offices import office_for
from portal.citizens.pages import address_of, citizen_of, is_quiet, page, tasks_url
from portal.citizens.walk import Walk
from portal.pipeline.procedures import Counter, Way


def elsewhere(request: HttpRequest, draft: Draft, walk: Walk, told: Counter) -> HttpResponse:
    """Show the other way; where nothing is declared, nothing of the answer is kept."""
    blocked = walk.blocked
    back = address_of(blocked.place, walk.life_event) if blocked else tasks_url(walk.life_event)
    if told.way is Way.NOTHING and blocked is not None:
        drafts.forget_page(draft=draft, key=blocked.place.key)
        address = reverse("citizens:nothing", args=[walk.life_event, told.branch])
        return HttpResponseRedirect(address)
    words = _other_legs(draft, walk) if told.way is Way.OTHER_LEGS else _another_person()
    again = {"text": _("Chọn lại câu trả lời"), "url": back, "plain": True}
    context = {
        **words,
        "lead": told.reason,
        "actions": [*words["actions"], again],
        "quiet": is_quiet(walk.life_event),
        "back_url": back,
    }
    return page(request, "citizens/elsewhere.html", context)


@require_safe
@door(Act.DECLARE)
def nothing(request: HttpRequest, life_event: str, branch: str) -> HttpResponse:
    """Say quietly that nothing has to be declared, and whom one may ring."""
    if not drafts.is_known(life_event):
        raise Http404
    told = shown(life_event)[0].nothing_to_declare(branch)
    if told is None:
        raise Http404
    office = office_for(citizen_of(request).commune_code)
    context = {
        "title": _("Gia đình không phải làm thủ tục gì"),
        "lead": told.reason,
        "doors": [{"title": _("Nếu gia đình muốn hỏi thêm"), "office": office}],
        "actions": [
            {"text": _("Về trang đầu"), "url": "/"},
            {"text": _("Chọn lại câu trả lời"), "url": tasks_url(life_event), "plain": True},
        ],
        "quiet": True,
    }
    return page(request, "citizens/elsewhere.html", context)


def _other_legs(draft: Draft, walk: Walk) -> dict[str, Any]:
    commune = draft.citizen.commune_code
    return {
        "title": _("Bé đã được đăng ký khai sinh"),
        "lines": [
            _("Việc nào đã có thì không phải làm lại."),
            _("Các việc này chưa khai riêng được ở đây; xin đến đúng nơi làm."),
        ],
        "doors": [
            {"title": leg.title, "office": office_for(commune, leg.code)} for leg in walk.legs[1:]
        ],
        "actions": [{"text": _("Hồ sơ của tôi"), "url": reverse("citizens:dossiers")}],
    }


def _another_person() -> dict[str, Any]:
    return {
        "title": _("Cha hoặc mẹ của bé tự nộp được"),
        "lines": [_("Ông/bà mới trả lời vài câu đầu nên không mất công khai lại.")],
        "actions": [{"text": _("Về trang đầu"), "url": "/"}],
    }
