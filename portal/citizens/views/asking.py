"""Whom a dossier waits for: who was asked, remind them, or ask another person instead."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import tracking
from portal.citizens.days import day
from portal.citizens.pages import is_quiet, page
from portal.consents import services
from portal.consents.invitations import code_for
from portal.consents.models import WAITING, Consent, ConsentStatus, Role
from portal.people.form_fields import PersonalNumberField, PersonNameField
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import ConsentNeed


class AnotherPersonForm(forms.Form):
    """Who is asked instead; without a number the family passes on a code."""

    full_name = PersonNameField(label=gettext_lazy("Họ tên người khác"), max_length=200)
    personal_number = PersonalNumberField(
        label=gettext_lazy("Số định danh"),
        required=False,
        help_text=gettext_lazy("Không nhớ số? Để trống rồi gửi mã cho người đó."),
    )


@require_safe
@door(Act.READ_OWN)
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Show everybody who was asked about a dossier, and how they stand."""
    dossier = tracking.own_dossier(request, code)
    steps = Step.objects.filter(dossier=dossier).values_list("pk", flat=True)
    rows = Consent.objects.filter(step_id__in=steps).exclude(status=ConsentStatus.REPLACED)
    context = {
        "title": _("Ai cần đồng ý?"),
        "people": [_person(dossier, one) for one in rows.order_by("pk")],
        "quiet": is_quiet(dossier.life_event),
        "back_url": reverse("citizens:track", args=[dossier.code]),
    }
    return page(request, "citizens/asked.html", context)


@require_POST
@door(Act.CHANGE_OWN)
def remind(request: HttpRequest, code: str, consent_id: int) -> HttpResponse:
    """Remind one person, at most once a day."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    one = _consent(dossier, consent_id)
    try:
        services.remind(consent_id=one.pk, step_id=one.step_id, at=timezone.now())
    except services.TooSoon:
        messages.info(request, _("Vừa nhờ hoặc nhắc trong ngày. Xin chờ thêm."))
    else:
        messages.success(request, _("Đã nhắc lại."))
    return HttpResponseRedirect(reverse("citizens:asked", args=[dossier.code]))


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN)
def replace(request: HttpRequest, code: str, consent_id: int) -> HttpResponse:
    """Ask another person in somebody's place."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    old = _consent(dossier, consent_id)
    back = reverse("citizens:asked", args=[dossier.code])
    form = AnotherPersonForm(request.POST or None)
    if form.is_valid():
        said = form.cleaned_data
        need = ConsentNeed(old.roles[0], said["personal_number"], said["full_name"], old.text)
        try:
            services.replace(consent_id=old.pk, step_id=old.step_id, need=need, at=timezone.now())
        except (services.AlreadyGiven, Consent.DoesNotExist):
            messages.info(request, _("Người này đã trả lời, không cần đổi nữa."))
        else:
            messages.success(request, _("Đã nhờ người khác."))
        return HttpResponseRedirect(back)
    context = {
        "title": _("Đổi người cần đồng ý"),
        "lead": _roles(old),
        "form": form,
        "button": _("Gửi lời nhờ xác nhận"),
        "quiet": is_quiet(dossier.life_event),
        "back_url": back,
    }
    return page(request, "citizens/report.html", context)


def _consent(dossier: Dossier, consent_id: int) -> Consent:
    one = Consent.objects.filter(pk=consent_id).exclude(status=ConsentStatus.REPLACED).first()
    if one is None or not Step.objects.filter(pk=one.step_id, dossier=dossier).exists():
        raise Http404
    return one


def _person(dossier: Dossier, one: Consent) -> dict[str, Any]:
    args = [dossier.code, one.pk]
    waits = one.status in WAITING
    return {
        "name": one.full_name or _roles(one),
        "roles": _roles(one),
        "status": ConsentStatus(one.status).label,
        "tone": "amber" if waits else "green" if one.answered_at and not one.reason else "neutral",
        "until": day(one.expires_on) if waits else "",
        "reminded": one.reminded_count,
        "reason": one.reason,
        "code": code_for(one) if waits and not one.personal_number else "",
        "remind_url": reverse("citizens:remind", args=args) if waits else "",
        "replace_url": reverse("citizens:replace", args=args) if waits else "",
    }


def _roles(one: Consent) -> str:
    return ", ".join(str(Role(role).label) for role in one.roles)
