"""The league table: where the facilities of the register stand, by province, class and gate."""

import csv
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.facilities import tables
from portal.facilities.asked import Asked
from portal.facilities.targets import compared
from portal.facilities.wording import CLASSES, GATES, SPANS, grouped, tag_of
from portal.hospital_papers import figures

PAGE_SIZE = 50
_MARK = "\ufeff"  # by which spreadsheets know UTF-8
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_COLUMNS = ("facility_code", "name", "province", "class", "gate", "code")


@require_safe
@door(Act.READ_PUBLIC)
def league(request: HttpRequest) -> HttpResponse:
    """Show the whole register, or one province of it."""
    asked = Asked.of(request.GET, timezone.localdate())
    parts = figures.by_province(asked.span, asked.on, asked.province)
    whole = figures.together(parts.values())
    known, unknown = figures.packets(asked.span, asked.on, asked.province)
    names = tables.province_names()
    context = {
        **_common(asked, names),
        "whole": tables.part_cells(asked, whole),
        "classes": list(CLASSES.values()),
        "provinces": tables.province_rows(asked, parts, names),
        "gates": tables.gate_rows(asked, whole, known),
        "packets": _packets(known),
        "unknown": _packets(unknown) if not asked.province else None,
        "weeks": tables.week_rows(figures.weekly(asked.on, asked.province)),
        "compared": compared(whole, asked.on),
        "csv_url": f"{reverse('facilities:csv')}?{asked.query(signing=None, gate='')}",
        "spans": [
            {"label": label, "url": "?" + asked.query(span=span), "now": span is asked.span}
            for span, label in SPANS.items()
        ],
    }
    return render(request, "facilities/league.html", context)


@require_safe
@door(Act.READ_PUBLIC)
def listed(request: HttpRequest) -> HttpResponse:
    """Show the facilities a number of the league table counts."""
    asked = Asked.of(request.GET, timezone.localdate())
    names = tables.province_names()
    rows = figures.members(asked.span, asked.on, asked.province, asked.signing, asked.gate)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        **_common(asked, names),
        "title": _class_title(asked),
        "page": page,
        "query": asked.query() + "&",
        "facilities": [
            {
                "code": one.code,
                "name": one.name,
                "province": names.get(one.province, one.province),
                "tag": tag_of(one.latest),
                "url": reverse("facilities:facility", args=[one.code]),
            }
            for one in page
        ],
        "count": grouped(page.paginator.count),
        "back_url": f"{reverse('facilities:league')}?{asked.query(signing=None, gate='')}",
    }
    return render(request, "facilities/list.html", context)


@require_safe
@door(Act.READ_PUBLIC)
def as_csv(request: HttpRequest) -> HttpResponse:
    """Send every facility of the register with its class; no cell begins a formula."""
    asked = Asked.of(request.GET, timezone.localdate())
    answer = HttpResponse(_MARK, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="ky-so-co-so-y-te-{asked.on}.csv"'
    writer = csv.writer(answer)
    writer.writerow(_COLUMNS)
    rows = figures.members(asked.span, asked.on, asked.province)
    for one in rows.iterator():
        signing, gate = figures.standing_of(one.latest)
        cells = (one.code, one.name, one.province, signing.value, gate, one.latest)
        writer.writerow([_plain(cell) for cell in cells])
    return answer


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _common(asked: Asked, names: dict[str, str]) -> dict[str, Any]:
    province = names.get(asked.province, asked.province)
    return {
        "title": _("Cơ sở y tế ký số giấy chứng sinh, giấy báo tử"),
        "asked": asked,
        "province": province,
        "span_label": SPANS[asked.span],
        "whole_url": "?" + asked.query(province=None, signing=None, gate=""),
    }


def _class_title(asked: Asked) -> str:
    if asked.signing is None:
        return _("Các cơ sở trong danh mục")
    label = str(CLASSES[asked.signing])
    return f"{label}: {GATES[asked.gate].name}" if asked.gate else label


def _packets(found: figures.Packets) -> list[tuple[str, str]]:
    return [
        (_("Giấy ký đúng"), grouped(found.valid)),
        (_("Giấy chưa ký số"), grouped(found.unsigned)),
        (_("Giấy ký chưa đúng"), grouped(found.wrong_total)),
        (_("Hồ sơ giám định không kèm giấy chứng sinh"), grouped(found.envelopes)),
        (_("Chưa kiểm tra xong"), grouped(found.unchecked)),
        (_("Tất cả"), grouped(found.whole)),
    ]
