"""What goes to VNeID about a request: the request, its reminders, and that it is taken back."""

from collections.abc import Collection, Sequence

from portal.consents.models import WAITING, Consent
from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.handovers.models import Endpoint, Handover

ENDPOINT = "vneid"
ASK, REMIND, WITHDRAW = "consent", "consent_reminder", "consent_withdrawal"

# A request may be on the wire this very moment; it must not arrive after it was taken back.
_AFTER_LAST_LEASE = 120.0  # seconds


def request_key(consent_id: int) -> str:
    """Return the key under which VNeID knows a request: what `Letter.key` makes of it."""
    return f"{ASK}-{consent_id}.1"


def put_on_the_way(consents: Sequence[Consent]) -> None:
    """Send requests to those VNeID can find; the others come with their invitation."""
    asked = [
        one for one in consents if one.status in WAITING and (one.personal_number or one.handle)
    ]
    _create(ASK, [(one.pk, 1) for one in asked])


def put_reminders_on_the_way(consents: Sequence[Consent]) -> None:
    """Send the reminder just counted; one that has not left yet is overtaken."""
    if consents:
        messages.close(REMIND, [one.pk for one in consents], kind="overtaken")
    _create(REMIND, [(one.pk, one.reminded_count) for one in consents])


def stop(consent_ids: Collection[int], *, known_there: bool) -> None:
    """Send nothing more about requests that have ended, and take them back where they arrived.

    `known_there` says that VNeID itself brought the answer: nothing is taken back.
    """
    ids = list(consent_ids)
    messages.close(ASK, ids, kind="ended")
    messages.close(REMIND, ids, kind="ended")
    if known_there:
        return
    sent = Handover.objects.filter(channel=ASK, subject__in=ids, attempts__gt=0)
    taken_back = [(pk, 1) for pk in sent.values_list("subject", flat=True)]
    _create(WITHDRAW, taken_back, delay=_AFTER_LAST_LEASE)


def _create(channel: str, keys: Sequence[tuple[int, int]], *, delay: float = 0.0) -> None:
    if not keys:
        return
    endpoint, _ = Endpoint.objects.get_or_create(code=ENDPOINT)
    rows = [(channel, subject, revision, endpoint.pk) for subject, revision in keys]
    messages.create(channel, rows, delay=delay)
    ring()
