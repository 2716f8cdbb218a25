"""Requests put on the way to VNeID: one message to ask, one more for every reminder."""

from collections.abc import Sequence

from portal.consents.changing import CHANNEL
from portal.consents.models import WAITING, Consent
from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.handovers.models import Endpoint

ENDPOINT = "vneid"
ASK, REMIND = "ask", "remind"


def put_on_the_way(consents: Sequence[Consent]) -> None:
    """Send requests to those whose number is known; the others come with their invitation."""
    _send(ASK, [one for one in consents if one.status in WAITING and one.personal_number])


def remind_again(consents: Sequence[Consent]) -> None:
    """Send the reminder that was just counted."""
    _send(REMIND, consents)


def _send(topic: str, consents: Sequence[Consent]) -> None:
    if not consents:
        return
    endpoint, _ = Endpoint.objects.get_or_create(code=ENDPOINT)
    # The request is revision 1 and waits for its answer; each reminder is a message of its own.
    messages.create(
        CHANNEL, [(topic, one.pk, 1 + one.reminded_count, endpoint.pk) for one in consents]
    )
    ring()
