"""Demands before the supervisor: put there by an official, answered with yes or no."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act
from portal.officials import demands
from portal.officials.acting import page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import PREFIX
from portal.officials.models import DemandRequest
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.transitions import MoveNotAllowed
from portal.statutes.selectors import forbidden_papers

LENGTH = 1000


@require_POST
@desk(Act.DECIDE_CASE)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a refused demand before the supervisor, with why."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    why = _storable(request.POST.get("vi-sao", "")).strip(" .\n\r\t")[:LENGTH]
    papers = forbidden_papers(case.procedure, timezone.localdate())
    paper = next((one for one in papers if one.code == request.POST.get("giay")), None)
    if not why or paper is None:
        messages.error(request, "Xin ghi vì sao cần giấy này rồi trình lại.")
        return redirect("admin:desk_case", pk)
    try:
        demands.ask(
            step=case,
            paper=paper.title,
            why=why,
            request=_wanted(request),
            by=official_of(request),
            at=timezone.now(),
        )
    except demands.AlreadyBeforeSupervisor:
        messages.error(request, "Hồ sơ này đã trình người phụ trách và đang chờ ý kiến.")
    else:
        messages.success(request, "Đã trình người phụ trách. Hạn giải quyết vẫn tính.")
    return redirect("admin:desk_case", pk)


def _wanted(request: HttpRequest) -> dict[str, object]:
    typed = request.POST
    return {
        "reason": _storable(typed.get("ly-do", "")),
        "items": [_storable(item) for item in typed.getlist("items")],
        "blanks": {
            _storable(name.removeprefix(PREFIX)): _storable(str(words))
            for name, words in typed.items()
            if name.startswith(PREFIX)
        },
        "note": _storable(typed.get("note", "")).strip(),
    }


def _storable(words: str) -> str:
    """Return the words without what PostgreSQL can keep in no text."""
    return words.replace("\x00", "")


@require_GET
@desk(Act.ALLOW_DEMAND)
def listed(request: HttpRequest) -> HttpResponse:
    """List what waits for this supervisor's answer, with whose case it is."""
    waiting = (
        DemandRequest.objects.filter(
            decided_at__isnull=True, step__in=visible_cases(request).values("pk")
        )
        .select_related("step__dossier", "asked_by")
        .order_by("asked_at")
    )
    return page(request, "demands.html", "Chờ ý kiến người phụ trách", demands=list(waiting))


@require_POST
@desk(Act.ALLOW_DEMAND)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes or no; both stand on the record."""
    demand = get_object_or_404(DemandRequest, pk=pk)
    case_or_404(request, demand.step_id, Act.ALLOW_DEMAND)
    allowed = "dong-y" in request.POST
    try:
        demands.decide(demand_id=pk, allowed=allowed, by=official_of(request), at=timezone.now())
    except demands.AlreadyDecided:
        messages.error(request, "Việc này đã có ý kiến.")
    except (MoveNotAllowed, services.ReturnNotAllowed):
        messages.error(request, "Chưa gửi được: hồ sơ không còn ở bàn, hoặc đề nghị còn thiếu.")
    else:
        messages.success(request, "Đã ghi ý kiến: " + ("đồng ý." if allowed else "không đồng ý."))
    return redirect("admin:desk_demands")
