"""What time does to requests: reminders, and the end of the last day."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from portal.consents import changing
from portal.consents.models import WAITING, Consent, ConsentStatus
from portal.consents.posting import ASK, put_reminders_on_the_way
from portal.handovers.models import Handover, HandoverStatus

REMINDED_AFTER = (timedelta(hours=24), timedelta(hours=72), timedelta(days=5))
_APART = timedelta(hours=24)  # after an outage two reminders may be due: not both at once
_GRACE = timedelta(hours=1)  # for answers given on VNeID in the last minutes of the last day
_BATCH = 200


class TooSoon(Exception):
    """The person was asked or reminded less than a day ago, or the request has ended."""


def remind_due(*, at: datetime) -> list[Consent]:
    """Remind everybody whose next reminder is due, and return their requests."""
    reminded: list[Consent] = []
    while batch := _remind_batch(at):
        reminded += batch
    return reminded


def lapse_due(*, at: datetime) -> int:
    """End requests whose last day is over, tell the listener, and return how many.

    Begins an hour after midnight, so that what VNeID was told in time has arrived here.
    """
    total = 0
    while ended := _lapse_batch(at):
        total += ended
    return total


@transaction.atomic
def remind(*, consent_id: int, step_id: int, at: datetime) -> Consent:
    """Remind one person because the family asks for it; raises TooSoon."""
    rows = _remindable(at).filter(pk=consent_id, step_id=step_id, asked_at__lte=at - _APART)
    reminded = _remind(list(rows.select_for_update()), at)
    if not reminded:
        raise TooSoon
    return reminded[0]


@transaction.atomic
def _remind_batch(at: datetime) -> list[Consent]:
    due = Q(pk__in=[])
    for count, after in enumerate(REMINDED_AFTER):
        due |= Q(reminded_count=count, asked_at__lte=at - after)
    # Rows somebody answers just now are skipped; they will not want a reminder.
    rows = _remindable(at).filter(due).select_for_update(skip_locked=True)
    return _remind(list(rows[:_BATCH]), at)


@transaction.atomic
def _lapse_batch(at: datetime) -> int:
    late = Consent.objects.filter(
        status__in=WAITING, expires_on__lt=timezone.localdate(at - _GRACE)
    )
    locked = changing.lock(list(late.order_by("pk").values_list("pk", flat=True)[:_BATCH]))
    silent = [one for one in locked.consents.values() if one.status in WAITING]
    for consent in silent:
        consent.status = ConsentStatus.LAPSED
    changing.write(silent, at=at, locked=locked)
    return len(silent)


def _remindable(at: datetime) -> QuerySet[Consent]:
    # Nobody is reminded of what VNeID has not put before them yet.
    arrived = Handover.objects.filter(
        channel=ASK, subject=OuterRef("pk"), status=HandoverStatus.OWED
    )
    waiting = Consent.objects.filter(
        Exists(arrived), status__in=WAITING, expires_on__gte=timezone.localdate(at)
    )
    rested = Q(last_reminded_at__isnull=True) | Q(last_reminded_at__lte=at - _APART)
    return waiting.filter(rested).order_by("pk")


def _remind(rows: list[Consent], at: datetime) -> list[Consent]:
    for consent in rows:
        consent.status = ConsentStatus.REMINDED
        consent.reminded_count += 1
        consent.last_reminded_at = at
    Consent.objects.bulk_update(rows, ["status", "reminded_count", "last_reminded_at"])
    put_reminders_on_the_way(rows)
    return rows
