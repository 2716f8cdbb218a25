"""Doors of people: each names its act, asks the table first, and knows who stands there."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse

from portal.accounts.access import Act, Visitor, may, may_enter, visitor_of

View = Callable[..., HttpResponse]


def door(act: Act, *, keeps_typing: bool = False) -> Callable[[View], View]:
    """Open a view to those the table lets do `act`; others are led to the sign-in.

    The view reads who came from `request.visitor` and asks `must` for the object. With
    `keeps_typing` a form sent after the session fell idle is still saved (see `sessions`).
    """

    def opened(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            visitor = visitor_of(request.user)
            if not may_enter(visitor, act):
                back = request.get_full_path() if request.method == "GET" else request.path
                return redirect_to_login(back, settings.LOGIN_URL, "tiep")
            request.visitor = visitor  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        inner.act = act  # type: ignore[attr-defined]
        inner.keeps_typing = keeps_typing  # type: ignore[attr-defined]
        return inner

    return opened


def must(visitor: Visitor, act: Act, thing: Any) -> None:
    """Raise Http404 if this visitor may not do `act` to `thing`: its existence is not told."""
    if not may(visitor, act, thing):
        raise Http404
