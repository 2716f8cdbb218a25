"""The wire of VNeID beyond sign-in: agreements people are asked for, and their households."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from urllib.parse import quote

import orjson

from integrations import reading
from integrations.answers import Answer, Granted, NoAnswer, no_answer_for
from integrations.base import AT_A_DOOR, UNHURRIED, Garbled, HttpClient
from integrations.keyed_wire import MOST_PER_CALL, OUTAGES, KeyedWire
from integrations.reading import Record

__all__ = [
    "ABLE",
    "AT_A_DOOR",
    "MOST_PER_CALL",
    "ConsentRequest",
    "Household",
    "VNeID",
    "compose_consent",
]

ABLE = "able"
_STATES = (ABLE, "dead", "abroad", "minor")
_LONGEST_HANDLE = 80


@dataclass(frozen=True, slots=True)
class ConsentRequest:
    """What one person is asked to agree to.

    The person is named by `personal_number` or by the handle a household look-up gave. `roles`
    are household_head, dwelling_owner, parent; `expires_on` is ISO.
    """

    dossier: str
    revision: int
    text: str
    text_sha256: str
    roles: tuple[str, ...]
    asked_by: str
    expires_on: str
    personal_number: str = ""
    handle: str = ""
    full_name: str = ""
    procedure: str = "consent"


@dataclass(frozen=True, slots=True)
class HouseholdMember:
    """Somebody of the household: half of the name, and a handle in place of the number.

    A handle stands as long as this person is what they are in the household. `state` says whether
    they can be head: able, dead, abroad or minor.
    """

    masked_name: str
    handle: str
    is_the_asked: bool
    state: str = ABLE


@dataclass(frozen=True, slots=True)
class Household:
    """Where a person is registered, who heads the household and who owns the dwelling."""

    commune_code: str
    address_line: str
    head: HouseholdMember
    owners: tuple[HouseholdMember, ...]


def compose_consent(request: ConsentRequest) -> bytes:
    """Return the body, byte for byte the same for the same request."""
    return orjson.dumps(asdict(request), option=orjson.OPT_SORT_KEYS)


class VNeID:
    """Ask people for their agreement, remind them, and look a household up.

    Partner's document: VNeID's own protocol is not public; this wire is our proposal (see
    `keyed_wire`). It has **idempotency keys**: PUT under one key asks once. Sign-in is OpenID
    Connect and is not spoken here. A person who does not answer is NOT_READY for ever: the law's
    time limit is ours to keep.
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
        self._consents = KeyedWire(self._http, "/v1/consents", _agreed)

    def ask_consent(self, body: bytes, *, key: str, attempt: int = 1) -> Answer:
        """Put a request before a person; Returned with "no_account" if VNeID does not know them."""
        return self._consents.put(key, body)

    def fetch_consents(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return what people said to at most fifty requests: Granted, Refused or not yet."""
        return self._consents.ask(keys)

    def remind(self, request_key: str, *, key: str, attempt: int = 1) -> Answer:
        """Remind the person of an earlier request; done once VNeID has taken it."""
        return self._told("PUT", f"/v1/reminders/{quote(key, safe='')}", key, request=request_key)

    def withdraw_consent(self, request_key: str) -> Answer:
        """Take a request away that needs no answer any more; an answer given stays given."""
        return self._told("DELETE", f"/v1/consents/{quote(request_key, safe='')}", request_key)

    def find_household(self, personal_number: str) -> Household | NoAnswer | None:
        """Return the household a person is registered in; None if there is none.

        To be asked about nobody but the person who is signed in: it tells who they live with.
        """
        try:
            # A question in a body: personal numbers stand in no address and in no log.
            asked = {"personal_number": personal_number}
            reply = self._http.call("POST", "/v1/households/find", json=asked)
            if reply.status != 200:
                return no_answer_for(reply)
            found = reply.json_object().get("household")
            return None if found is None else _household(reading.record(found))
        except OUTAGES as outage:
            return no_answer_for(outage)

    def _told(self, method: str, path: str, key: str, **said: str) -> Answer:
        try:
            reply = self._http.call(method, path, json=said or None, idempotency_key=key)
        except OUTAGES as outage:
            return no_answer_for(outage)
        return Granted({}) if reply.status in (200, 202, 204) else no_answer_for(reply)


def _agreed(result: Record) -> Granted:
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "personal_number": reading.text(result, "personal_number"),
            "full_name": reading.text(result, "full_name"),
            "answered_at": reading.moment(result, "answered_at"),
            "text_sha256": reading.text(result, "text_sha256"),
            "level": reading.text(result, "level"),
        }
    )


def _household(shown: Record) -> Household:
    return Household(
        reading.text(shown, "commune_code"),
        reading.text(shown, "address_line"),
        _member(reading.record(shown.get("head"))),
        tuple(_member(owner) for owner in reading.records(shown, "owners")),
    )


def _member(shown: Record) -> HouseholdMember:
    handle, state = reading.text(shown, "handle"), reading.text(shown, "state", default=ABLE)
    if len(handle) > _LONGEST_HANDLE or state not in _STATES:
        raise Garbled("a handle and a state were promised")
    name = reading.text(shown, "masked_name")
    return HouseholdMember(name, handle, shown.get("is_the_asked") is True, state)
