"""What is no longer needed is not kept: old drafts, what was typed for ended dossiers, counts."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef

from portal.citizens import lookups
from portal.citizens.models import KEPT, Amendment, Draft
from portal.pipeline.models import Dossier, Step
from portal.pipeline.statuses import OPEN

BATCH = 500


@transaction.atomic
def forget_ended(*, at: datetime) -> int:
    """Delete what was typed for filings whose every leg has ended, 60 days after; return how many.

    The declarations themselves, and the files of the steps, are the agencies' record and stay.
    """
    running = Step.objects.filter(dossier__filing=OuterRef("filing"), status__in=sorted(OPEN))
    ended = Draft.objects.filter(filed_at__isnull=False, updated_at__lt=at - KEPT)
    filings = list(ended.exclude(Exists(running)).values_list("filing", flat=True)[:BATCH])
    dossiers = Dossier.objects.filter(filing__in=filings)
    Amendment.objects.filter(dossier__in=dossiers).delete()
    Draft.objects.filter(filing__in=filings).delete()
    return len(filings)


def forget_all(*, at: datetime) -> None:
    """Forget everything of this app whose time is over, except open drafts."""
    forget_ended(at=at)
    lookups.forget_old(at=at)
