"""Reports that a family was asked for a paper nobody may ask for."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Citizen
from portal.citizens.models import DemandReport
from portal.pipeline.models import Dossier, Step
from portal.statutes.selectors import forbidden_papers

ANOTHER = "another"


def papers_of(dossier: Dossier) -> list[tuple[str, object]]:
    """Return the papers nobody may ask for on any leg of this dossier, as choices."""
    on = timezone.localdate(dossier.filed_at)
    legs = Step.objects.filter(dossier=dossier).values_list("procedure", flat=True)
    found = {row.code: row.title for leg in legs for row in forbidden_papers(leg, on)}
    papers = [(code, title[:1].upper() + title[1:]) for code, title in sorted(found.items())]
    return [*papers, (ANOTHER, _("Giấy khác"))]


@transaction.atomic
def report_demand(
    *,
    dossier: Dossier,
    citizen: Citizen,
    papers: Sequence[str],
    where: str,
    words: str,
    at: datetime,
) -> DemandReport:
    """Keep a report for the province; it changes nothing in the dossier.

    The same words sent again before anybody has read them are the same report.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    same: dict[str, Any] = {
        "dossier": dossier,
        "citizen": citizen,
        "papers": sorted(papers),
        "where": where,
        "words": words.replace("\x00", "").strip(),
    }
    unread = DemandReport.objects.filter(**same, seen_at__isnull=True).first()
    return unread or DemandReport.objects.create(**same, reported_at=at)
