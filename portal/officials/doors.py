"""Doors of the desk: each asks the table first, and loses no text when a session fell idle."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone

from portal.accounts.access import Act, may, may_enter, visitor_of
from portal.accounts.models import User
from portal.accounts.sessions import OFFICIAL_IDLE_SECONDS, SEEN
from portal.officials import kept_text
from portal.officials.models import Case
from portal.officials.visibility import visible_cases

View = Callable[..., HttpResponse]
SEE_OTHER_PAGE = 302
NOT_DONE = "act_not_done"


def desk(act: Act) -> Callable[[View], View]:
    """Open a view of the desk to those the table lets do `act`; 403 for all others."""

    def opened(view: View) -> View:
        @wraps(view)
        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not may_enter(visitor_of(request.user), act):
                raise PermissionDenied
            if request.method != "POST":
                return view(request, *args, **kwargs)
            if fell_idle(request):
                # The session ends with this request: the text is kept and nothing is done.
                kept_text.keep(request)
                return HttpResponse(status=204)
            response = view(request, *args, **kwargs)
            (kept_text.forget if is_done(response) else kept_text.renew)(request)
            return response

        inner.act = act  # type: ignore[attr-defined]  # read by tests and by `sessions`
        inner.keeps_typing = True  # type: ignore[attr-defined]  # the same
        return inner

    return opened


def is_done(response: HttpResponse) -> bool:
    """Tell whether an act succeeded: only then is what was typed for it needed no more."""
    return response.status_code == SEE_OTHER_PAGE and not getattr(response, NOT_DONE, False)


def fell_idle(request: HttpRequest) -> bool:
    """Tell whether the official was away for longer than a session lasts."""
    now = timezone.now().timestamp()
    return bool(now - request.session.get(SEEN, now) > OFFICIAL_IDLE_SECONDS)


def case_or_404(request: HttpRequest, pk: int, act: Act) -> Case:
    """Return a case of the official's own communes; Http404 tells nothing of any other."""
    case = get_object_or_404(visible_cases(request).select_related("dossier"), pk=pk)
    if not may(visitor_of(request.user), act, case):
        raise Http404
    return case


def official_of(request: HttpRequest) -> User:
    """Return who acts; raises PermissionDenied for anybody without an account."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
