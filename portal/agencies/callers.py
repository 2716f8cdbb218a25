"""Who calls, and which version of a thing the caller has."""

from typing import cast

from django.utils.http import parse_etags
from rest_framework.request import Request

from portal.accounts.models import AgencyClient


def client_of(request: Request) -> AgencyClient:
    """Return the agency whose machine calls; the permission lets nobody else in."""
    return cast(AgencyClient, request.auth)


def is_among(version: str, named: str) -> bool:
    """Compare weakly, as RFC 9110 13.1.2 has it; `named` is a list of tags, or `*` for any."""
    tags = parse_etags(named)
    return tags == ["*"] or version in {tag.removeprefix("W/") for tag in tags}
