"""How partners with idempotency keys are spoken to: PUT one request by its key, ask about many."""

from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

from integrations import reading
from integrations.answers import Answer, NoAnswer, NoAnswerKind, ask_for_fewer, no_answer_for
from integrations.base import Exchange, Garbled, HttpClient, TooLarge, Unreachable
from integrations.keyed_answers import ReadGrant, read_answer, read_first, read_return
from integrations.reading import Record

MOST_PER_CALL = 50
OUTAGES = (Unreachable, Garbled, TooLarge)

_TAKEN = frozenset({200, 201, 202})


class KeyedWire:
    """Put and ask at one address; `granted` reads what a grant of this partner says."""

    def __init__(self, http: HttpClient, address: str, granted: ReadGrant) -> None:
        self._http = http
        self._address = address
        self._granted = granted

    def put(self, key: str, body: bytes) -> Answer:
        """Hand one request over; the same key any number of times has one effect."""
        try:
            reply = self._http.call(
                "PUT", f"{self._address}/{quote(key, safe='')}", body=body, idempotency_key=key
            )
            if reply.status == 422:
                return _returned(reply, key)
            if reply.status not in _TAKEN:
                return no_answer_for(reply)
            shown = reply.json_object()
            if reading.text(shown, "key") != key:
                raise Garbled("a reply to another request", reply.body)
            return read_first(shown, self._granted)
        except OUTAGES as outage:
            return no_answer_for(outage)

    def ask(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the partner's word on at most fifty keys; each key has an answer."""
        if len(keys) > MOST_PER_CALL:
            raise ValueError(f"{MOST_PER_CALL} keys a call")
        if not keys:
            return {}
        try:
            query = urlencode([("key", key) for key in keys])
            reply = self._http.call("GET", f"{self._address}?{query}")
            if reply.status != 200:
                return dict.fromkeys(keys, no_answer_for(reply))
            found = _by_key(reading.records(reply.json_object(), "answers"))
        except TooLarge as outage:
            return ask_for_fewer(keys, self.ask, outage)
        except OUTAGES as outage:
            return dict.fromkeys(keys, no_answer_for(outage))
        return {key: read_answer(found.get(key), self._granted) for key in keys}


def _returned(reply: Exchange, key: str) -> Answer:
    """Return the agency's legal return, if 422 is one.

    A validator or a firewall says 422 as well: only what names the case, the state and a reason
    may stop a family's clock; anything else is for a person to look at.
    """
    try:
        shown = reply.json_object()
        if shown.get("state") == "returned" and shown.get("key") == key:
            returned = read_return(reading.record(shown.get("result")))
            if returned.reason.strip(" ."):
                return returned
    except Garbled:
        pass
    return NoAnswer(NoAnswerKind.REJECTED, raw=reply.body)


def _by_key(found: Sequence[Record]) -> Mapping[str, Record]:
    by_key: dict[str, Record] = {}
    for shown in found:
        if by_key.setdefault(reading.text(shown, "key"), shown) != shown:
            raise Garbled("two answers to one key")
    return by_key
