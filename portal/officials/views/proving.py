"""Send the family what will be written, to read it first."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from portal.accounts.access import Act
from portal.officials.acting import carry_out
from portal.officials.doors import case_or_404, desk, official_of
from portal.pipeline import services


@require_POST
@desk(Act.DECIDE_CASE)
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Send one case's draft; until the family answers it cannot be accepted."""
    case = case_or_404(request, pk, Act.DECIDE_CASE)
    return carry_out(
        request,
        case,
        lambda: services.send_proof(step_id=case.pk, by=official_of(request), at=timezone.now()),
        done="Đã gửi gia đình xem trước. Hồ sơ trở lại khi gia đình trả lời hoặc hết hạn.",
    )
