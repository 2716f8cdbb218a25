"""The wire of the electronic civil status register (hệ thống hộ tịch điện tử)."""

import unicodedata
from collections.abc import Mapping, Sequence
from functools import cache

from integrations import reading
from integrations.answers import (
    Accepted,
    Answer,
    NoAnswer,
    NoAnswerKind,
    ask_for_fewer,
    no_answer_for,
)
from integrations.base import Exchange, Garbled, HttpClient, TooLarge, Unreachable
from integrations.civil_status_answers import (
    BIRTHS,
    DEATHS,
    Book,
    answer_in,
    code_in,
    is_revision,
    reference_in,
)
from integrations.civil_status_parts import with_files
from integrations.reading import Record

__all__ = [
    "BIRTHS",
    "DEATHS",
    "MOST_PER_CALL",
    "CivilStatusRegister",
    "door_to",
    "reference_in",
]

MOST_PER_CALL = 3

_KNOWN_ALREADY = "đã được tiếp nhận"
# What it will never take, however often it is asked. Any other code may be a bad moment of its.
_FINAL_ERRORS = frozenset({"01"})
_OUTAGES = (Unreachable, Garbled, TooLarge)


class CivilStatusRegister:
    """Speak NhanDKHT and LayKetQua, the hop province → Ministry of Justice of the linked service.

    Partner's document: none is published; field names and states are those of one province's
    public adapter (see docs/adr/0007). There are **no idempotency keys**: the register knows a case
    by `maHoSoLT` and answers "đã được tiếp nhận" to a second sending, except in state 2, where
    the new body replaces the old one. So `maHoSoMCDT` carries our revision, and the register is
    asked "do you have it?" before anything that may have been sent already. A plain "1" is
    delivery; "đã được tiếp nhận" only once LayKetQua shows this very revision. What is told by
    LayKetQua is never read as the answer to another revision. One client speaks of one `book`,
    that of births or that of deaths.
    """

    def __init__(
        self,
        base_url: str,
        *,
        province_code: str = "",
        token: str | None = None,
        authorities: str | None = None,
        book: Book = BIRTHS,
    ) -> None:
        self._book = book
        self._http = HttpClient(base_url, token=token, authorities=authorities)
        self._province_code = province_code

    def register_birth(
        self,
        body: bytes,
        *,
        key: str,
        sent_before: bool = False,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Send a composed birth; `files` are the attachments' bytes by SHA-256.

        `sent_before`: it may have left already, so the register is asked whether it has it.
        Accepted.reference is what `fetch_results` asks by. NoAnswer NOT_READY: the register is
        busy with an earlier revision; MISSING: it does not hold this one, send again.
        """
        reference = reference_in(body)
        try:
            if sent_before:
                held = self._holding(reference)
                if held is not None and not _may_be_sent(held):
                    return held
            reply = self._http.call(
                "POST", "/NhanDKHT", body=with_files(body, files or {}), idempotency_key=key
            )
            return self._taken(reference, reply)
        except _OUTAGES as outage:
            return no_answer_for(outage)

    def register_death(
        self,
        body: bytes,
        *,
        key: str,
        sent_before: bool = False,
        files: Mapping[str, bytes] | None = None,
    ) -> Answer:
        """Send a composed death, under the very rules of `register_birth`."""
        return self.register_birth(body, key=key, sent_before=sent_before, files=files)

    def fetch_results(self, references: Sequence[str]) -> dict[str, Answer]:
        """Return the register's word on at most three references; each has an answer."""
        if len(references) > MOST_PER_CALL:
            raise ValueError(f"the register takes {MOST_PER_CALL} codes a call")
        try:
            found = self._look_up(references)
        except TooLarge as outage:
            return ask_for_fewer(references, self.fetch_results, outage)
        except _OUTAGES as outage:
            return dict.fromkeys(references, no_answer_for(outage))
        if isinstance(found, NoAnswer):
            return dict.fromkeys(references, found)
        return {reference: answer_in(found, reference, self._book) for reference in references}

    def _taken(self, reference: str, reply: Exchange) -> Answer:
        if reply.status != 200:
            return no_answer_for(reply)
        said = reply.json_object()
        description = " ".join(
            reading.text(said, field, default="")
            for field in ("statusDescription", "errorDescription")
        )
        if _KNOWN_ALREADY in _as_compared(description):
            return self._holding(reference) or NoAnswer(NoAnswerKind.MISSING, raw=reply.body)
        if reading.code(said, "status") == "1":
            return Accepted(reference)
        return _declined(said, reply)

    def _holding(self, reference: str) -> Answer | None:
        """Return Accepted if the register holds this revision, None if it knows no case."""
        found = self._look_up([reference])
        if isinstance(found, NoAnswer):
            return found
        if code_in(reference) not in found:
            return None
        answer = answer_in(found, reference, self._book)
        garbled = isinstance(answer, NoAnswer) and answer.kind is NoAnswerKind.GARBLED
        if garbled or not is_revision(found, reference):
            return answer
        # Whatever it has decided already is collected in the ordinary way.
        return Accepted(reference)

    def _look_up(self, references: Sequence[str]) -> dict[str, Record] | NoAnswer:
        asked = [code_in(reference) for reference in references]
        reply = self._http.call(
            "POST",
            "/LayKetQua",
            json={
                "maDinhDanhHoSo": asked,
                "maTinh": self._province_code,
                "module": self._book.module,
            },
        )
        if reply.status != 200:
            return no_answer_for(reply)
        said = reply.json_object()
        if reading.code(said, "status") != "1":
            return _declined(said, reply)
        found: dict[str, Record] = {}
        # Of codes it does not know it says null.
        none_known = "value" in said and said["value"] is None
        for shown in [] if none_known else reading.records(said, "value"):
            code = reading.code(shown, "maHoSoLT")
            if code in asked and found.setdefault(code, shown) != shown:
                raise Garbled("two answers for one dossier", reply.body)
        return found


@cache
def door_to(
    book: Book, province_code: str, base_url: str, token: str | None, authorities: str | None
) -> CivilStatusRegister:
    """Return the client of one province's door to a book: one a process, so it stays connected."""
    return CivilStatusRegister(
        base_url, province_code=province_code, token=token, authorities=authorities, book=book
    )


def _declined(said: Record, reply: Exchange) -> NoAnswer:
    """Return what a status other than 1 is: for a person, or worth another try."""
    code = reading.code({"errorCode": said.get("errorCode") or ""}, "errorCode")
    final = code in _FINAL_ERRORS
    kind = NoAnswerKind.REJECTED if final else NoAnswerKind.DECLINED
    return NoAnswer(kind, raw=reply.body)


def _as_compared(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).casefold().split())


def _may_be_sent(held: Answer) -> bool:
    return isinstance(held, NoAnswer) and held.kind is NoAnswerKind.MISSING
