"""Words that ended cases need no more: what people were asked, and where they were written to."""

from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef

from portal.consents import services as consents
from portal.consents.models import WAITING, Consent
from portal.handovers.retention import kept
from portal.notifications import services as notifications
from portal.notifications.models import Notice
from portal.pipeline.models import Step
from portal.pipeline.statuses import FINAL

BATCH = 500


def forget_words(*, at: datetime) -> int:
    """Empty requests and contacts of cases that ended long ago; return how many rows."""
    return _in_batches(partial(_consents, at)) + _in_batches(partial(_notices, at))


def _in_batches(empty: "partial[int]") -> int:
    total = 0
    while emptied := empty():
        total += emptied
    return total


def _consents(at: datetime) -> int:
    wordy = Consent.objects.exclude(status__in=WAITING).exclude(text="")
    over = Step.objects.filter(
        Exists(wordy.filter(step_id=OuterRef("pk"))),
        status__in=sorted(FINAL),
        since__lt=at - kept(),
    )
    steps = list(over.values_list("pk", flat=True)[:BATCH])
    return consents.erase(step_ids=steps) if steps else 0


def _notices(at: datetime) -> int:
    """Empty contacts once a whole dossier has been over for long: until then families are told."""
    steps = Step.objects.filter(dossier=OuterRef("dossier_id"))
    running = steps.exclude(status__in=sorted(FINAL)) | steps.filter(since__gte=at - kept())
    written = Notice.objects.exclude(phone="", email="").filter(dossier_id__isnull=False)
    over = written.exclude(Exists(running)).order_by().values_list("dossier_id", flat=True)
    dossiers = [pk for pk in over.distinct()[:BATCH] if pk is not None]
    return notifications.erase(dossier_ids=dossiers) if dossiers else 0
