"""Messages that stalled: what was said on the wire, and sending them again for a reason."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act
from portal.handovers.models import Handover, HandoverStatus
from portal.officials.acting import page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.registry import registry
from portal.pipeline.transitions import CHANNEL, UNDO_CHANNEL

MOST = 200
OF_STEPS = (CHANNEL, UNDO_CHANNEL)
MOST_SHOWN = 20_000
REASONS = {
    "mended": "Nơi nhận báo đã sửa xong",
    "line_back": "Đường truyền đã thông",
    "corrected": "Dữ liệu đã được sửa",
    "try_again": "Thử lại một lần",
}


def _stalled(request: HttpRequest) -> QuerySet[Handover]:
    return Handover.objects.filter(
        channel__in=OF_STEPS,
        status=HandoverStatus.STALLED,
        subject__in=visible_cases(request).values("pk"),
    ).select_related("endpoint")


@require_GET
@desk(Act.SEND_AGAIN)
def stalled(request: HttpRequest) -> HttpResponse:
    """List what is stalled in the supervisor's communes, the oldest first."""
    found = list(_stalled(request).order_by("settled_at", "pk")[:MOST])
    cases = visible_cases(request).select_related("dossier").in_bulk([one.subject for one in found])
    rows = [(one, cases[one.subject], str(registry[one.topic].title)) for one in found]
    return page(request, "stalled.html", "Hồ sơ đang mắc", rows=rows)


@require_GET
@desk(Act.SEND_AGAIN)
def stalled_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the raw exchange of one stalled message; the look stands in the access log."""
    handover = get_object_or_404(_stalled(request), pk=pk)
    case = case_or_404(request, handover.subject, Act.SEND_AGAIN)
    services.open_case(step=case, by=official_of(request), at=timezone.now())
    raw = bytes(handover.last_exchange or b"")[:MOST_SHOWN].decode("utf-8", "replace")
    return page(
        request,
        "stalled_one.html",
        f"{case.dossier.code} · đang mắc",
        handover=handover,
        case=case,
        raw=raw.replace("\x00", "\ufffd"),
        reasons=REASONS.items(),
    )


@require_POST
@desk(Act.SEND_AGAIN)
def send_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a stalled message again, under the same key, for a coded reason."""
    handover = get_object_or_404(Handover, pk=pk, channel__in=OF_STEPS)
    case = case_or_404(request, handover.subject, Act.SEND_AGAIN)
    reason = request.POST.get("ly-do", "")
    if reason not in REASONS:
        messages.error(request, "Xin chọn lý do gửi lại.")
        return redirect("admin:desk_stalled_one", pk)
    try:
        services.retry_stalled(
            handover_id=pk, reason=reason, by=official_of(request), at=timezone.now()
        )
    except services.NotStalled:
        messages.error(request, f"{case.dossier.code} không còn mắc: đã được gửi lại.")
    else:
        messages.success(request, f"Đang gửi lại {case.dossier.code}.")
    return redirect("admin:desk_stalled")
