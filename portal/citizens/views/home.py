"""The first pages: home, what to know before a declaration, and the way to sign in."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act, Who, visitor_of
from portal.accounts.doors import door
from portal.citizens import before, drafts
from portal.citizens.days import day
from portal.citizens.models import Draft
from portal.citizens.pages import is_quiet, page, tasks_url

WHY_NOT = {
    "level": _("Cần tài khoản VNeID mức 2. Nâng mức tại Công an xã, phường, không mất phí."),
    "cancelled": _("Ông/bà chưa đồng ý ở VNeID nên chưa đăng nhập được. Có thể thử lại."),
    "idle": _("Ông/bà đã rời trang lâu. Đăng nhập lại, những gì đã ghi vẫn còn."),
    "closed": _("Tài khoản này đang tạm dừng. Xin hỏi UBND hoặc Công an xã, phường."),
}


@require_safe
@door(Act.READ_PUBLIC)
def home(request: HttpRequest) -> HttpResponse:
    """Offer the life events there are, and the four other doors."""
    context = {
        "birth_url": reverse("citizens:before", args=["birth"]),
        "death_url": reverse("citizens:before", args=["death"]),
        "track_url": reverse("citizens:look_up"),
        "consent_url": reverse("citizens:consents"),
    }
    return page(request, "citizens/home.html", context)


@require_safe
@door(Act.READ_PUBLIC)
def icon(request: HttpRequest) -> HttpResponse:
    """Lead to the icon: browsers ask for it at this address where no page names another."""
    return HttpResponseRedirect(static("brand/favicon.svg"))


@require_safe
@door(Act.READ_PUBLIC)
def before_you_start(request: HttpRequest, life_event: str) -> HttpResponse:
    """Say in one screen what it takes, how long, what it costs and what is never asked for."""
    if not drafts.is_known(life_event):
        return _not_here(request, life_event)
    today = timezone.localdate()
    visitor = visitor_of(request.user)
    draft: Draft | None = None
    if visitor.who is Who.CITIZEN:
        draft = drafts.find_draft(citizen_id=visitor.id, life_event=life_event)
    context = {
        **before.words_for(life_event, on=today),
        "start_url": tasks_url(life_event),
        "start_text": _("Khai tiếp") if draft else "",
        "draft": {"kept_until": day(draft.kept_until), "url": ""} if draft else None,
        "back_url": "/",
        "quiet": is_quiet(life_event),
    }
    return page(request, "citizens/before.html", context)


@require_safe
@door(Act.SIGN_IN)
def sign_in(request: HttpRequest) -> HttpResponse:
    """Explain the sign-in before leaving for VNeID."""
    onward = request.GET.get("tiep", "")
    if visitor_of(request.user).who is Who.CITIZEN and "vi" not in request.GET:
        return HttpResponseRedirect(reverse("citizens:dossiers"))
    code = request.GET.get("vi", "")
    failed = _("Chưa đăng nhập được. Xin thử lại sau ít phút.")
    why = WHY_NOT.get(code, failed) if code else ""
    context = {"title": _("Đăng nhập bằng VNeID"), "onward": onward, "why": why}
    return page(request, "citizens/sign_in.html", context)


def _not_here(request: HttpRequest, life_event: str) -> HttpResponse:
    """Say where a life event is declared that this installation does not take."""
    if life_event not in before.TITLES:
        raise Http404
    context = {
        "title": before.TITLES[life_event][0],
        "text": _("Việc này chưa khai được ở đây. Xin đến UBND xã, phường nơi cư trú."),
        "back_url": "/",
        "quiet": is_quiet(life_event),
    }
    return page(request, "citizens/message.html", context)
