"""Where a dossier is: the list of mine, the timeline of one, and its results to take home."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from portal.accounts.access import Act
from portal.accounts.doors import door
from portal.citizens import receipts, tracking
from portal.citizens.days import day
from portal.citizens.journeys import title_of
from portal.citizens.models import Draft
from portal.citizens.pages import citizen_of, is_quiet, page, tasks_url
from portal.citizens.timeline import holder_of, leg_of
from portal.citizens.tracking import StepFile
from portal.citizens.whole import label_of
from portal.documents import store
from portal.pipeline.mistakes import dossiers_taken_back
from portal.pipeline.models import Attachment, Dossier, Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus

A_PAGE = 20


@require_safe
@door(Act.READ_OWN)
def dossiers(request: HttpRequest) -> HttpResponse:
    """List the visitor's drafts and dossiers."""
    citizen = citizen_of(request)
    mine = Dossier.objects.filter(applicant=citizen).order_by("-filed_at", "-pk")
    listed = Paginator(mine, A_PAGE).get_page(request.GET.get("page"))
    steps = tracking.steps_of(listed.object_list)
    names = tracking.names_of(step for of_one in steps.values() for step in of_one)
    mistaken = dossiers_taken_back(_with_a_death(steps))
    drafts = Draft.objects.filter(citizen=citizen, filed_at__isnull=True).order_by("-updated_at")
    context = {
        "title": _("Hồ sơ của tôi"),
        "drafts": [_drafted(draft) for draft in drafts],
        "dossiers": [
            _listed(dossier, steps[dossier.pk], names.get(dossier.pk, ""), dossier.pk in mistaken)
            for dossier in listed.object_list
        ],
        "page": listed,
        "back_url": "/",
    }
    return page(request, "citizens/dossiers.html", context)


@require_safe
@door(Act.READ_OWN)
def track(request: HttpRequest, code: str) -> HttpResponse:
    """Show who has each leg, since when, until when, and what the family must do."""
    dossier = tracking.own_dossier(request, code)
    now = timezone.now()
    files = tracking.files_of(dossier)
    beside = tracking.told_beside(files, on=timezone.localdate(now))
    legs = [leg_of(dossier, one, now=now, beside=beside.get(one.step.pk, ())) for one in files]
    statuses = [one.step.status for one in files]
    opened = any(one.step.opened_at for one in files)
    mistaken = any(one.mistaken_at for one in files)
    label, tone = label_of(statuses, opened=opened, mistaken=mistaken)
    is_open = any(status not in FINAL for status in statuses)
    context = {
        "code": dossier.code,
        "status_label": label,
        "status_tone": tone,
        "where": _where(files),
        "promised": day(dossier.promised_on) if is_open and not mistaken else "",
        "duties": [
            {"text": f"{leg['title']}: {leg['todo']}", "actions": leg["actions"]}
            for leg in legs
            if leg["todo"]
        ],
        "is_over": not is_open,
        "legs": legs,
        "report_url": reverse("citizens:report", args=[dossier.code]),
        "withdraw_url": reverse("citizens:withdraw", args=[dossier.code]) if is_open else "",
        "receipt_url": reverse("citizens:receipt", args=[dossier.code]),
        "quiet": is_quiet(dossier.life_event),
        "back_url": reverse("citizens:dossiers"),
    }
    return page(request, "citizens/track.html", context)


@require_safe
@door(Act.DOWNLOAD)
def result(request: HttpRequest, code: str, attachment_id: int) -> HttpResponse:
    """Hand over one result of a dossier, whatever has become of the other legs."""
    dossier = tracking.own_dossier(request, code, Act.DOWNLOAD)
    attachment = (
        Attachment.objects.select_related("document", "step")
        .filter(pk=attachment_id, step__dossier=dossier, kind=Attachment.Kind.RESULT)
        .first()
    )
    if attachment is None:
        raise Http404
    try:
        content = store.get(attachment.document_id)
    except store.DocumentMissing as missing:
        raise Http404 from missing
    name = f"{dossier.code}-{attachment.step.procedure.rpartition('.')[2]}.pdf"
    return _attached(content, attachment.document.media_type, name)


@require_safe
@door(Act.DOWNLOAD)
def receipt(request: HttpRequest, code: str) -> HttpResponse:
    """Hand over the receipt, drawn when it is first asked for."""
    dossier = tracking.own_dossier(request, code, Act.DOWNLOAD)
    return _attached(receipts.fetch(dossier), "application/pdf", f"{dossier.code}.pdf")


def _attached(content: bytes, media_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=media_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _where(files: Sequence[StepFile]) -> str:
    places = [f"{holder} ({_title(one.step)})" for one in files if (holder := holder_of(one))]
    return _("Đang ở: {places}.").format(places="; ".join(places)) if places else ""


def _title(step: Step) -> str:
    title = title_of(step.procedure)
    return title[:1].lower() + title[1:]


def _drafted(draft: Draft) -> dict[str, Any]:
    return {
        "title": _title_of_event(draft.life_event),
        "url": tasks_url(draft.life_event),
        "kept_until": day(draft.kept_until),
    }


def _with_a_death(steps: Mapping[int, Sequence[Step]]) -> list[int]:
    """Return the dossiers in which a death stands registered: one that may be a mistake."""
    deaths = {procedure.code for procedure in registry if procedure.registers_death}
    return [
        pk
        for pk, of_one in steps.items()
        if any(step.procedure in deaths and step.status == StepStatus.GRANTED for step in of_one)
    ]


def _listed(dossier: Dossier, steps: Sequence[Step], name: str, mistaken: bool) -> dict[str, Any]:
    opened = any(step.opened_at for step in steps)
    label, tone = label_of([step.status for step in steps], opened=opened, mistaken=mistaken)
    title = _title_of_event(dossier.life_event)
    return {
        "title": f"{title}: {name}" if name else title,
        "code": dossier.code,
        "url": reverse("citizens:track", args=[dossier.code]),
        "filed": day(dossier.filed_at),
        "label": label,
        "tone": tone,
    }


def _title_of_event(life_event: str) -> str:
    names = {"birth": _("Em bé mới sinh"), "death": _("Người thân qua đời")}
    return names.get(life_event, life_event)
