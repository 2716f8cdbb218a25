"""What the person asked says, what a signed paper says, and what may not be said any more."""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from portal.consents import changing
from portal.consents.models import GIVEN, WAITING, Cause, Consent, ConsentStatus

REASON_LENGTH = 1000


class NoSuchConsent(Exception):
    """This person is not asked this: the same for another's request and for one that never was."""

    def __init__(self) -> None:
        super().__init__("no such request for this person")


class AlreadyClosed(Exception):
    """The request has ended otherwise; `status` is how."""

    def __init__(self, status: str) -> None:
        super().__init__(f"the request is {status}")
        self.status = status


class TooLate(AlreadyClosed):
    """The last day for an answer is over."""

    def __init__(self) -> None:
        super().__init__(ConsentStatus.LAPSED)


def answer(
    *, consent_id: int, personal_number: str, agreed: bool, at: datetime, reason: str = ""
) -> Consent:
    """Record what the person asked says; saying the same twice is harmless.

    Raises NoSuchConsent unless `personal_number` is the one asked, TooLate after the last day,
    AlreadyClosed if the request has ended otherwise. A reason belongs to a refusal only.
    """
    verdict = ConsentStatus.AGREED if agreed else ConsentStatus.REFUSED
    return _close(consent_id, personal_number, verdict, at, reason="" if agreed else reason)


def deny_identity(*, consent_id: int, personal_number: str, at: datetime) -> Consent:
    """Record "Không phải tôi": the family named somebody else than it meant. Raises as `answer`."""
    return _close(consent_id, personal_number, ConsentStatus.REFUSED, at, cause=Cause.NOT_ME)


@transaction.atomic
def by_paper(
    *,
    step_id: int,
    at: datetime,
    paper: str | None = None,
    note: str = "",
    consent_ids: Collection[int] | None = None,
) -> list[Consent]:
    """Let a signed CT01, or an official before whom people agreed, stand for their answers.

    `paper` is the document's hash, `note` the official's reason; `consent_ids` names who signed,
    by default everybody still missing. Returns what changed; nobody asked means nothing changes.
    Nobody signs for a person known by a handle alone: a paper bears a whole name.
    """
    missing = (
        Consent.objects.filter(step_id=step_id)
        .exclude(status__in=GIVEN | {ConsentStatus.REPLACED})
        .exclude(~Q(handle=""), personal_number="")
    )
    if consent_ids is not None:
        missing = missing.filter(pk__in=consent_ids)
    locked = changing.lock(list(missing.values_list("pk", flat=True)))
    signed = [
        one
        for one in locked.consents.values()
        if one.status not in GIVEN | {ConsentStatus.REPLACED}
    ]
    for one in signed:
        one.status, one.cause, one.answered_at = ConsentStatus.BY_PAPER, "", at
        one.paper_id, one.reason = paper, note.strip()[:REASON_LENGTH]
    changing.write(signed, at=at, locked=locked)
    return signed


def is_open(consent: Consent, *, at: datetime) -> bool:
    """Say whether an answer given at `at` counts."""
    return consent.status in WAITING and timezone.localdate(at) <= consent.expires_on


def record(consent: Consent, verdict: str, at: datetime, *, reason: str, cause: str = "") -> None:
    """Put an answer on a locked consent, unsaved."""
    consent.status, consent.answered_at = verdict, at
    consent.reason, consent.cause = reason.strip()[:REASON_LENGTH], cause


@transaction.atomic
def _close(
    consent_id: int,
    personal_number: str,
    verdict: str,
    at: datetime,
    *,
    reason: str = "",
    cause: str = "",
) -> Consent:
    # Looked up first, so that a stranger cannot make anybody's dossier wait for a lock.
    asked = Consent.objects.filter(pk=consent_id, personal_number=personal_number)
    if not personal_number or not asked.exists():
        raise NoSuchConsent
    locked = changing.lock([consent_id])
    consent = locked.consents[consent_id]
    if (consent.status, consent.cause) == (verdict, cause):
        return consent
    if consent.status not in WAITING:
        raise AlreadyClosed(consent.status)
    if not is_open(consent, at=at):
        raise TooLate
    record(consent, verdict, at, reason=reason, cause=cause)
    changing.write([consent], at=at, locked=locked)
    return consent
