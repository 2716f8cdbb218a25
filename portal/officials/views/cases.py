"""One case on one screen, its files, and the way to a case by its code."""

import re
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act, may, visitor_of
from portal.consents.models import GIVEN, Consent, Role
from portal.documents import store
from portal.officials.acting import carry_out, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import AgreementForm, AnswerForm, IssueForm
from portal.officials.models import Case
from portal.officials.screen import Screen, screen_of
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.codes import normalised
from portal.pipeline.family_pages import family_pages
from portal.pipeline.models import Attachment
from portal.pipeline.statuses import StepStatus
from portal.statutes.selectors import forbidden_papers

SHOWN_INLINE = ("image/jpeg", "image/png", "application/pdf")
LEAST_LETTERS = 4
DRAFT_CODE = re.compile("N-?([0-9A-F]{4})-?([0-9A-F]{4})")


@require_GET
@desk(Act.READ_CASE)
def case(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case; every look stands in the access log, the first ends the family's editing."""
    found = case_or_404(request, pk, Act.READ_CASE)
    services.open_case(step=found, by=official_of(request), at=timezone.now())
    return draw_case(request, found)


def draw_case(
    request: HttpRequest,
    found: Case,
    *,
    status: int = 200,
    answer_form: AnswerForm | None = None,
    agreement_form: AgreementForm | None = None,
    issue_form: IssueForm | None = None,
) -> HttpResponse:
    """Draw a case, with the forms on it as they were typed where something is missing."""
    now = timezone.now()
    papers = forbidden_papers(found.procedure, timezone.localdate(now))
    screen = screen_of(found, at=now)
    return page(
        request,
        "case.html",
        f"{found.dossier.code} · {screen.procedure}",
        status,
        screen=screen,
        may_retract=may(visitor_of(request.user), Act.RETRACT_DEATH, found),
        look_up=next((one for one in papers if one.code == request.GET.get("tra")), None),
        answer_form=answer_form or AnswerForm(),
        agreement_form=agreement_form or agreement_form_of(screen),
        issue_form=issue_form or IssueForm(today=timezone.localdate(now)),
    )


def agreement_form_of(screen: Screen, typed: QueryDict | None = None) -> AgreementForm:
    """Return the form on which an official notes who agreed before them."""
    people = [
        (str(one.pk), f"{one.full_name or 'Người được nhờ'} ({_roles(one)})")
        for one in screen.consents
        if one.status not in GIVEN and (one.personal_number or not one.handle)
    ]
    return AgreementForm(typed, people=people)


def _roles(consent: Consent) -> str:
    return ", ".join(str(Role(role).label).lower() for role in consent.roles)


@require_POST
@desk(Act.DECIDE_CASE)
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that people agreed before the official, or on a form signed there."""
    found = case_or_404(request, pk, Act.DECIDE_CASE)
    form = agreement_form_of(screen_of(found, at=timezone.now()), request.POST)
    if not form.is_valid():
        return draw_case(request, found, agreement_form=form, status=422)
    return carry_out(
        request,
        found,
        lambda: services.take_agreement(
            step_id=found.pk,
            consent_ids=[int(one) for one in form.cleaned_data["consents"]],
            note=form.cleaned_data["note"],
            by=official_of(request),
            at=timezone.now(),
        ),
        done="Đã ghi nhận sự đồng ý.",
    )


@require_POST
@desk(Act.READ_CASE)
def find(request: HttpRequest) -> HttpResponse:
    """Go to a case by its code, whole or in part, or to a draft by the whole code on its sheet.

    Posted, so that nothing stands in an address.
    """
    code = normalised(request.POST.get("ma", "").replace("\x00", ""))
    if draft := draft_of(code):
        return redirect("admin:desk_draft", draft)  # it asks who reads, and logs the look
    found = visible_cases(request).filter(dossier__code__contains=code) if code else None
    if found is None or len(code) < LEAST_LETTERS:
        messages.warning(request, f"Xin nhập ít nhất {LEAST_LETTERS} ký tự của mã hồ sơ.")
        return redirect("admin:desk_queue")
    cases = list(found.select_related("dossier").order_by("-pk")[:20])
    waiting = [one for one in cases if one.status == StepStatus.AT_DESK]
    dossiers = {one.dossier_id for one in cases}
    meant = waiting if len(dossiers) == 1 and waiting else cases
    if len(meant) == 1:
        return redirect("admin:desk_case", meant[0].pk)
    return page(request, "found.html", "Tìm theo mã hồ sơ", cases=cases, code=code)


def draft_of(code: str) -> UUID | None:
    """Return the key of the draft with this code; drafts are found by the whole code only."""
    printed = DRAFT_CODE.fullmatch(code)
    return family_pages.teller.draft_key("".join(printed.groups())) if printed else None


@require_GET
@xframe_options_sameorigin
@desk(Act.READ_CASE)
def attachment(request: HttpRequest, pk: int, attachment_pk: int) -> HttpResponse:
    """Give a file of a case; each look at it stands in the access log."""
    found = case_or_404(request, pk, Act.READ_CASE)
    kept = get_object_or_404(
        Attachment.objects.select_related("document", "step"), pk=attachment_pk, step=found
    )
    try:
        content = store.get(kept.document_id)
    except store.DocumentMissing as missing:
        raise Http404 from missing
    services.open_attachment(attachment=kept, by=official_of(request), at=timezone.now())
    media_type = kept.document.media_type
    inline = media_type in SHOWN_INLINE and "tai" not in request.GET
    response = HttpResponse(content, media_type if inline else "application/octet-stream")
    name = kept.filename or f"{kept.field.rpartition('.')[2]}"
    response["Content-Disposition"] = content_disposition_header(not inline, name) or ""
    return response
