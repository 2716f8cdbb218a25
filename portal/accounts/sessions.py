"""How long a session lasts, and what a browser may keep of what was shown in it."""

from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from portal.accounts.access import Visitor, Who, may_enter
from portal.accounts.doors import way_back

OFFICIAL_IDLE_SECONDS = 15 * 60
CITIZEN_IDLE_SECONDS = 60 * 60
SEEN = "seen_at"
# The clock of a session is written at most this often, so that reading costs no writing.
GRAIN_SECONDS = 60
TYPED = "typed_before"
MOST_BOXES, MOST_SIGNS = 40, 4000


class SignedInMiddleware:
    """End sessions that fell idle, and let nobody store pages of people who are signed in."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Mark the answer `no-store` if somebody was signed in before or after it."""
        signed_in = request.user.is_authenticated
        response = self.get_response(request)
        if signed_in or request.user.is_authenticated:
            response["Cache-Control"] = "no-store"
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Sign out whoever was away too long; what they then sent is kept, but not answered.

        What anybody may do is done all the same, as anybody: signing out, above all.
        """
        if not request.user.is_authenticated:
            return None
        now = int(timezone.now().timestamp())
        seen = request.session.get(SEEN, now)
        limit = OFFICIAL_IDLE_SECONDS if request.user.is_staff else CITIZEN_IDLE_SECONDS
        if now - seen <= limit:
            if now - seen >= GRAIN_SECONDS or SEEN not in request.session:
                request.session[SEEN] = now
            return None
        if request.method != "POST":
            return _signed_out(request, view, kwargs)
        if _is_for_anybody(view):
            logout(request)
            return None
        if getattr(view, "keeps_typing", False):
            cast(Away, request).only_keeps = True
            view(request, *args, **kwargs)
        return _signed_out(request, view, kwargs)


class Away(HttpRequest):
    """A request whose sender was away too long."""

    only_keeps: bool


def only_keeps(request: HttpRequest) -> bool:
    """Say whether what was sent is to be kept and nothing else: whoever sent it was away long."""
    return getattr(request, "only_keeps", False)


def typed_before(request: HttpRequest) -> MultiValueDict[str, str] | None:
    """Return, once, what this person typed on this page when the session had fallen idle."""
    kept = request.session.get(TYPED)
    if not kept or not request.user.is_authenticated:
        return None
    if kept["of"] != request.user.pk:
        del request.session[TYPED]
        return None
    if kept["at"] != request.path:
        return None
    del request.session[TYPED]
    return MultiValueDict(kept["boxes"])


def _is_for_anybody(view: Callable[..., HttpResponse]) -> bool:
    act = getattr(view, "act", None)
    return act is not None and may_enter(Visitor(Who.ANYONE), act)


def _signed_out(
    request: HttpRequest, view: Callable[..., HttpResponse], kwargs: Any
) -> HttpResponse:
    login = "admin:login" if request.user.is_staff else settings.LOGIN_URL
    back, typed = way_back(request, view, kwargs), _typed(request, view)
    logout(request)
    if typed:
        request.session[TYPED] = typed
    field = "next" if login == "admin:login" else "tiep"
    response = redirect_to_login(back, login, field)
    separator = "&" if "?" in response.url else "?"
    response["Location"] = f"{response.url}{separator}vi=idle"
    return response


def _typed(request: HttpRequest, view: Callable[..., HttpResponse]) -> dict[str, Any] | None:
    """Return what a form holds that nobody but the session can keep until its sender is back."""
    if request.method != "POST" or not getattr(view, "keeps_text", False):
        return None
    names = [name for name in request.POST if name != "csrfmiddlewaretoken"][:MOST_BOXES]
    boxes = {
        name: [str(one)[:MOST_SIGNS] for one in request.POST.getlist(name)[:MOST_BOXES]]
        for name in names
    }
    return {"of": request.user.pk, "at": request.path, "boxes": boxes}
