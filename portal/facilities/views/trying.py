"""Trying a file: which gate refuses it and what to change; nothing of it is kept."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.facilities import throttling
from portal.facilities.wording import GATES, LAYOUTS, REVOCATIONS
from portal.hospital_papers.trying import MOST_READ, Trial, try_file

_STATES = {"passed": "green", "refused": "red", "not_reached": "neutral"}


class TryForm(forms.Form):
    """One XML file."""

    file = forms.FileField(
        label=gettext_lazy("Tệp XML đã ký"),
        help_text=gettext_lazy("Giấy chứng sinh, giấy báo tử hoặc hồ sơ giám định, tối đa 5 MB."),
        allow_empty_file=True,  # the first gate has a sentence for it
        widget=forms.FileInput(attrs={"accept": ".xml,text/xml,application/xml"}),
        error_messages={"required": gettext_lazy("Xin chọn một tệp.")},
    )


@require_http_methods(["GET", "POST"])
@door(Act.READ_PUBLIC)
def try_one(request: HttpRequest) -> HttpResponse:
    """Show the eight gates and where the file stopped."""
    if request.method == "GET":
        return _drawn(request, TryForm())
    at = timezone.now()
    try:
        throttling.tries.count(request.META.get("REMOTE_ADDR", ""), at)
    except throttling.TooMany:
        text = _("Đã thử quá nhiều tệp. Xin thử lại sau 10 phút.")
        return _drawn(request, TryForm(), 429, message={"kind": "amber", "text": text})
    form = TryForm(request.POST, request.FILES)
    if not form.is_valid():
        return _drawn(request, form)
    trial = try_file(form.cleaned_data["file"].read(MOST_READ), at=at)
    return _drawn(request, TryForm(), trial=trial, gates=_gates(trial), facts=_facts(trial))


def _drawn(request: HttpRequest, form: TryForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"title": _("Thử một tệp giấy chứng sinh, giấy báo tử"), "form": form, **more}
    trial = more.get("trial")
    if trial:
        context["sentence"] = trial.sentence_en if get_language() == "en" else trial.sentence
    return render(request, "facilities/try.html", context, status=status)


def _gates(trial: Trial) -> list[dict[str, Any]]:
    labels = {
        "passed": _("Qua"),
        "refused": _("Không qua"),
        "not_reached": _("Chưa xét đến"),
    }
    state, rows = "passed", []
    for gate, words in GATES.items():
        if gate == trial.gate:
            state = "refused"
        tag = {"state": state, "label": labels[state], "tone": _STATES[state]}
        rows.append({"code": gate, "name": words.name, "asks": words.asks, **tag})
        if state == "refused":
            state = "not_reached"
    return rows


def _facts(trial: Trial) -> list[tuple[str, Any]]:
    facility = " – ".join(part for part in (trial.facility_code, trial.facility_name) if part)
    signed = f"{timezone.localtime(trial.signed_at):%H:%M:%S %d/%m/%Y}" if trial.signed_at else ""
    said = [
        (_("Mẫu"), LAYOUTS.get(trial.layout, trial.layout)),
        (_("Số giấy"), ", ".join(trial.numbers)),
        (_("Cơ sở"), facility),
        (_("Ký lúc"), signed),
        (_("Thu hồi chứng thư"), REVOCATIONS.get(trial.revocation, "")),
    ]
    return [(label, value) for label, value in said if value]
