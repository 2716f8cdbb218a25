"""The wire of the message service: e-mail, and short messages that keep to the rules for them."""

import re
from urllib.parse import quote

from integrations import reading
from integrations.answers import Answer, Granted, NoAnswer, NoAnswerKind, no_answer_for
from integrations.base import Garbled, HttpClient, TooLarge, Unreachable

LONGEST_SMS = 160

# An address with a scheme, or a bare one such as example.vn: a dot with letters on both sides.
_LINK = re.compile(r"://|www\.|[a-z0-9]\.[a-z]{2,}", re.IGNORECASE)


class Messaging:
    """Hand over one message at a time.

    Partner's document: none; the wire is our proposal. It has **idempotency keys**: PUT under one
    key sends one message, however often it arrives. A message handed over is done; whether a
    telephone rang is not told.
    """

    def __init__(
        self, base_url: str, *, token: str | None = None, authorities: str | None = None
    ) -> None:
        self._http = HttpClient(base_url, token=token, authorities=authorities)

    def send_sms(self, *, to: str, text: str, key: str, attempt: int = 1) -> Answer:
        """Send a short message; raise ValueError for one that must not go out.

        No link, because families are told that ours carry none; no marks, because one marked
        letter halves what fits; at most 160 signs.
        """
        objection = sms_objection(text)
        if objection:
            raise ValueError(objection)
        return self._put(key, {"channel": "sms", "to": to, "subject": "", "text": text})

    def send_email(self, *, to: str, subject: str, text: str, key: str, attempt: int = 1) -> Answer:
        """Send an e-mail of plain text."""
        return self._put(key, {"channel": "email", "to": to, "subject": subject, "text": text})

    def _put(self, key: str, message: dict[str, str]) -> Answer:
        try:
            reply = self._http.call(
                "PUT", f"/v1/messages/{quote(key, safe='')}", json=message, idempotency_key=key
            )
            if reply.status not in (200, 201, 202):
                return no_answer_for(reply)
            said = reply.json_object()
            if reading.text(said, "key") != key:
                return NoAnswer(NoAnswerKind.GARBLED, raw=reply.body)
            return Granted({"reference": reading.text(said, "reference")})
        except (Unreachable, Garbled, TooLarge) as outage:
            return no_answer_for(outage)


def sms_objection(text: str) -> str:
    """Return why a text may not go out as a short message, or nothing."""
    if not text.strip():
        return "an empty message"
    if not text.isascii() or not text.isprintable():
        return "letters with marks, or signs that are no letters"
    if len(text) > LONGEST_SMS:
        return f"longer than {LONGEST_SMS} signs"
    if _LINK.search(text):
        return "a link"
    return ""
