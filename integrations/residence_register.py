"""The wire of the residence register (cơ sở dữ liệu về cư trú, Ministry of Public Security)."""

from collections.abc import Mapping, Sequence

import orjson

from integrations import reading
from integrations.answers import Answer, Granted, no_answer_for
from integrations.base import Garbled, HttpClient
from integrations.keyed_answers import read_answer
from integrations.keyed_wire import MOST_PER_CALL, OUTAGES, KeyedWire
from integrations.reading import Record

__all__ = ["MOST_PER_CALL", "ResidenceRegister", "parse_delivery"]


class ResidenceRegister:
    """Register residence, remove and restore it, and read answers asked for or pushed.

    Partner's document: none is published; this wire is our proposal (see `keyed_wire`). It has
    **idempotency keys**: PUT under one key has one effect, however often it arrives, and the same
    key with another body is refused with 409. Answers are asked for by key, fifty a call, and
    are also pushed to our inbox; both say the same.
    """

    def __init__(
        self, base_url: str, *, token: str | None = None, authorities: str | None = None
    ) -> None:
        self._http = HttpClient(base_url, token=token, authorities=authorities)
        self._wire = KeyedWire(self._http, "/v1/registrations", _granted)
        self._removals = KeyedWire(self._http, "/v1/deregistrations", _removed)
        self._restorations = KeyedWire(self._http, "/v1/restorations", _restored)

    def register(
        self, body: bytes, *, key: str, files: Mapping[str, bytes] | None = None
    ) -> Answer:
        """Send a composed registration, its papers (by SHA-256) first."""
        for sha256, content in (files or {}).items():
            failed = self._put_paper(sha256, content)
            if failed is not None:
                return failed
        return self._wire.put(key, body)

    def fetch_results(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the register's word on at most fifty keys."""
        return self._wire.ask(keys)

    def deregister(self, body: bytes, *, key: str) -> Answer:
        """Send a composed removal of somebody who died."""
        return self._removals.put(key, body)

    def fetch_removals(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the register's word on at most fifty removals; it pushes none of these."""
        return self._removals.ask(keys)

    def restore(self, body: bytes, *, key: str) -> Answer:
        """Send a composed taking back of a removal: nobody had died."""
        return self._restorations.put(key, body)

    def fetch_restorations(self, keys: Sequence[str]) -> dict[str, Answer]:
        """Return the register's word on at most fifty restorations; it pushes none of these."""
        return self._restorations.ask(keys)

    def _put_paper(self, sha256: str, content: bytes) -> Answer | None:
        try:
            reply = self._http.call(
                "PUT",
                f"/v1/papers/{sha256}",
                body=content,
                headers={"Content-Type": "application/octet-stream"},
                idempotency_key=sha256,
            )
        except OUTAGES as outage:
            return no_answer_for(outage)
        return None if reply.status in (200, 201, 204) else no_answer_for(reply)


def parse_delivery(raw: bytes) -> list[tuple[str, int, Answer]]:
    """Return (key, revision, answer) for what the register pushed; raise Garbled (a ValueError).

    One message is one answer: `{key, revision, result}`, `result` as in a reply.
    """
    if b"\\u0000" in raw:
        raise Garbled("NUL in a delivery", raw)
    try:
        told = reading.record(orjson.loads(raw))
    except orjson.JSONDecodeError as error:
        raise Garbled("not JSON", raw) from error
    key, revision = reading.text(told, "key"), reading.whole_number(told, "revision")
    answer = read_answer(reading.record(told.get("result")), _granted)
    return [(key, revision, answer)]


def _granted(result: Record) -> Granted:
    notice = reading.pdf(result, "notice", "residence_notice")
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "registered_on": reading.day(result, "registered_on"),
            "residence_kind": reading.text(result, "residence_kind"),
            "commune_code": reading.text(result, "commune_code"),
            "address_line": reading.text(result, "address_line", default=""),
            "notice_number": reading.text(result, "notice_number"),
            "notice_sha256": notice.sha256,
            "full_name": reading.text(result, "full_name"),
            "personal_number": reading.text(result, "personal_number"),
        },
        (notice,),
    )


def _removed(result: Record) -> Granted:
    notice = reading.pdf(result, "notice", "residence_notice")
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "removed_on": reading.day(result, "removed_on"),
            "commune_code": reading.text(result, "commune_code"),
            "notice_number": reading.text(result, "notice_number"),
            "notice_sha256": notice.sha256,
            "full_name": reading.text(result, "full_name"),
            "personal_number": reading.text(result, "personal_number", default=""),
        },
        (notice,),
    )


def _restored(result: Record) -> Granted:
    notice = reading.pdf(result, "notice", "residence_notice")
    return Granted(
        {
            "dossier": reading.text(result, "dossier"),
            "restored_on": reading.day(result, "restored_on"),
            "notice_number": reading.text(result, "notice_number"),
            "notice_sha256": notice.sha256,
            "full_name": reading.text(result, "full_name"),
            "personal_number": reading.text(result, "personal_number", default=""),
        },
        (notice,),
    )
