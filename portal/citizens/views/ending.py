"""Taking a dossier back, and reporting that somebody asked for a paper nobody may ask for."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import reports, tracking
from portal.citizens.again import begin_again, begin_for_another
from portal.citizens.beginning import begun
from portal.citizens.journeys import title_of
from portal.citizens.models import DemandReport
from portal.citizens.pages import citizen_of, is_quiet, page, tasks_url
from portal.citizens.timeline import may_be_dropped
from portal.people.forms import SentencesMixin
from portal.pipeline import services
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import Offer
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN)
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Say what can still be withdrawn and what cannot, then withdraw the rest."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    back = reverse("citizens:track", args=[dossier.code])
    if request.method == "POST":
        try:
            services.withdraw(
                dossier_id=dossier.pk, applicant=citizen_of(request), at=timezone.now()
            )
        except services.NothingToWithdraw:
            messages.info(request, _("Hồ sơ không còn phần nào để rút."))
        else:
            messages.info(request, _said_of(dossier, _("Đã rút phần còn lại.")))
        return HttpResponseRedirect(back)
    steps = list(Step.objects.filter(dossier=dossier).order_by("pk"))
    context = {
        "title": _("Rút hồ sơ"),
        "kept": _titles(steps, granted=True),
        "open": _titles(steps, granted=False),
        "back_url": back,
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/withdraw.html", context)


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN)
def withdraw_leg(request: HttpRequest, code: str, step_id: int) -> HttpResponse:
    """Take back one leg the family chose, and leave the others as they are."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    back = reverse("citizens:track", args=[dossier.code])
    step = Step.objects.filter(pk=step_id, dossier=dossier).first()
    if step is None:
        raise Http404
    title = title_of(step.procedure)
    if not may_be_dropped(step):
        messages.info(request, _("Việc này không còn rút được."))
        return HttpResponseRedirect(back)
    if request.method == "POST":
        try:
            services.withdraw_leg(step_id=step.pk, applicant=citizen_of(request), at=timezone.now())
        except services.NothingToWithdraw:
            messages.info(request, _("Việc này không còn rút được."))
        else:
            withdrawn = _("Đã rút: {leg}.").format(leg=title)
            messages.info(request, _said_of(dossier, withdrawn, step_id=step.pk))
        return HttpResponseRedirect(back)
    context = {
        "title": _("Không làm việc này nữa"),
        "open": [title],
        "button": _("Rút riêng việc này"),
        "lead": _("Các việc khác vẫn đi tiếp. Việc này làm sau cũng được."),
        "back_url": back,
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/withdraw.html", context)


@require_POST
@door(Act.CHANGE_OWN, back=("citizens:track", "code"))
def again(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a new declaration from what an ended dossier was filed with."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    draft = begin_again(dossier, at=timezone.now())
    return HttpResponseRedirect(tasks_url(draft.life_event))


@require_POST
@door(Act.CHANGE_OWN, back=("citizens:track", "code"))
def another(request: HttpRequest, code: str) -> HttpResponse:
    """Declare for another person of the same event: what they share is not typed twice."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    if not registry.opening(dossier.life_event).kept_for_another:
        raise Http404
    draft = begin_for_another(dossier, at=timezone.now())
    return HttpResponseRedirect(tasks_url(draft.life_event))


class ReportForm(SentencesMixin, forms.Form):
    """What was asked for, and how; everything but the paper may stay blank."""

    papers = forms.MultipleChoiceField(
        label=gettext_lazy("Giấy tờ nào bị yêu cầu?"),
        widget=forms.CheckboxSelectMultiple,
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Yêu cầu bằng cách nào?"),
        choices=DemandReport.Where.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("Ghi thêm"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, dossier: Dossier, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["papers"]).choices = reports.papers_of(dossier)
        self.fields["papers"].error_messages["required"] = _("Xin chọn ít nhất một giấy tờ.")
        self.fields["where"].error_messages["required"] = _("Xin chọn một câu trả lời.")


@require_http_methods(["GET", "POST"])
@door(Act.REPORT_DEMAND, keeps_text=True)
def report(request: HttpRequest, code: str) -> HttpResponse:
    """Take a report of a forbidden demand; it goes to the province, not to the desk."""
    dossier = tracking.own_dossier(request, code, Act.REPORT_DEMAND)
    back = reverse("citizens:track", args=[dossier.code])
    form = begun(request, ReportForm, dossier=dossier)
    if form.is_valid():
        reports.report_demand(
            dossier=dossier,
            citizen=citizen_of(request),
            papers=form.cleaned_data["papers"],
            where=form.cleaned_data["where"],
            words=form.cleaned_data["words"],
            at=timezone.now(),
        )
        messages.info(request, _("Đã nhận báo. Ông/bà không phải nộp giấy đó."))
        return HttpResponseRedirect(back)
    context = {
        "title": _("Báo yêu cầu sai quy định"),
        "lead": _("Báo này gửi tới tỉnh, không gửi tới bàn tiếp nhận; hồ sơ vẫn đi tiếp."),
        "form": form,
        "button": _("Gửi báo"),
        "back_url": back,
        "quiet": is_quiet(dossier.life_event),
    }
    return page(request, "citizens/report.html", context)


def _titles(steps: list[Step], *, granted: bool) -> list[str]:
    if granted:
        return [title_of(one.procedure) for one in steps if one.status == StepStatus.GRANTED]
    open_steps = [one.procedure for one in steps if one.status not in FINAL]
    return [title_of(code) for code in open_steps if registry[code].offered is not Offer.SILENT]


def _said_of(dossier: Dossier, withdrawn: str, **legs: int) -> str:
    """Return what is true after asking: withdrawn, or noted where another office has the case."""
    chosen = {"pk": legs["step_id"]} if legs else {}
    wished = Step.objects.filter(dossier=dossier, withdrawal_asked_at__isnull=False, **chosen)
    if wished.exclude(status__in=FINAL).exists():
        return _("Đã ghi ý muốn rút. Phần đã chuyển sang cơ quan khác thì chưa rút ngay được.")
    return withdrawn
