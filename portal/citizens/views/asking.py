"""Whom a dossier waits for: who was asked, remind them, or ask another person instead."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import tracking
from portal.citizens.days import day
from portal.citizens.journeys import title_of
from portal.citizens.pages import is_quiet, page
from portal.citizens.timeline import may_be_dropped
from portal.citizens.views.correcting import name_others
from portal.consents import services
from portal.consents.invitations import code_for
from portal.consents.labels import label
from portal.consents.models import GIVEN, WAITING, Consent, ConsentStatus, Role
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import StepStatus

# Never red: whoever did not agree, the family can ask somebody else.
TONES = {
    ConsentStatus.AGREED: "green",
    ConsentStatus.BY_PAPER: "green",
    ConsentStatus.CANCELLED: "neutral",
}
NAMING = {StepStatus.WAITING, StepStatus.HELD, StepStatus.RETURNED}


@require_safe
@door(Act.READ_OWN)
def asked(request: HttpRequest, code: str) -> HttpResponse:
    """Show everybody who was asked about a dossier, and how they stand."""
    dossier = tracking.own_dossier(request, code)
    steps = {step.pk: step for step in Step.objects.filter(dossier=dossier)}
    rows = Consent.objects.filter(step_id__in=steps).exclude(status=ConsentStatus.REPLACED)
    context = {
        "title": _("Ai cần đồng ý?"),
        "people": [_person(dossier, steps[one.step_id], one) for one in rows.order_by("pk")],
        "legs": [_leg(dossier, one) for one in steps.values() if may_be_dropped(one)],
        "quiet": is_quiet(dossier.life_event),
        "back_url": reverse("citizens:track", args=[dossier.code]),
    }
    return page(request, "citizens/asked.html", context)


@require_POST
@door(Act.CHANGE_OWN, back=("citizens:asked", "code"))
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
@door(Act.CHANGE_OWN, keeps_typing=True)
def replace(request: HttpRequest, code: str, consent_id: int) -> HttpResponse:
    """Name somebody else where head and owners are declared: who agrees must be who is declared."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    old = _consent(dossier, consent_id)
    one = next(each for each in tracking.files_of(dossier) if each.step.pk == old.step_id)
    if not _may_be_replaced(one.step, old):
        messages.info(request, _("Người này đã trả lời, không cần đổi nữa."))
        return HttpResponseRedirect(reverse("citizens:asked", args=[dossier.code]))
    if one.asked_back is not None:
        return HttpResponseRedirect(reverse("citizens:correct", args=[dossier.code]))
    return name_others(request, dossier, one)


def _consent(dossier: Dossier, consent_id: int) -> Consent:
    one = Consent.objects.filter(pk=consent_id).exclude(status=ConsentStatus.REPLACED).first()
    if one is None or not Step.objects.filter(pk=one.step_id, dossier=dossier).exists():
        raise Http404
    return one


def _may_be_replaced(step: Step, one: Consent) -> bool:
    return step.status in NAMING and one.status not in GIVEN


def _person(dossier: Dossier, step: Step, one: Consent) -> dict[str, Any]:
    args = [dossier.code, one.pk]
    waits = one.status in WAITING
    return {
        "name": one.full_name or _roles(one),
        "roles": _roles(one),
        "status": label(one),
        "tone": TONES.get(ConsentStatus(one.status), "amber"),
        "asked_on": day(one.asked_at),
        "until": day(one.expires_on) if waits else "",
        "code": code_for(one) if waits and not one.personal_number else "",
        "remind_url": reverse("citizens:remind", args=args) if waits else "",
        "replace_url": (
            reverse("citizens:replace", args=args) if _may_be_replaced(step, one) else ""
        ),
    }


def _leg(dossier: Dossier, step: Step) -> dict[str, str]:
    url = reverse("citizens:withdraw_leg", args=[dossier.code, step.pk])
    return {"title": title_of(step.procedure), "url": url}


def _roles(one: Consent) -> str:
    return ", ".join(str(Role(role).label) for role in one.roles)
