"""Tracking without signing in: states and days, never a name."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import lookups, tracking
from portal.citizens.days import day
from portal.citizens.journeys import title_of
from portal.citizens.legs import office_of, said
from portal.citizens.mistaken import told_publicly
from portal.citizens.pages import page
from portal.citizens.tracking import StepFile
from portal.citizens.whole import label_of
from portal.people.forms import SentencesMixin
from portal.pipeline.models import Dossier
from portal.pipeline.statuses import StepStatus


class LookUpForm(SentencesMixin, forms.Form):
    """A dossier's code, and a second thing the family knows."""

    code = forms.CharField(
        label=gettext_lazy("Mã hồ sơ"),
        max_length=60,
        help_text=gettext_lazy("Ghi trên phiếu tiếp nhận, bắt đầu bằng LT."),
    )
    digits = forms.RegexField(
        regex=r"^[0-9]{4}$",
        label=gettext_lazy("4 số cuối điện thoại"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "govuk-input--width-4"}
        ),
        error_messages={"invalid": gettext_lazy("Xin ghi đúng 4 chữ số.")},
    )


@require_http_methods(["GET", "POST"])
@door(Act.LOOK_UP)
def look_up(request: HttpRequest) -> HttpResponse:
    """Answer the same to a wrong and to an unknown code."""
    at = timezone.now()
    if request.method == "GET":
        form = LookUpForm(initial={"code": request.GET.get("ma", "")[:60]})
        return _drawn(request, form)
    form = LookUpForm(request.POST)
    if not form.is_valid():
        return _drawn(request, form)
    try:
        dossier = lookups.find(
            code=form.cleaned_data["code"],
            last_digits=form.cleaned_data["digits"],
            address=request.META.get("REMOTE_ADDR", ""),
            at=at,
        )
    except lookups.TooMany:
        text = _("Tra cứu quá nhiều lần. Xin thử lại sau 10 phút, hoặc đăng nhập để xem.")
        return _answer(request, form, text, status=429)
    if dossier is None:
        text = _("Chưa thấy hồ sơ với mã và số điện thoại này. Xin kiểm tra lại cả hai.")
        return _answer(request, form, text)
    return _drawn(request, form, result=_result(dossier, at))


def _answer(request: HttpRequest, form: forms.Form, text: str, status: int = 200) -> HttpResponse:
    return _drawn(request, form, status, message={"kind": "amber", "text": text})


def _drawn(request: HttpRequest, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
    context = {"title": _("Tra cứu hồ sơ"), "form": form, **more}
    return page(request, "citizens/look_up.html", context, status=status)


def _result(dossier: Dossier, at: datetime) -> dict[str, Any]:
    files = tracking.files_of(dossier)
    opened = any(one.step.opened_at for one in files)
    mistaken = any(one.mistaken_at for one in files)
    label, tone = label_of([one.step.status for one in files], opened=opened, mistaken=mistaken)
    return {
        "code": dossier.code,
        "status_label": label,
        "status_tone": tone,
        "promised": "" if mistaken else day(dossier.promised_on),
        "steps": [_step(one, at) for one in files],
    }


def _step(one: StepFile, at: datetime) -> dict[str, Any]:
    row, label, sentence = said(one, now=at)
    if one.mistaken_at and one.step.status == StepStatus.GRANTED:
        label, sentence = told_publicly(one, office_of(one))
    elif not row.is_public:  # it may name a person, or quote what was declared
        label, sentence = str(StepStatus(one.step.status).label), ""
    return {
        "title": title_of(one.step.procedure),
        "status": one.step.status,
        "tone": row.tone,
        "label": label,
        "sentence": sentence,
    }
