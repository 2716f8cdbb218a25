"""How an act of the desk ends: done and told, or come too late and told."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from portal.officials import kept_text
from portal.officials.doors import NOT_DONE
from portal.officials.models import Case
from portal.pipeline.services import AlreadyAsked, ProofDisputed, ProofNotOffered, ProofOpen
from portal.pipeline.services.confirming import NotConfirmed
from portal.pipeline.services.issuing import NothingToIssue, NotIssued
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import MoveNotAllowed

WAITS: dict[type[Exception], str] = {
    AlreadyAsked: "Hồ sơ đang chờ nơi khác trả lời. Xin ghi kết quả ấy trước.",
    ProofOpen: "Gia đình đang xem trước và chưa trả lời. Chưa tiếp nhận được.",
    ProofDisputed: "Gia đình báo chỗ chưa đúng. Xin đọc trước khi tiếp nhận.",
    NotConfirmed: "Cách tính số tiền chưa được xác nhận. Xin chọn cách tính và ghi căn cứ trước.",
    NothingToIssue: "Không có giấy nào phải cấp trong hồ sơ này.",
    NotIssued: "Giấy báo tử chưa cấp. Xin ghi số và ngày cấp trước khi tiếp nhận.",
    ProofNotOffered: "Thủ tục này hiện không gửi gia đình xem trước.",
}
TOO_LATE = "Chưa làm được: hồ sơ {code} hiện ở trạng thái “{status}”. Có thể đồng nghiệp vừa xử lý."


def carry_out(
    request: HttpRequest,
    case: Case,
    act: Callable[[], object],
    *,
    done: str,
    stays: bool = True,
    goes_on: bool = False,
) -> HttpResponse:
    """Do one act on a case and say how it ended; a second press gets a sentence, not an error.

    `stays` tells whether the case can still be opened here afterwards, `goes_on` whether another
    act on it follows at once.
    """
    try:
        act()
    except MoveNotAllowed as late:
        return _back(request, case, late.status)
    except tuple(WAITS) as reason:
        messages.error(request, WAITS[type(reason)])
        kept_text.keep(request)  # the form opens again once the other answer is there
        return _not_done(redirect("admin:desk_case", case.pk))
    if goes_on:
        messages.success(request, done)
        return redirect("admin:desk_case", case.pk)
    messages.success(request, _told(case, done) if stays else done)
    return redirect("admin:desk_queue")


def gone_from_desk(request: HttpRequest, case: Case) -> HttpResponse | None:
    """Return the way back for a form nobody can send any more; what was posted is tried."""
    if request.method != "GET" or case.status == StepStatus.AT_DESK:
        return None
    return _back(request, case, case.status)


def _back(request: HttpRequest, case: Case, status: str) -> HttpResponse:
    label = StepStatus(status).label
    messages.error(request, TOO_LATE.format(code=case.dossier.code, status=label))
    return _not_done(redirect("admin:desk_case", case.pk))


def _not_done(response: HttpResponse) -> HttpResponse:
    setattr(response, NOT_DONE, True)
    return response


def _told(case: Case, done: str) -> str:
    link = reverse("admin:desk_case", args=[case.pk])
    return format_html('{} <a href="{}">Mở lại {}</a>', done, link, case.dossier.code)


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw a page of the desk in the frame of the admin site."""
    frame = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"officials/{template}", frame, status=status)
