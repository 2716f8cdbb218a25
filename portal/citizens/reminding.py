"""Families are told of a draft they left, so that nobody takes it for filed."""

from datetime import datetime, timedelta

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from portal.citizens.models import KEPT, Draft
from portal.notifications.kinds import Kind
from portal.notifications.models import Notice
from portal.notifications.services import Recipient, tell

REMINDED_AFTER = (24, 72)  # hours without a touch
A_ROUND = 500


def remind_unfinished(*, at: datetime) -> int:
    """Tell families that their draft is not filed, once after a day and once after three.

    Return how many were told; the same number of queries a round, however many drafts it holds.
    """
    return sum(_remind_left(hours, at) for hours in REMINDED_AFTER)


def _remind_left(hours: int, at: datetime) -> int:
    told = 0
    while batch := _left_for(hours, at):
        recipients = [
            Recipient(
                phone=draft.citizen.phone,
                email=draft.citizen.email,
                blanks={"kept_until": draft.kept_until},
                occasion=f"draft.{draft.pk}.{hours}",
            )
            for draft in batch
        ]
        tell(Kind.UNFINISHED, recipients, at=at)
        told += len(batch)
    return told


def _left_for(hours: int, at: datetime) -> list[Draft]:
    occasion = Concat(
        Value("draft."), Cast("pk", CharField()), Value(f".{hours}"), output_field=CharField()
    )
    was_told = Notice.objects.filter(
        kind=Kind.UNFINISHED, dossier_id__isnull=True, step_id__isnull=True, occasion=OuterRef("of")
    )
    # Who left it longer ago hears the later word only, and after the time it is kept none.
    later = min((one for one in REMINDED_AFTER if one > hours), default=None)
    since = at - (timedelta(hours=later) if later else KEPT)
    left = Draft.objects.filter(
        ~Q(citizen__phone="") | ~Q(citizen__email=""),
        citizen__user__is_active=True,  # nobody is reminded in the name of who has died
        filed_at__isnull=True,
        updated_at__lte=at - timedelta(hours=hours),
        updated_at__gt=since,
    )
    unheard = left.annotate(of=occasion).exclude(Exists(was_told))
    return list(unheard.select_related("citizen").order_by("pk")[:A_ROUND])
