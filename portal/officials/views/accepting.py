"""Accept one case or several, and take an acceptance back."""

import re
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import Act
from portal.officials.acting import WAITS, carry_out
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.visibility import visible_cases
from portal.pipeline import services
from portal.pipeline.models import Verification
from portal.pipeline.services.confirming import NotConfirmed
from portal.pipeline.services.issuing import NotIssued
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import MoveNotAllowed

CHOSEN = "chon"
MOST = 100
NUMBER = re.compile("[0-9]{1,18}")
A_MINUTE = 60


def undo_time() -> timedelta:
    """Return how long an acceptance can be taken back."""
    return timedelta(seconds=settings.DESK_UNDO_SECONDS)


def undo_words() -> str:
    """Return what the official is told of that time, "" if there is none."""
    seconds: int = settings.DESK_UNDO_SECONDS
    if not seconds:
        return ""
    length = f"{seconds // 60} phút" if seconds >= A_MINUTE else f"{seconds} giây"
    return f" Có thể hoàn tác trong {length}."


@require_POST
@desk(Act.DECIDE_CASE)
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept one case."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    return carry_out(
        request,
        case,
        lambda: services.accept(
            step_ids=[case.pk], by=official_of(request), at=timezone.now(), hold=undo_time()
        ),
        done=f"Đã tiếp nhận.{undo_words()}",
    )


@require_POST
@desk(Act.DECIDE_CASE)
def accept_many(request: HttpRequest) -> HttpResponse:
    """Accept all chosen cases, or none: each must be on one's own desk with no question open."""
    numbers = filter(NUMBER.fullmatch, request.POST.getlist(CHOSEN)[:MOST])
    chosen = {int(pk) for pk in numbers}
    asked = Verification.objects.filter(step=OuterRef("pk"), answered_at__isnull=True)
    ready = visible_cases(request).filter(~Exists(asked), pk__in=chosen, status=StepStatus.AT_DESK)
    step_ids = sorted(ready.values_list("pk", flat=True))
    if not chosen:
        messages.warning(request, "Chưa chọn hồ sơ nào.")
    elif len(step_ids) < len(chosen):
        messages.error(request, _not_all(len(chosen) - len(step_ids)))
    else:
        _accept_all(request, step_ids)
    return redirect("admin:desk_queue")


def _not_all(left_out: int) -> str:
    return (
        f"Chưa tiếp nhận hồ sơ nào: {left_out} hồ sơ đã chọn không còn ở bàn của ông/bà, "
        "đang chờ xác minh hoặc chờ gia đình xem trước. Xin chọn lại."
    )


def _accept_all(request: HttpRequest, step_ids: list[int]) -> None:
    try:
        services.accept(
            step_ids=step_ids, by=official_of(request), at=timezone.now(), hold=undo_time()
        )
    except MoveNotAllowed:
        messages.error(request, _not_all(1))
    except (services.ProofOpen, services.ProofDisputed) as family:
        messages.error(request, _not_all(len(family.step_ids)))
    except (NotConfirmed, NotIssued) as due:
        messages.error(request, f"Chưa tiếp nhận hồ sơ nào. {WAITS[type(due)]}")
    else:
        messages.success(request, f"Đã tiếp nhận {len(step_ids)} hồ sơ.")


@require_POST
@desk(Act.DECIDE_CASE)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an acceptance back while nothing has left."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    return carry_out(
        request,
        case,
        lambda: services.undo_acceptance(
            step_id=case.pk, by=official_of(request), at=timezone.now()
        ),
        done="Đã hoàn tác. Hồ sơ trở lại bàn của ông/bà.",
    )


@require_POST
@desk(Act.DECIDE_CASE)
def send_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an accepted case leave at once."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    return carry_out(
        request,
        case,
        lambda: services.send_now(step_id=case.pk, by=official_of(request), at=timezone.now()),
        done="Đã chuyển đi.",
    )
