"""What VNeID says that people said: believed only about the request it answers."""

from datetime import datetime

import orjson

from portal.consents import answering
from portal.consents.models import WAITING, Cause, Consent, ConsentStatus
from portal.handovers.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, Returned

LEVEL = "2"  # of the account: only then was the person's face held against their card


def checked(answer: Answer, body: bytes) -> Answer:
    """Return an answer to the request in `body`, or what it amounts to.

    An agreement to other words, of another dossier or by another person is garbled; one from an
    account below level 2 is as if there were no account.
    """
    if not isinstance(answer, Granted):
        return answer
    asked = orjson.loads(body)
    said = answer.facts
    about = [said["dossier"], said["text_sha256"]] == [asked["dossier"], asked["text_sha256"]]
    if not about or asked["personal_number"] not in ("", said["personal_number"]):
        return NoAnswer(NoAnswerKind.GARBLED)
    return answer if said["level"] == LEVEL else Returned("no_account")


def take(consent: Consent, answer: Answer, *, at: datetime) -> bool:
    """Put a checked answer on a locked consent, unsaved; say whether it changes anything."""
    if consent.status not in WAITING:
        return False
    if isinstance(answer, Granted):
        return _agreed(consent, answer, at)
    if isinstance(answer, Refused):
        answering.record(consent, ConsentStatus.REFUSED, at, reason=answer.note or answer.reason)
        return True
    if isinstance(answer, Returned):
        consent.status, consent.cause = ConsentStatus.CANCELLED, Cause.UNREACHABLE
        return True
    return False


def _agreed(consent: Consent, answer: Granted, at: datetime) -> bool:
    said_at = answer.facts["answered_at"]
    if not isinstance(said_at, datetime):
        raise TypeError("answered_at")
    # Their clock may differ from ours by a little, and by a lot after a restart.
    moment = max(consent.asked_at, min(said_at, at))
    if not answering.is_open(consent, at=moment):
        return False
    if not consent.personal_number:  # known by a handle until now
        consent.personal_number = str(answer.facts["personal_number"])
        consent.full_name = str(answer.facts["full_name"])[:200]
    answering.record(consent, ConsentStatus.AGREED, moment, reason="")
    return True
