"""Returns before the supervisor: put there by an official, answered with yes or no."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act
from portal.officials import demands
from portal.officials.acting import page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import ReasonForm, WhyForm
from portal.officials.models import Case, DemandRequest
from portal.officials.reasons import labels_of
from portal.officials.screen import Screen, screen_of
from portal.officials.views import returning
from portal.officials.views.forbidding import PAPER, forbidden
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.transitions import MoveNotAllowed
from portal.statutes.models import ForbiddenPaper
from portal.statutes.selectors import forbidden_papers, return_reason

WAITS_ALREADY = "Hồ sơ này đã trình người phụ trách và đang chờ ý kiến."


@require_POST
@desk(Act.DECIDE_CASE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a return before the supervisor, with why; what is missing is said, what was typed stays.

    `giay` is the paper that was refused; without one it is a second return.
    """
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    rows = returning.rows_for(request, case)
    row = next((one for one in rows if one.code == request.POST.get(returning.REASON)), None)
    if row is None:
        messages.error(request, "Xin chọn lý do và viết lại đề nghị.")
        return redirect("admin:desk_return", pk)
    screen = screen_of(case, at=timezone.now())
    form = returning.form_for(request, screen, row, request.POST)
    if not form.is_valid():
        return returning.draw(request, screen, form)
    return _asked(request, screen, form, WhyForm(request.POST))


def _asked(request: HttpRequest, screen: Screen, form: ReasonForm, why: WhyForm) -> HttpResponse:
    case, paper = screen.case, _paper(request, screen.case)
    if not why.is_valid():
        return _again(request, screen, form, why, paper)
    try:
        demands.ask(
            step=case,
            paper=paper.title if paper else "",
            why=why.cleaned_data["why"],
            request={
                "reason": form.row.code,
                "items": form.items,
                "blanks": {name: _storable(words) for name, words in form.blanks.items()},
                "note": _storable(form.extra),
            },
            by=official_of(request),
            at=timezone.now(),
        )
    except services.ReturnNotAllowed as refusal:
        form.add_error(None, refusal.text)
        return returning.draw(request, screen, form)
    except demands.AlreadyBeforeSupervisor:
        why.add_error(None, WAITS_ALREADY)
        return _again(request, screen, form, why, paper)
    messages.success(request, "Đã trình người phụ trách. Hạn giải quyết vẫn tính.")
    return redirect("admin:desk_case", case.pk)


def _again(
    request: HttpRequest,
    screen: Screen,
    form: ReasonForm,
    why: WhyForm,
    paper: ForbiddenPaper | None,
) -> HttpResponse:
    if paper is None:
        return returning.draw(request, screen, form, why=why)
    return forbidden(request, screen, form, paper, why=why)


def _paper(request: HttpRequest, case: Case) -> ForbiddenPaper | None:
    papers = forbidden_papers(case.procedure, timezone.localdate())
    return next((one for one in papers if one.code == request.POST.get(PAPER)), None)


def _storable(words: str) -> str:
    """Return the words without what PostgreSQL can keep in no text."""
    return words.replace("\x00", "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """One request as the supervisor reads it: all that the family would read and may change."""

    demand: DemandRequest
    pick: str
    opens: list[str]
    is_second: bool
    is_own: bool


@require_GET
@desk(Act.ALLOW_DEMAND)
def listed(request: HttpRequest) -> HttpResponse:
    """List what waits for this supervisor's answer, with whose case it is."""
    cases = visible_cases(request)
    waiting = (
        DemandRequest.objects.filter(decided_at__isnull=True, step__in=cases.values("pk"))
        .select_related("step__dossier", "asked_by")
        .order_by("asked_at")
    )
    by = official_of(request)
    rows = [_waiting(one, cases.get(pk=one.step_id), by.pk) for one in waiting]
    return page(
        request,
        "demands.html",
        "Chờ ý kiến người phụ trách",
        rows=rows,
        why_again=services.WhyAgain.choices,
    )


def _waiting(demand: DemandRequest, case: Case, reader: int) -> Waiting:
    row = return_reason(demand.request["reason"], timezone.localdate(demand.asked_at))
    items = demand.request["items"]
    before = services.asked_before(case.pk)
    return Waiting(
        demand=demand,
        pick=f"{row.code} – {row.pick}" if row else demand.request["reason"],
        opens=labels_of(case, items),
        is_second=bool(before) and not before.issuperset(items),
        is_own=demand.asked_by_id == reader,
    )


@require_POST
@desk(Act.ALLOW_DEMAND)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no; both stand on the record."""
    demand = get_object_or_404(DemandRequest, pk=pk)
    case_or_404(request, demand.step_id, Act.ALLOW_DEMAND)
    allowed = "dong-y" in request.POST
    try:
        demands.decide(
            demand_id=pk,
            allowed=allowed,
            by=official_of(request),
            at=timezone.now(),
            again=request.POST.get("vi-sao-lan-nua", ""),
        )
    except demands.AlreadyDecided:
        messages.error(request, "Việc này đã có ý kiến.")
    except demands.OwnRequest:
        messages.error(request, "Đây là đề nghị của chính ông/bà: người phụ trách khác quyết định.")
    except demands.SentenceChanged:
        messages.error(request, "Chưa gửi được: câu gia đình đọc nay đã khác. Xin trình lại.")
    except services.ReturnNotAllowed as refusal:
        messages.error(request, f"Chưa gửi được: {refusal.text}")
    except MoveNotAllowed:
        messages.error(request, "Chưa gửi được: hồ sơ không còn ở bàn.")
    else:
        messages.success(request, "Đã ghi ý kiến: " + ("đồng ý." if allowed else "không đồng ý."))
    return redirect("admin:desk_demands")
