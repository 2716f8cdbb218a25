"""The portal's addresses and the bare view they are measured against."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from rest_framework.exceptions import AuthenticationFailed

from portal.accounts.tokens import agency_by_token
from portal.pipeline.registry import registry
from portal.urls import urlpatterns as portal_urls
from tests.bench.stage import THREE

for invented in THREE:  # the measured steps are of these
    registry.register(invented)


def bare(request: HttpRequest) -> HttpResponse:
    """Check the same token in the same way, and say ok."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if agency_by_token(token) is None:
        raise AuthenticationFailed
    return HttpResponse("ok")


urlpatterns = [path("bench/bare", bare), *portal_urls]
