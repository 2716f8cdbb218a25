"""Out to VNeID, back from it, and out of the portal."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST, require_safe

from portal.accounts import vneid
from portal.accounts.access import Act
from portal.accounts.doors import door


@require_POST
@door(Act.SIGN_IN)
def begin(request: HttpRequest) -> HttpResponse:
    """Go to VNeID; a POST, so that no page of others can start it."""
    return vneid.begin(request, request.POST.get("tiep", ""))


@require_safe
@door(Act.SIGN_IN)
def callback(request: HttpRequest) -> HttpResponse:
    """Come back from VNeID."""
    return vneid.callback(request)


@require_POST
@door(Act.SIGN_IN)
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here; VNeID's own session is its own matter."""
    logout(request)
    return HttpResponseRedirect("/")
