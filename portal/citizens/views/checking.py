"""The last look, the filing itself, and the page that says it is done."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.accounts.models import Citizen
from portal.citizens import drafts, qr, tracking
from portal.citizens.days import day
from portal.citizens.filing import NotWhole, file_draft
from portal.citizens.journeys import silent
from portal.citizens.models import Draft
from portal.citizens.pages import (
    address_of,
    citizen_of,
    draft_banner,
    is_quiet,
    page,
    tasks_url,
)
from portal.citizens.summaries import groups_of
from portal.citizens.timeline import first_duties, next_steps
from portal.citizens.views.declaring import draft_of, next_url
from portal.hospital_papers.services import AlreadyHeld
from portal.pipeline.models import Dossier
from portal.pipeline.procedures import AlreadyDeclared
from portal.pipeline.registry import registry


class FilingForm(forms.Form):
    """Carries which filing is meant, so that pressing twice files once."""

    filing = forms.UUIDField(widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@door(Act.DECLARE)
def check(request: HttpRequest, life_event: str) -> HttpResponse:
    """Show everything once more; on agreement file it, once."""
    if request.method == "POST":
        return _file(request, life_event)
    at = timezone.now()
    draft = draft_of(request, life_event, at)
    walk = drafts.walk(draft, at=at)
    if drafts.look_up(draft=draft, walk=walk, procedure=walk.legs[0]):
        walk = drafts.walk(draft, at=at, earlier=walk)
    if not walk.is_whole:
        return HttpResponseRedirect(next_url(walk))
    filenames = {one.document_id: one.filename for one in draft.files.all()}
    groups = groups_of(walk, filenames)
    for group in groups:
        group["change_url"] = address_of(group["station"].place, life_event)
    context = {
        "title": _("Kiểm tra trước khi nộp"),
        "groups": groups,
        "form": FilingForm(initial={"filing": draft.filing}),
        "left_out": [one.title for one in walk.legs if walk.is_left_out(one)],
        "silent": [one.title for one in silent(life_event)],
        "draft": draft_banner(draft),
        "back_url": tasks_url(life_event),
        "quiet": is_quiet(life_event),
    }
    return page(request, "citizens/check.html", context)


def _file(request: HttpRequest, life_event: str) -> HttpResponse:
    form = FilingForm(request.POST)
    if not form.is_valid():
        raise Http404
    filing = form.cleaned_data["filing"]
    if _has_changed(filing, citizen_of(request), timezone.now()):
        messages.info(request, _("Giấy của bệnh viện vừa có thay đổi. Xin đọc lại rồi nộp."))
        return HttpResponseRedirect(request.path)
    try:
        dossiers = file_draft(filing=filing, applicant=citizen_of(request), at=timezone.now())
    except Draft.DoesNotExist as error:
        raise Http404 from error
    except AlreadyHeld:
        in_use = _("Giấy này của bệnh viện vừa được dùng ở hồ sơ khác. Bản khai vẫn được giữ.")
        messages.warning(request, in_use)
        return HttpResponseRedirect(request.path)
    except AlreadyDeclared as told:
        messages.info(request, str(told))
        return HttpResponseRedirect(tasks_url(life_event))
    except NotWhole:
        return HttpResponseRedirect(tasks_url(life_event))
    return HttpResponseRedirect(reverse("citizens:done", args=[dossiers[0].code]))


def _has_changed(filing: UUID, applicant: Citizen, at: datetime) -> bool:
    """Say whether agencies offer something now by which other answers than those read are filed."""
    draft = Draft.objects.filter(filing=filing, citizen=applicant, filed_at=None).first()
    if draft is None:
        return False
    read = drafts.walk(draft, at=at)
    if not drafts.look_up(draft=draft, walk=read, procedure=read.legs[0]):
        return False
    return drafts.walk(draft, at=at, earlier=read).answers() != read.answers()


@require_safe
@door(Act.READ_OWN)
def done(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm: the code, the promised day, the QR, the receipt, and what happens next."""
    dossier = tracking.own_dossier(request, code)
    together = list(
        Dossier.objects.filter(filing=dossier.filing, applicant=dossier.applicant_id)
        .exclude(pk=dossier.pk)
        .order_by("ordinal")
    )
    quiet = is_quiet(dossier.life_event)
    files = tracking.files_of(dossier)
    duties = first_duties(dossier, files)
    now = timezone.now()
    beside = tracking.told_beside(files[:1], on=timezone.localdate(now))
    context = {
        "title": _("Đã nhận hồ sơ") if quiet else _("Đã nộp hồ sơ"),
        "lead": _("Gia đình không phải làm gì thêm lúc này.") if quiet and not duties else "",
        "code": dossier.code,
        "promised": day(dossier.promised_on),
        "qr_svg": qr.of_dossier(dossier),
        "qr_caption": _("Quét để tra cứu hồ sơ"),
        "duties": duties,
        "next_steps": next_steps(files, now=now, beside=beside),
        "others": together,
        "another_url": _another_url(dossier),
        "track_url": reverse("citizens:track", args=[dossier.code]),
        "receipt_url": reverse("citizens:receipt", args=[dossier.code]),
        "report_url": reverse("citizens:report", args=[dossier.code]),
        "quiet": quiet,
    }
    return page(request, "citizens/done.html", context)


def _another_url(dossier: Dossier) -> str:
    """Return where the family declares for another person of the same event, "" if it cannot."""
    if not registry.opening(dossier.life_event).kept_for_another:
        return ""
    return reverse("citizens:another", args=[dossier.code])
