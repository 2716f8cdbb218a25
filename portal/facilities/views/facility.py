"""One facility's own page: where it stands, what its files were refused for, and its trend."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.facilities import tables
from portal.facilities.asked import Asked
from portal.facilities.wording import SPANS, grouped, tag_of
from portal.hospital_papers import figures
from portal.hospital_papers.services import facility_sentence


@require_safe
@door(Act.READ_PUBLIC)
def facility(request: HttpRequest, code: str) -> HttpResponse:
    """Show a facility of the register; an unknown code is not found."""
    asked = Asked.of(request.GET, timezone.localdate())
    found = figures.facility_named(code, figures.Span.ALL, asked.on)
    if found is None:
        raise Http404
    verdicts = figures.packets_of(code, asked.span, asked.on)
    names = tables.province_names()
    context = {
        "title": found.name,
        "facility": found,
        "province": names.get(found.province, found.province),
        "tag": tag_of(found.latest),
        "sentence": _said(found.latest) if found.latest else "",
        "verdicts": [_verdict(one, count) for one, count in verdicts.items()],
        "weeks": tables.week_rows(figures.weekly(asked.on, code=code)),
        "spans": [
            {"label": label, "url": "?" + asked.query(span=span), "now": span is asked.span}
            for span, label in SPANS.items()
        ],
        "back_url": reverse("facilities:league"),
    }
    return render(request, "facilities/facility.html", context)


def _verdict(code: str, count: int) -> dict[str, Any]:
    if not code:
        tag = {"label": _("Chưa kiểm tra xong"), "tone": "neutral"}
    elif code in figures.NO_PAPER:
        tag = {"label": _("Hồ sơ giám định không kèm giấy chứng sinh"), "tone": "neutral"}
    else:
        tag = tag_of(code)
    return {"code": code, "count": grouped(count), "sentence": _said(code), "tag": tag}


def _said(code: str) -> str:
    vietnamese, english = facility_sentence(code)
    return english if get_language() == "en" else vietnamese
