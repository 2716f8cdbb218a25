"""What every page of citizens has in common: who is signed in, the draft's banner, its tone."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.accounts.access import Who
from portal.accounts.models import Citizen, User
from portal.citizens.days import day
from portal.citizens.journeys import Place
from portal.citizens.models import Draft
from portal.pipeline.registry import registry


def page(
    request: HttpRequest, template: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """Draw a page of templates/citizens with the visitor's account on top."""
    return render(request, template, {**_account(request), **context}, status=status)


def citizen_of(request: HttpRequest) -> Citizen:
    """Return the citizen behind a door that opens to citizens only."""
    citizen: Citizen = cast(User, request.user).citizen
    return citizen


def draft_banner(draft: Draft, url: str = "") -> dict[str, str]:
    """Return what "CHƯA NỘP" says on top of every page of a draft."""
    return {"kept_until": day(draft.kept_until), "url": url}


def is_quiet(life_event: str) -> bool:
    """Say whether the pages of a life event are kept quiet: no ticks, no bright colours."""
    try:
        opening = registry.opening(life_event)
    except KeyError:
        return False
    return opening.is_quiet


def address_of(place: Place, life_event: str) -> str:
    """Return the address of one page of a declaration."""
    parts = [life_event, place.procedure.code, place.page.code]
    return reverse("citizens:page", args=[*parts, place.ordinal] if place.ordinal else parts)


def tasks_url(life_event: str) -> str:
    """Return the address of the task list."""
    return reverse("citizens:tasks", args=[life_event])


def check_url(life_event: str) -> str:
    """Return the address of the last look before filing."""
    return reverse("citizens:check", args=[life_event])


def _account(request: HttpRequest) -> dict[str, Any]:
    visitor = getattr(request, "visitor", None)
    if visitor is None or visitor.who is not Who.CITIZEN:
        return {"account": {"signin_url": reverse("citizens:sign_in")}}
    return {
        "account": {
            "name": citizen_of(request).full_name,
            "list_url": reverse("citizens:dossiers"),
            "signout_url": reverse("sign_out"),
        }
    }
