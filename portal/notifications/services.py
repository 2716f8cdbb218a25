"""Telling people, and leaving a family in peace."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

import orjson
from django.db import transaction
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.handovers.models import Endpoint
from portal.notifications import blanks
from portal.notifications.channels import EMAIL, SMS
from portal.notifications.kinds import REMINDERS, Kind
from portal.notifications.models import Notice, Silence
from portal.notifications.selectors import silenced
from portal.notifications.words import words_of
from portal.people.phones import NotAPhone, clean_phone

Filled = str | int | date | datetime


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person to tell, and what fills the blanks of the words.

    Without phone and e-mail the notice stands in the portal alone. `occasion` tells two notices of
    one kind about one step apart (the revision of a return); by default what fills the blanks does.
    """

    dossier_id: int | None = None
    dossier_code: str = ""
    step_id: int | None = None
    phone: str = ""
    email: str = ""
    blanks: Mapping[str, Filled] = field(default_factory=dict)
    occasion: str = ""

    # Contacts must not reach a log by way of a representation.
    def __repr__(self) -> str:
        return f"<Recipient of dossier {self.dossier_id}>"


@transaction.atomic
def tell(kind: Kind, recipients: Sequence[Recipient], *, at: datetime) -> None:
    """Tell people something, once an occasion, in a constant number of queries.

    Raises ValueError, before anything is written, if the blanks of a recipient do not fit. Where
    somebody has died nothing is sent: reminders are dropped, the rest stands in the portal.
    """
    notices = [_notice(Kind(kind), one, at) for one in recipients]
    quiet = silenced({one.dossier_id for one in notices if one.dossier_id is not None})
    if kind in REMINDERS:
        notices = [one for one in notices if one.dossier_id not in quiet]
    for notice in notices:
        if notice.dossier_id in quiet:
            notice.phone = notice.email = ""
    if not notices:
        return
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    _put_on_the_way(notices)


@transaction.atomic
def silence_for(*, dossier_ids: Collection[int], at: datetime) -> None:
    """Write no more to these families: somebody in their dossiers has died.

    What has not left yet is taken back; what is on the wire this very second may still arrive.
    """
    Silence.objects.bulk_create(
        [Silence(dossier_id=one, since=at) for one in sorted(set(dossier_ids))],
        ignore_conflicts=True,
    )
    notices = Notice.objects.filter(dossier_id__in=dossier_ids)
    ids = list(notices.values_list("pk", flat=True))
    for channel in (SMS, EMAIL) if ids else ():
        messages.close(channel, ids, kind="silenced")


def speak_again_to(*, dossier_ids: Collection[int]) -> None:
    """Write to these families again: nobody in their dossiers has died after all."""
    Silence.objects.filter(dossier_id__in=dossier_ids).delete()


def erase(*, dossier_ids: Collection[int]) -> int:
    """Empty the contacts of notices about these dossiers and return how many were emptied."""
    notices = Notice.objects.filter(dossier_id__in=dossier_ids)
    # Two people told the same would be one once their contacts are gone.
    return notices.update(phone="", email="", occasion=Cast("pk", CharField()))


def _notice(kind: Kind, recipient: Recipient, at: datetime) -> Notice:
    words = words_of(kind, recipient.blanks)
    if "%(code)s" in words.sms and not recipient.dossier_code:
        raise ValueError(f"{kind} names the dossier")
    params = blanks.stored(words.blanks, recipient.blanks)
    return Notice(
        kind=kind,
        dossier_id=recipient.dossier_id,
        step_id=recipient.step_id,
        dossier_code=recipient.dossier_code,
        phone=_dialled(recipient.phone),
        email=recipient.email,
        params=params,
        occasion=recipient.occasion or _digest(params),
        created_at=at,
    )


def _dialled(phone: str) -> str:
    """Return the number as it is dialled, "" for one nobody can dial: no notice fails for that."""
    try:
        return clean_phone(phone)
    except NotAPhone:
        return ""


def _digest(params: Mapping[str, Any]) -> str:
    return sha256(orjson.dumps(params, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _put_on_the_way(notices: Sequence[Notice]) -> None:
    """Make the messages of notices just written; those made earlier are kept as they are."""
    written = Notice.objects.filter(
        Q(dossier_id__in={one.dossier_id for one in notices}) | Q(dossier_id__isnull=True),
        kind=notices[0].kind,
        occasion__in={one.occasion for one in notices},
        phone__in={one.phone for one in notices},
        email__in={one.email for one in notices},
    )
    ways = list(written.values_list("pk", "phone", "email"))
    by_channel = {
        SMS: [pk for pk, phone, _ in ways if phone],
        EMAIL: [pk for pk, _, email in ways if email],
    }
    for channel, subjects in by_channel.items():
        if subjects:
            endpoint, _ = Endpoint.objects.get_or_create(code=f"messaging.{channel}")
            messages.create(channel, [(channel, pk, 1, endpoint.pk) for pk in subjects])
            ring()
