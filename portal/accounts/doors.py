"""Doors of people: each names its act, asks the table first, and knows who stands there."""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from portal.accounts.access import Act, Visitor, may, may_enter, visitor_of

View = Callable[..., HttpResponse]


class Visit(HttpRequest):
    """A request that has come through a door."""

    visitor: Visitor


def door(
    act: Act, *, keeps_typing: bool = False, keeps_text: bool = False, back: tuple[str, ...] = ()
) -> Callable[[View], View]:
    """Open a view to those the table lets do `act`; others are led to the sign-in.

    The view learns who came by `visitor_at` and asks `must` for the object. Of a form sent after
    the session fell idle the view itself keeps what was typed (`keeps_typing`), or the session
    does until the next sign-in (`keeps_text`; see `sessions`). A door that takes posts only names
    the page it stands on: `back` is its address's name and the parts it shares with this one.
    """

    def opened(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            visitor = visitor_of(request.user)
            if not may_enter(visitor, act):
                address = way_back(request, inner, kwargs)
                return redirect_to_login(address, settings.LOGIN_URL, "tiep")
            cast(Visit, request).visitor = visitor
            return view(request, *args, **kwargs)

        told = {"act": act, "keeps_typing": keeps_typing, "keeps_text": keeps_text, "back": back}
        vars(inner).update(told)
        return inner

    return opened


def visitor_at(request: HttpRequest) -> Visitor:
    """Return who came through the door of this view."""
    return cast(Visit, request).visitor


def way_back(request: HttpRequest, view: View, kwargs: Mapping[str, Any]) -> str:
    """Return where whoever signs in first is led then: an address that can be read."""
    if request.method == "GET":
        return request.get_full_path()
    name, *parts = getattr(view, "back", ()) or ("",)
    return reverse(name, kwargs={part: kwargs[part] for part in parts}) if name else request.path


def must(visitor: Visitor, act: Act, thing: Any) -> None:
    """Raise Http404 if this visitor may not do `act` to `thing`: its existence is not told."""
    if not may(visitor, act, thing):
        raise Http404
