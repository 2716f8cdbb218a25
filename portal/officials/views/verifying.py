"""Ask another office, and record what it said; the family is asked for nothing."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.access import Act
from portal.officials import kept_text
from portal.officials.acting import carry_out, gone_from_desk, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import AnswerForm, VerificationForm
from portal.officials.instead import MARRIAGE
from portal.officials.offices import own_office
from portal.officials.screen import Screen, screen_of
from portal.officials.views.cases import draw_case
from portal.pipeline import services
from portal.pipeline.models import AskedOffice, Verification
from portal.pipeline.registry import registry
from portal.statutes.limits import last_day

DAYS = 3
ASK_MARRIAGE = (
    "Đề nghị quý cơ quan tra sổ và cho biết: cha và mẹ của trẻ có đăng ký kết hôn tại đó không; "
    "nếu có, số, quyển số và ngày đăng ký."
)


@require_http_methods(["GET", "POST"])
@desk(Act.DECIDE_CASE)
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the office, the question and the new date."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    if back := gone_from_desk(request, case):
        return back
    now = timezone.now()
    services.open_case(step=case, by=official_of(request), at=now)
    screen, today = screen_of(case, at=now), timezone.localdate(now)
    typed = request.POST if request.method == "POST" else kept_text.taken_back(request)
    form = VerificationForm(
        typed,
        today=today,
        of_a_death=registry.opening(case.dossier.life_event).registers_death,
        initial=_ready(request, screen, today),
    )
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        return carry_out(
            request,
            case,
            lambda: services.ask_verification(
                step_id=case.pk, by=official_of(request), at=timezone.now(), **asked
            ),
            done="Đã gửi đề nghị xác minh; gia đình nhận hẹn mới và lời xin lỗi.",
        )
    return page(
        request,
        "verify.html",
        "Xác minh",
        422 if request.method == "POST" else 200,
        screen=screen,
        form=form,
        office=own_office(screen.commune),
        labels=dict(AskedOffice.choices),
        asks_family=request.GET.get("hoi") == "gia-dinh",
        was_kept=request.method == "GET" and typed is not None,
    )


def _ready(request: HttpRequest, screen: Screen, today: date) -> dict[str, Any]:
    """Return what the form begins with; a question about a marriage is ready to be sent."""
    about_marriage = request.GET.get("ve") == MARRIAGE
    code = "verification.marriage" if about_marriage else "verification"
    commune = screen.commune
    place = (commune.code, commune.province_id) if commune else None
    ready: dict[str, Any] = {"new_due_on": last_day(code, today, place, otherwise=DAYS)}
    if about_marriage:
        said = {value.field: value.text for value in screen.summary.values}
        ready |= {
            "office": AskedOffice.COMMITTEE_OF_MARRIAGE,
            "named": said.get(f"{screen.case.procedure}.marriage.registered_at", ""),
            "subject": Verification.Subject.MARRIAGE,
            "question": ASK_MARRIAGE,
        }
    return ready


@require_POST
@desk(Act.DECIDE_CASE)
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what the other office said; what cannot be recorded is shown again as it was typed."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return draw_case(request, case, answer_form=form, status=422)
    try:
        services.answer_verification(
            step_id=case.pk,
            answer=form.cleaned_data["answer"],
            result=form.cleaned_data["result"],
            by=official_of(request),
            at=timezone.now(),
        )
    except Verification.DoesNotExist:
        form.add_error(None, "Kết quả này đã được ghi, hoặc không còn câu hỏi nào đang chờ.")
        return draw_case(request, case, answer_form=form, status=422)
    messages.success(request, "Đã ghi kết quả xác minh.")
    return redirect("admin:desk_case", pk)


@require_POST
@desk(Act.DECIDE_CASE)
def look_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what the official found in the register of marriages."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    found = {"co": True, "khong": False}.get(request.POST.get("ket-qua", ""))
    if found is None:
        messages.error(request, "Xin chọn: tìm thấy, hoặc không tìm thấy.")
        return redirect("admin:desk_case", pk)
    return carry_out(
        request,
        case,
        lambda: services.record_look_up(
            step_id=case.pk,
            subject=Verification.Subject.MARRIAGE,
            found=found,
            by=official_of(request),
            at=timezone.now(),
        ),
        done="Đã ghi kết quả tra cứu.",
    )
