"""Being asked to agree, and asking: both sides of a consent, each after the own sign-in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act, may
from portal.accounts.doors import door, visitor_at
from portal.citizens.beginning import begun
from portal.citizens.days import day
from portal.citizens.pages import citizen_of, page
from portal.consents import selectors, services
from portal.consents.models import Consent, Role
from portal.people.forms import SentencesMixin
from portal.pipeline.models import Step


class CodeForm(SentencesMixin, forms.Form):
    """The invitation a family gives to somebody whose number it does not know."""

    code = forms.CharField(
        label=gettext_lazy("Mã được gửi cho ông/bà"),
        max_length=60,
    )


class ReasonForm(SentencesMixin, forms.Form):
    """Why not; nobody has to say."""

    reason = forms.CharField(
        label=gettext_lazy("Lý do, nếu không đồng ý"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_http_methods(["GET", "POST"])
@door(Act.ANSWER_CONSENT, keeps_text=True)
def consents(request: HttpRequest) -> HttpResponse:
    """List what the visitor is asked, and take up an invitation by its code."""
    citizen = citizen_of(request)
    form = begun(request, CodeForm)
    if form.is_valid():
        try:
            taken = services.take_up(
                code=form.cleaned_data["code"],
                personal_number=citizen.personal_number,
                full_name=citizen.full_name,
            )
            return HttpResponseRedirect(reverse("citizens:consent", args=[taken.pk]))
        except services.NoSuchConsent:
            wrong = _("Chưa thấy lời nhờ với mã này cho ông/bà. Xin hỏi lại người gửi mã.")
            form.add_error("code", wrong)
    asked = selectors.waiting_for_person(citizen.personal_number)
    context = {
        "title": _("Có người nhờ tôi xác nhận"),
        "asked": [
            {"url": reverse("citizens:consent", args=[one.pk]), "until": day(one.expires_on)}
            for one in asked
        ],
        "form": form,
        "back_url": "/",
    }
    return page(request, "citizens/consents.html", context)


@require_http_methods(["GET", "POST"])
@door(Act.ANSWER_CONSENT, keeps_text=True)
def consent(request: HttpRequest, consent_id: int) -> HttpResponse:
    """Show what is asked, and take the answer: yes, no with a reason, or "not me"."""
    asked = _asked(request, consent_id)
    form = begun(request, ReasonForm)
    if request.method == "POST" and form.is_valid():
        return _answered(request, asked, form.cleaned_data["reason"])
    step = Step.objects.select_related("dossier__applicant").get(pk=asked.step_id)
    applicant = step.dossier.applicant.full_name
    context = {
        "title": _("{name} nhờ ông/bà xác nhận").format(name=applicant),
        "lead": asked.text,
        "rows": [
            {"label": _("Người nhờ"), "value": applicant},
            {"label": _("Ông/bà được hỏi vì là"), "value": _roles(asked)},
        ],
        "answer_before": day(asked.expires_on),
        "form": form,
        "back_url": reverse("citizens:consents"),
    }
    return page(request, "citizens/consent.html", context)


def _asked(request: HttpRequest, consent_id: int) -> Consent:
    asked = Consent.objects.filter(pk=consent_id).first()
    if asked is None or not may(visitor_at(request), Act.ANSWER_CONSENT, asked):
        raise Http404
    return asked


def _answered(request: HttpRequest, asked: Consent, reason: str) -> HttpResponse:
    at, number = timezone.now(), citizen_of(request).personal_number
    answer = request.POST.get("answer", "")
    known: dict[str, Any] = {"consent_id": asked.pk, "personal_number": number, "at": at}
    try:
        if answer == "not_me":
            services.deny_identity(**known)
        elif answer in ("agree", "refuse"):
            services.answer(**known, agreed=answer == "agree", reason=reason)
        else:
            return HttpResponseRedirect(request.path)
    except services.TooLate:
        messages.info(request, _("Lời nhờ này đã hết hạn trả lời."))
    except services.AlreadyClosed:
        messages.info(request, _("Lời nhờ này đã được trả lời hoặc không cần nữa."))
    else:
        messages.success(request, _("Đã ghi câu trả lời của ông/bà."))
    return HttpResponseRedirect(reverse("citizens:consents"))


def _roles(asked: Consent) -> str:
    return ", ".join(str(Role(role).label) for role in asked.roles)
