"""How long a session lasts, and what a browser may keep of what was shown in it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

OFFICIAL_IDLE_SECONDS = 15 * 60
CITIZEN_IDLE_SECONDS = 60 * 60
SEEN = "seen_at"
# The clock of a session is written at most this often, so that reading costs no writing.
GRAIN_SECONDS = 60


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
        """Sign out whoever was away too long; what they then sent is saved, but not answered."""
        if not request.user.is_authenticated:
            return None
        now = int(timezone.now().timestamp())
        seen = request.session.get(SEEN, now)
        limit = OFFICIAL_IDLE_SECONDS if request.user.is_staff else CITIZEN_IDLE_SECONDS
        if now - seen <= limit:
            if now - seen >= GRAIN_SECONDS or SEEN not in request.session:
                request.session[SEEN] = now
            return None
        if request.method == "POST" and getattr(view, "keeps_typing", False):
            request.only_keeps = True
            view(request, *args, **kwargs)
        return _signed_out(request)


def only_keeps(request: HttpRequest) -> bool:
    """Say whether what was sent is to be kept and nothing else: whoever sent it was away long."""
    return getattr(request, "only_keeps", False)


def _signed_out(request: HttpRequest) -> HttpResponse:
    login = "admin:login" if request.user.is_staff else settings.LOGIN_URL
    back = request.get_full_path() if request.method == "GET" else request.path
    logout(request)
    field = "next" if login == "admin:login" else "tiep"
    response = redirect_to_login(back, login, field)
    separator = "&" if "?" in response.url else "?"
    response["Location"] = f"{response.url}{separator}vi=idle"
    return response
