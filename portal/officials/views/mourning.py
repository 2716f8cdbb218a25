"""Where somebody has died: what the desk is told, and a death that was registered by mistake."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.access import Act
from portal.officials import kept_text
from portal.officials.acting import page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.forms import RetractionForm
from portal.officials.models import Case
from portal.officials.visibility import visible_cases
from portal.pipeline import services, undoing
from portal.pipeline.models import Bereavement, Step
from portal.pipeline.registry import registry
from portal.pipeline.services.mourning import see_bereavement
from portal.pipeline.statuses import StepStatus
from portal.pipeline.summaries import summary_of

MOST = 200
NOTHING_TO_RETRACT = "Việc khai tử này đã được ghi là nhầm, hoặc chưa đăng ký."


@require_GET
@desk(Act.READ_CASE)
def listed(request: HttpRequest) -> HttpResponse:
    """List where somebody died and nobody has looked yet, and what a mistake still leaves undone.

    Of these communes only.
    """
    first = Step.objects.filter(dossier=OuterRef("dossier"), pk__lt=OuterRef("pk"))
    first = first.filter(pk__in=visible_cases(request).values("pk"))
    unseen = Bereavement.objects.filter(seen_at__isnull=True, retracted_at__isnull=True)
    cases = (
        visible_cases(request)
        .filter(dossier__in=unseen.values("dossier"))
        .exclude(Exists(first))
        .select_related("dossier")
        .prefetch_related(Prefetch("dossier__bereavements", unseen, to_attr="unseen"))
        .order_by("pk")[:MOST]
    )
    waited_for = visible_cases(request).filter(pk__in=undoing.waited_for())
    return page(
        request,
        "mourning.html",
        "Có người mất trong hồ sơ",
        cases=list(cases),
        undoing=list(waited_for.select_related("dossier").order_by("pk")[:MOST]),
    )


@require_POST
@desk(Act.DECIDE_CASE)
def seen(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that this official knows, and has the family in mind."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    see_bereavement(step_id=case.pk, by=official_of(request), at=timezone.now())
    return redirect("admin:desk_case", case.pk)


@require_http_methods(["GET", "POST"])
@desk(Act.RETRACT_DEATH)
def retract(request: HttpRequest, pk: int) -> HttpResponse:
    """Look twice, cite, and take back a death that was registered by mistake (D11)."""
    case = case_or_404(request, pk, Act.RETRACT_DEATH)
    now = timezone.now()
    if not _stands(case):
        messages.error(request, NOTHING_TO_RETRACT)
        return redirect("admin:desk_case", case.pk)
    typed = request.POST if request.method == "POST" else kept_text.taken_back(request)
    form = RetractionForm(typed, today=timezone.localdate(now))
    if request.method == "GET" or not form.is_valid():
        kept = request.method == "GET" and typed is not None
        return _second_look(request, case, form, was_kept=kept)
    try:
        services.retract_death(step_id=case.pk, by=official_of(request), at=now, cited=form.cited)
    except services.NoSuchDeath:
        messages.error(request, NOTHING_TO_RETRACT)
    else:
        messages.success(request, "Đã ghi khai tử nhầm. Các cơ quan đã nhận tin được báo lại.")
    return redirect("admin:desk_case", case.pk)


def _stands(case: Case) -> bool:
    """Whether a death stands registered by this case."""
    registers = registry[case.procedure].registers_death
    return registers and case.status == StepStatus.GRANTED and not services.was_retracted(case.pk)


def _second_look(
    request: HttpRequest, case: Case, form: RetractionForm, *, was_kept: bool
) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    name = summary_of(case.procedure, case.pk).title
    context = {"case": case, "name": name, "form": form, "was_kept": was_kept}
    return page(request, "retract_death.html", "Ghi khai tử nhầm", status, **context)
