"""The carriers of consents: VNeID is asked, reminded, and told when nobody need answer any more."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from integrations.vneid import MOST_PER_CALL, ConsentRequest, VNeID, compose_consent
from portal.consents import changing, hearsay
from portal.consents.models import WAITING, Consent
from portal.consents.posting import ASK, REMIND, WITHDRAW, request_key
from portal.handovers.answers import Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Carrier, Letter
from portal.handovers.outside import reach


class ConsentCarrier(Carrier):
    """Puts requests before people and brings their answers, fifty questions a call."""

    channel = ASK

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Write what the person must know to answer; a request that has ended is not sent."""
        waiting = Consent.objects.filter(
            pk__in=[letter.subject for letter in letters], status__in=WAITING
        )
        return {consent.pk: compose_consent(_request(consent)) for consent in waiting}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Put requests before people."""
        return {
            one.subject: hearsay.checked(
                client().ask_consent(one.body, key=one.key, attempt=one.attempt), one.body
            )
            for one in letters
        }

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask what people said; an agreement to other words, or somebody else's, is none."""
        told = client().fetch_consents([letter.key for letter in letters])
        return {one.subject: hearsay.checked(told[one.key], one.body) for one in letters}

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return what VNeID takes."""
        return MOST_PER_CALL if asking else 1

    def lock(self, subjects: Sequence[int]) -> changing.Locked:
        """Lock the dossiers, then the consents: in the order of every other act."""
        return changing.lock(subjects)

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Record what people said; what they say about a request that has ended changes nothing."""
        changed = [
            consent
            for letter, answer in answered
            if (consent := locked.consents.get(letter.subject)) is not None
            and hearsay.take(consent, answer, at=at)
        ]
        changing.write(changed, at=at, locked=locked, known_there=True)


class _Told(Carrier):
    """What is only told to VNeID: taken is done, and the law knows nothing of it."""

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Nothing is owed."""
        return {letter.subject: NoAnswer(NoAnswerKind.NOT_READY) for letter in letters}

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Nothing follows."""


class ReminderCarrier(_Told):
    """Reminds people of a request they have not answered."""

    channel = REMIND

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Name the request; one that has been answered meanwhile is not reminded of."""
        subjects = [letter.subject for letter in letters]
        waiting = Consent.objects.filter(pk__in=subjects, status__in=WAITING)
        return {pk: request_key(pk).encode() for pk in waiting.values_list("pk", flat=True)}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Let VNeID remind people."""
        return {
            one.subject: client().remind(one.body.decode(), key=one.key, attempt=one.attempt)
            for one in letters
        }


class WithdrawalCarrier(_Told):
    """Takes requests away from the screens of people who need not answer any more."""

    channel = WITHDRAW

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Name the request."""
        return {letter.subject: request_key(letter.subject).encode() for letter in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Take requests away."""
        return {one.subject: client().withdraw_consent(one.body.decode()) for one in letters}


@cache
def client() -> VNeID:
    """Return VNeID's client, made once a process."""
    return VNeID(**reach("vneid"))


def _request(consent: Consent) -> ConsentRequest:
    # No name of the person asked: VNeID knows whom a number belongs to.
    return ConsentRequest(
        dossier=consent.dossier_code or f"step {consent.step_id}",
        revision=1,
        text=consent.text,
        text_sha256=consent.text_sha256,
        roles=tuple(consent.roles),
        asked_by=consent.asked_by,
        expires_on=consent.expires_on.isoformat(),
        personal_number=consent.personal_number,
        handle=consent.handle,
    )
