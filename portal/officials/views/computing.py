"""Sums at the desk: an official confirms by which law, and decides what later law changes."""

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.access import Act, visitor_of
from portal.officials.acting import carry_out, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import LEAST_WORDS, DeskForm
from portal.officials.models import Case
from portal.officials.views.cases import draw_case
from portal.officials.visibility import visible_cases
from portal.pipeline.procedures import BackClaim, NoSuchBackClaim
from portal.pipeline.services import confirming
from portal.statutes.tariff import money

LONGEST_ID = 18  # digits
COMPUTED_ANEW = (
    "Chưa ghi ý kiến: số tiền vừa được tính lại, khoản chênh lệch của hồ sơ {code} đã khác "
    "hoặc không còn. Xin xem lại trước khi cho ý kiến."
)
SAY_WHY = (
    f"Căn cứ phải có ít nhất {LEAST_WORDS} từ: điều, khoản, văn bản hoặc sổ đã tra cứu."
    " Ví dụ: “Điều 85 Luật 41/2024/QH15”."
)
NEXT = "Đã xác nhận cách tính. Việc tiếp theo: bấm “Tiếp nhận”."


class CitedForm(DeskForm):
    """An official's citation: what the choice rests on."""

    cited = forms.CharField(label="Căn cứ", max_length=300)

    def clean_cited(self) -> str:
        """Refuse a sign in place of a citation."""
        words = " ".join(self.cleaned_data["cited"].split())
        if len(words.split()) < LEAST_WORDS:
            raise forms.ValidationError(SAY_WHY)
        return words


@require_POST
@desk(Act.DECIDE_CASE)
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm by which law and reading a case is decided."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    finding = confirming.finding_of(case.procedure, case.pk)
    known = {one.code for one in finding.options} if finding else set()
    form, option = CitedForm(request.POST), request.POST.get("cach", "")
    if option not in known or not form.is_valid():
        messages.error(request, "Xin chọn một cách tính." if option not in known else SAY_WHY)
        return draw_case(request, case, status=422)
    return carry_out(
        request,
        case,
        lambda: confirming.confirm_sum(
            step_id=case.pk,
            option=option,
            cited=form.cleaned_data["cited"],
            by=official_of(request),
            at=timezone.now(),
        ),
        done=NEXT,
        goes_on=True,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One decided sum that later law would make another."""

    procedure: str
    line: BackClaim
    case: Case

    @property
    def difference(self) -> str:
        """The difference as people write sums."""
        return money(self.line.difference)


@require_GET
@desk(Act.DECIDE_CASE)
def listed(request: HttpRequest) -> HttpResponse:
    """List decided sums of one's own communes that the law in force now makes another."""
    return _page(request)


def _page(request: HttpRequest, status: int = 200, *, typed_in: int = 0) -> HttpResponse:
    title = "Chênh lệch sau khi đổi mức"
    return page(
        request,
        "back_claims.html",
        title,
        status,
        rows=_rows(request),
        least_words=LEAST_WORDS,
        typed_in=typed_in,  # the line whose citation was too short: what was typed stays
    )


def _rows(request: HttpRequest) -> list[Row]:
    found = confirming.back_claims(visitor_of(request.user).communes)
    cases = visible_cases(request).select_related("dossier")
    known = cases.in_bulk([line.step_id for _procedure, line in found])
    return [Row(code, line, known[line.step_id]) for code, line in found if line.step_id in known]


@require_POST
@desk(Act.DECIDE_CASE)
def look(request: HttpRequest) -> HttpResponse:
    """Compute decided sums again by the law in force now; none of them is changed.

    All communes are computed; told is what this official sees of it.
    """
    before = {(row.procedure, row.line.id) for row in _rows(request)}
    confirming.find_back_claims(at=timezone.now())
    found = {(row.procedure, row.line.id) for row in _rows(request)} - before
    messages.success(request, f"Đã tính lại. Có thêm {len(found)} khoản chênh lệch.")
    return redirect("admin:desk_back_claims")


@require_POST
@desk(Act.DECIDE_CASE)
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide about one difference; what is not as it was read is told, and decided by nobody."""
    posted = request.POST.get("ho-so", "")
    if not posted.isdecimal() or len(posted) > LONGEST_ID:
        raise Http404
    case = case_or_404(request, int(posted), Act.DECIDE_CASE)
    form = CitedForm(request.POST)
    if not form.is_valid():
        messages.error(request, SAY_WHY)
        return _page(request, status=422, typed_in=pk)
    try:
        kept = confirming.decide_back_claim(
            procedure=case.procedure,
            back_claim=pk,
            step_id=case.pk,
            pays=request.POST.get("y-kien") == "chi",
            reason=form.cleaned_data["cited"],
            by=official_of(request),
            at=timezone.now(),
        )
    except NoSuchBackClaim:
        messages.error(request, COMPUTED_ANEW.format(code=case.dossier.code))
        return redirect("admin:desk_back_claims")
    if kept:
        messages.success(request, "Đã ghi ý kiến.")
    else:
        messages.warning(request, "Khoản này vừa có người cho ý kiến.")
    return redirect("admin:desk_back_claims")
