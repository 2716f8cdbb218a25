"""The certificate before it is written: read it, then say that it is right, or what is not."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import tracking
from portal.citizens.beginning import begun
from portal.citizens.days import moment
from portal.citizens.pages import citizen_of, is_quiet, page
from portal.people.forms import SentencesMixin
from portal.pipeline import services
from portal.pipeline.models import Dossier, Proof
from portal.pipeline.summaries import groups_of, summary_of

RIGHT, WRONG = "right", "wrong"
MOST_WORDS = 1000


class WrongForm(SentencesMixin, forms.Form):
    """What is not right, in the family's own words."""

    words = forms.CharField(
        label=gettext_lazy("Chỗ nào chưa đúng?"),
        required=False,  # who finds all right has nothing to write
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> None:
        """Ask for the words that a wrong proof cannot do without."""
        if self.data.get("answer") == WRONG and not self.cleaned_data.get("words"):
            self.add_error("words", _("Xin ghi chỗ chưa đúng."))


@require_http_methods(["GET", "POST"])
@door(Act.CHANGE_OWN, keeps_text=True)
def proof(request: HttpRequest, code: str, step_id: int) -> HttpResponse:
    """Show what will be written, and take the family's word on it once."""
    dossier = tracking.own_dossier(request, code, Act.CHANGE_OWN)
    sent = Proof.objects.filter(step=step_id, step__dossier=dossier).select_related("step")
    newest = sent.order_by("-pk").first()
    if newest is None:
        raise Http404
    if not newest.is_open:
        return _over(request, dossier)
    form = begun(request, WrongForm)
    if request.POST.get("answer") in (RIGHT, WRONG) and form.is_valid():
        return _answer(request, dossier, step_id, form.cleaned_data["words"])
    return page(request, "citizens/proof.html", _context(dossier, newest, form))


def _answer(request: HttpRequest, dossier: Dossier, step_id: int, words: str) -> HttpResponse:
    is_right = request.POST["answer"] == RIGHT
    try:
        services.answer_proof(
            step_id=step_id,
            applicant=citizen_of(request),
            is_right=is_right,
            words=words,
            at=timezone.now(),
        )
    except services.NoProofOpen:
        return _over(request, dossier)
    said = _("Đã ghi nhận: nội dung đúng."), _("Đã gửi chỗ chưa đúng tới cơ quan.")
    messages.success(request, said[0] if is_right else said[1])
    return _to_dossier(dossier)


def _over(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    messages.info(request, _("Việc xem trước đã kết thúc."))
    return _to_dossier(dossier)


def _to_dossier(dossier: Dossier) -> HttpResponse:
    return HttpResponseRedirect(reverse("citizens:track", args=[dossier.code]))


def _context(dossier: Dossier, sent: Proof, form: WrongForm) -> dict[str, Any]:
    procedure = sent.step.procedure
    groups = groups_of(procedure, summary_of(procedure, sent.step_id))
    return {
        "title": _("Xem trước Giấy khai sinh"),
        "answer_before": moment(sent.answer_by),
        "groups": [
            {
                "title": one.title,
                "rows": [{"label": value.label, "value": value.text} for value in one.values],
            }
            for one in groups
        ],
        "form": form,
        "quiet": is_quiet(dossier.life_event),
        "back_url": reverse("citizens:track", args=[dossier.code]),
    }
