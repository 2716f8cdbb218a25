"""The carriers of notices: what is written to whom is frozen, and handed over once."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from django.conf import settings
from django.utils import translation

from integrations.messaging import Messaging
from portal.handovers.answers import Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Carrier, Letter
from portal.handovers.outside import reach
from portal.notifications import rendering
from portal.notifications.channels import EMAIL, SMS
from portal.notifications.models import Notice
from portal.notifications.selectors import silenced


class NoticeCarrier(Carrier):
    """What SMS and e-mail have in common: a notice handed over is done, and nothing follows."""

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Write each message to where it goes; a silenced or erased notice is not sent."""
        notices = _to_send([letter.subject for letter in letters])
        with translation.override(settings.LANGUAGE_CODE):  # a worker has no reader's language
            written = {notice.pk: self.message(notice) for notice in notices}
        return {pk: orjson.dumps(message) for pk, message in written.items() if message["to"]}

    def message(self, notice: Notice) -> dict[str, str]:
        """Return where the message goes and what it says."""
        raise NotImplementedError

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Nothing is owed: a message handed over is answered at once."""
        return {letter.subject: NoAnswer(NoAnswerKind.NOT_READY) for letter in letters}

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """A message has no effect in the law."""


class SmsCarrier(NoticeCarrier):
    """Short messages: without marks, without links, without names."""

    channel = SMS

    def message(self, notice: Notice) -> dict[str, str]:
        """Return the telephone number and the bare text."""
        return {"to": notice.phone, "text": rendering.sms(notice)}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Hand short messages over, one a call."""
        return {one.subject: client().send_sms(**_written(one)) for one in letters}


class EmailCarrier(NoticeCarrier):
    """E-mails: the full sentence."""

    channel = EMAIL

    def message(self, notice: Notice) -> dict[str, str]:
        """Return the address, the subject and the sentence."""
        return {
            "to": notice.email,
            "subject": rendering.subject(notice),
            "text": rendering.sentence(notice),
        }

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Hand e-mails over, one a call."""
        return {one.subject: client().send_email(**_written(one)) for one in letters}


@cache
def client() -> Messaging:
    """Return the message service's client, made once a process."""
    return Messaging(**reach("messaging"))


def _to_send(notice_ids: Collection[int]) -> list[Notice]:
    notices = list(Notice.objects.filter(pk__in=notice_ids))
    quiet = silenced({one.dossier_id for one in notices if one.dossier_id is not None})
    return [one for one in notices if one.dossier_id not in quiet]


def _written(letter: Letter) -> dict[str, Any]:
    return {**orjson.loads(letter.body), "key": letter.key, "attempt": letter.attempt}
