"""Pass a case on to the right commune; never a return."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from portal.accounts.access import Act
from portal.officials.acting import carry_out, gone_from_desk, page
from portal.officials.doors import case_or_404, desk, official_of
from portal.officials.screen import screen_of
from portal.pipeline import services
from portal.places.models import Commune
from portal.places.selectors import NoSuchCommune, commune_on, search_communes

MOST = 30


@require_http_methods(["GET", "POST"])
@desk(Act.DECIDE_CASE)
def transfer(request: HttpRequest, pk: int) -> HttpResponse:
    """Find the commune by name, then pass the case on."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    if back := gone_from_desk(request, case):
        return back
    now = timezone.now()
    services.open_case(step=case, by=official_of(request), at=now)
    if request.method == "POST":
        to = _commune(request.POST.get("xa", ""))
        if to is not None and to.code != case.commune_code:
            return carry_out(
                request,
                case,
                lambda: services.transfer(
                    step_id=case.pk, commune_code=to.code, by=official_of(request), at=now
                ),
                done=f"Đã chuyển tới {to.title}, {to.province.title}.",
                stays=False,
            )
        messages.error(request, "Xin chọn một xã, phường, đặc khu khác trong danh sách.")
    typed = request.GET.get("tim", "")
    found = search_communes(typed, on=timezone.localdate(now), limit=MOST)
    return page(
        request,
        "transfer.html",
        "Chuyển nơi khác",
        422 if request.method == "POST" else 200,
        screen=screen_of(case, at=now),
        typed=typed,
        communes=[one for one in found if one.code != case.commune_code],
    )


def _commune(code: str) -> Commune | None:
    try:
        return commune_on(code, on=timezone.localdate())
    except NoSuchCommune:
        return None
