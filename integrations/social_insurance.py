"""The wire of Social Insurance (cơ quan bảo hiểm xã hội): numbers, cards, post, facilities."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from integrations import reading
from integrations.answers import Answer, Granted, NoAnswer, NoAnswerKind, no_answer_for
from integrations.base import AT_A_DOOR, UNHURRIED, HttpClient
from integrations.keyed_wire import MOST_PER_CALL, OUTAGES, KeyedWire
from integrations.reading import Record

__all__ = [
    "AT_A_DOOR",
    "MOST_PER_CALL",
    "Facility",
    "InsuredPerson",
    "PostalState",
    "SocialInsurance",
]


@dataclass(frozen=True, slots=True)
class InsuredPerson:
    """A person who has a number already; `card_number` is empty when no card was issued."""

    insurance_number: str
    card_number: str


@dataclass(frozen=True, slots=True)
class Facility:
    """A place of first care; a closed one takes no new people."""

    code: str
    name: str
    kind: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class PostalState:
    """Where a card on paper is: waiting, sent, arrived or handed_over, and since when."""

    state: str
    at: datetime | None


class SocialInsurance:
    """Look people up, have cards issued, follow them in the post.

    Partner's document: none is published for this; the wire is our proposal (see `keyed_wire`). It
    has **idempotency keys**: PUT under one key has one effect. One person has one insurance
    number, whoever asks and however often.
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
        self._cards = KeyedWire(self._http, "/v1/health-cards", _granted)

    def find_person(
        self, personal_number: str, *, temporary_card: str = ""
    ) -> InsuredPerson | NoAnswer | None:
        """Return who has this personal number, or else this temporary card; None is nobody."""
        # A question in a body: personal numbers stand in no address and in no log.
        asked = {"personal_number": personal_number, "temporary_card": temporary_card}
        try:
            reply = self._http.call("POST", "/v1/persons/find", json=asked)
            if reply.status != 200:
                return no_answer_for(reply)
            found = reply.json_object().get("person")
            if found is None:
                return None
            person = reading.record(found)
            return InsuredPerson(
                reading.text(person, "insurance_number"),
                reading.text(person, "card_number", default=""),
            )
        except OUTAGES as outage:
            return no_answer_for(outage)

    def issue_health_card(self, body: bytes, *, key: str) -> Answer:
        """Send a composed application."""
        return self._cards.put(key, body)

    def fetch_results(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the agency's word on at most fifty keys."""
        return self._cards.ask(keys)

    def fetch_post(self, keys: Sequence[str]) -> dict[str, PostalState | NoAnswer]:
        """Return where the cards on paper are."""
        query = urlencode([("key", key) for key in keys])
        try:
            reply = self._http.call("GET", f"/v1/post?{query}")
            if reply.status != 200:
                return dict.fromkeys(keys, no_answer_for(reply))
            found = {
                reading.text(shown, "key"): _postal_state(shown)
                for shown in reading.records(reply.json_object(), "post")
            }
        except OUTAGES as outage:
            return dict.fromkeys(keys, no_answer_for(outage))
        return {key: found.get(key, NoAnswer(NoAnswerKind.MISSING)) for key in keys}

    def first_care_facilities(self, commune_code: str) -> tuple[Facility, ...] | NoAnswer:
        """Return the facilities near a commune, its own station first."""
        try:
            reply = self._http.call("GET", f"/v1/facilities?commune={quote(commune_code)}")
            if reply.status != 200:
                return no_answer_for(reply)
            found = reading.records(reply.json_object(), "facilities")
            return tuple(_facility(shown) for shown in found)
        except OUTAGES as outage:
            return no_answer_for(outage)


def _facility(shown: Record) -> Facility:
    return Facility(
        reading.text(shown, "code"),
        reading.text(shown, "name"),
        reading.text(shown, "kind"),
        shown.get("open") is True,
    )


def _postal_state(shown: Record) -> PostalState:
    at = reading.moment(shown, "at") if shown.get("at") else None
    return PostalState(reading.text(shown, "state"), at)


def _granted(result: Record) -> Granted:
    card = reading.pdf(result, "card", "health_card")
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "insurance_number": reading.text(result, "insurance_number"),
            "card_number": reading.text(result, "card_number"),
            "valid_from": reading.day(result, "valid_from"),
            "valid_to": reading.day(result, "valid_to"),
            "facility_code": reading.text(result, "facility_code"),
            "facility_name": reading.text(result, "facility_name"),
            "card_sha256": card.sha256,
            # What stands on the card; it must equal the birth record.
            "full_name": reading.text(result, "full_name"),
            "sex": reading.text(result, "sex"),
            "born_on": reading.day(result, "born_on"),
            "personal_number": reading.text(result, "personal_number"),
        },
        (card,),
    )
