"""The wire of those who decide about money after a death, and pay it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from integrations import reading
from integrations.answers import Answer, Granted, NoAnswer, NoAnswerKind, Refused, no_answer_for
from integrations.base import UNHURRIED, Garbled, HttpClient
from integrations.keyed_wire import MOST_PER_CALL, OUTAGES, KeyedWire
from integrations.reading import Record

__all__ = ["ALREADY_DECIDED", "MOST_PER_CALL", "FuneralOffice", "Payment"]

ALREADY_DECIDED = "already_decided"
_MOST = 10**12  # dong; no death gives as much


@dataclass(frozen=True, slots=True)
class Payment:
    """When a decided sum was paid; `paid_on` None as long as it is not."""

    paid_on: date | None


class FuneralOffice:
    """Claim an allowance or survivors' benefit, and ask whether it was paid.

    Three lines decide by law: Social Insurance, the commune (social pension and protection) and
    home affairs (merit, veterans, youth volunteers, frontline labour); each is a system of its own.
    Partner's document: none is published; this wire is our proposal, the same for all three (see
    `keyed_wire`). It has **idempotency keys**: PUT under one key has one effect. One death has one
    allowance and one survivors' decision at each line: a second claim is refused with the reason
    `already_decided`, under whatever key.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        authorities: str | None = None,
        timeout: tuple[float, float] = UNHURRIED,
    ) -> None:
        self._http = HttpClient(base_url, token=token, authorities=authorities, timeout=timeout)
        self._wires = {
            "allowance": KeyedWire(self._http, "/v1/funeral-claims", _granted),
            "survivors": KeyedWire(self._http, "/v1/survivors-claims", _granted),
        }

    def claim(self, kind: str, body: bytes, *, key: str) -> Answer:
        """Send a composed claim; `kind` is allowance or survivors."""
        return self._wires[kind].put(key, body)

    def fetch_results(self, kind: str, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the line's word on at most fifty keys."""
        return self._wires[kind].ask(keys)

    def fetch_payments(self, keys: Sequence[str]) -> dict[str, Payment | NoAnswer]:
        """Return which of at most fifty decided sums were paid, and when."""
        query = urlencode([("key", key) for key in keys])
        try:
            reply = self._http.call("GET", f"/v1/payments?{query}")
            if reply.status != 200:
                return dict.fromkeys(keys, no_answer_for(reply))
            found = {
                reading.text(shown, "key"): Payment(reading.optional_day(shown, "paid_on"))
                for shown in reading.records(reply.json_object(), "payments")
            }
        except OUTAGES as outage:
            return dict.fromkeys(keys, no_answer_for(outage))
        return {key: found.get(key, NoAnswer(NoAnswerKind.MISSING)) for key in keys}


def is_double(answer: Refused) -> bool:
    """Say whether a line refuses because it decided about this death before."""
    return answer.reason == ALREADY_DECIDED


def _granted(result: Record) -> Granted:
    decision = reading.pdf(result, "decision", "decision")
    amount = reading.whole_number(result, "amount")
    if not 0 < amount <= _MOST:
        raise Garbled("a grant of nothing, or of more than there is")
    paid_on = reading.optional_day(result, "paid_on")
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "personal_number": reading.text(result, "personal_number", default=""),
            "decision_number": reading.text(result, "decision_number"),
            "regime": reading.text(result, "regime"),
            "amount": amount,
            "decided_on": reading.day(result, "decided_on"),
            "paid_on": paid_on.isoformat() if paid_on else "",
            "decision_sha256": decision.sha256,
        },
        (decision,),
    )
