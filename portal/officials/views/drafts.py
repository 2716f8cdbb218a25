"""A draft a family brought to the counter, read with it; nothing is written here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from portal.accounts.access import Act
from portal.officials.acting import page
from portal.officials.doors import desk, official_of
from portal.officials.models import DraftLook
from portal.pipeline.family_pages import family_pages

UNKNOWN = "Không thấy bản nháp này"
TITLE = "Bản nháp của gia đình"


@require_GET
@desk(Act.READ_DRAFT)
def kept(request: HttpRequest, key: UUID) -> HttpResponse:
    """Show what a family filled in, to whoever scanned its sheet; every look is logged."""
    at = timezone.now()
    draft = family_pages.teller.kept_draft(key, at=at)
    if draft is None:
        return page(request, "draft.html", UNKNOWN, 404, draft=None)
    if draft.is_filed or draft.is_over:
        return page(request, "draft.html", TITLE, 200 if draft.is_filed else 410, draft=draft)
    DraftLook.objects.create(
        user=official_of(request), draft_id=draft.id, citizen_id=draft.citizen_id, at=at
    )
    return page(request, "draft.html", TITLE, draft=draft)
