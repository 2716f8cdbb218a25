"""How an act of the desk ends: done and told, or come too late and told."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html

from portal.officials.models import Case
from portal.pipeline.services import AlreadyAsked
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import MoveNotAllowed

TOO_LATE = "Chưa làm được: hồ sơ {code} hiện ở trạng thái “{status}”. Có thể đồng nghiệp vừa xử lý."


def carry_out(
    request: HttpRequest, case: Case, act: Callable[[], object], *, done: str, stays: bool = True
) -> HttpResponse:
    """Do one act on a case and say how it ended; a second press gets a sentence, not an error.

    `stays` tells whether the case can still be opened here afterwards.
    """
    try:
        act()
    except MoveNotAllowed as late:
        status = StepStatus(late.status).label
        messages.error(request, TOO_LATE.format(code=case.dossier.code, status=status))
        return redirect("admin:desk_case", case.pk)
    except AlreadyAsked:
        messages.error(request, "Hồ sơ đang chờ nơi khác trả lời. Xin ghi kết quả ấy trước.")
        return redirect("admin:desk_case", case.pk)
    messages.success(request, _told(case, done) if stays else done)
    return redirect("admin:desk_queue")


def _told(case: Case, done: str) -> str:
    link = reverse("admin:desk_case", args=[case.pk])
    return format_html('{} <a href="{}">Mở lại {}</a>', done, link, case.dossier.code)


def page(
    request: HttpRequest, template: str, title: str, status: int = 200, **context: Any
) -> HttpResponse:
    """Draw a page of the desk in the frame of the admin site."""
    frame = {**admin.site.each_context(request), "title": title, **context}
    return render(request, f"officials/{template}", frame, status=status)
