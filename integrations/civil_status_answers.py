"""What LayKetQua shows of a dossier, read as an answer to one revision of it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from integrations import birth_body, death_body, reading
from integrations.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    Refused,
    Returned,
)
from integrations.base import Garbled
from integrations.civil_status_parts import SEXES
from integrations.reading import Record

NUMBER_DUE, E_COPY_DUE = "number_due", "e_copy_due"

# Twelve digits are law, what they say is a hint; a number of noughts fills a column.
_PERSONAL_NUMBER = re.compile("(?!0{12})[0-9]{12}")


@dataclass(frozen=True, slots=True)
class Book:
    """One of the register's books: its module, our names for its fields, how it grants."""

    module: str
    our_name: Callable[[str], str]
    registered: Callable[[Record, str], Answer]


class State:
    """`trangThai` as the register counts it; there is no 5."""

    SENT, TO_SUPPLEMENT, IN_PROGRESS, DONE, REFUSED = "1", "2", "3", "4", "6"
    ALL = (SENT, TO_SUPPLEMENT, IN_PROGRESS, DONE, REFUSED)


def reference_in(body: bytes) -> str:
    """Return the reference of a composed birth or death: "<dossier code>.<revision>"."""
    return str(orjson.loads(body)["maHoSoMCDT"])


def code_in(reference: str) -> str:
    """Return the dossier code of a reference."""
    return reference.rpartition(".")[0]


def is_revision(found: Mapping[str, Record], reference: str) -> bool:
    """Tell whether the register holds this very revision of a dossier it shows."""
    return reading.code(found[code_in(reference)], "maHoSoMCDT") == reference


def answer_in(found: Mapping[str, Record], reference: str, book: Book) -> Answer:
    """Return what the register says to one reference, from what it shows by dossier code."""
    shown = found.get(code_in(reference))
    if shown is None:
        return NoAnswer(NoAnswerKind.MISSING)
    try:
        state = reading.code(shown, "trangThai")
        if state not in State.ALL:
            raise Garbled("no such state")
        if not is_revision(found, reference):
            return _about_another_revision(state, shown)
        return _answer(state, shown, reference, book)
    except Garbled:
        return NoAnswer(NoAnswerKind.GARBLED, raw=orjson.dumps(dict(shown)))


def _about_another_revision(state: str, shown: Record) -> NoAnswer:
    if state == State.TO_SUPPLEMENT:
        # It waits for a correction: ours will take the place of what it holds.
        return NoAnswer(NoAnswerKind.MISSING)
    if state in (State.SENT, State.IN_PROGRESS):
        return NoAnswer(NoAnswerKind.NOT_READY)
    # Decided, and not on what the family last declared: a person must look.
    return NoAnswer(NoAnswerKind.REJECTED, raw=orjson.dumps(dict(shown)))


def _answer(state: str, shown: Record, reference: str, book: Book) -> Answer:
    if state == State.DONE:
        return book.registered(reading.record(shown.get("ketQuaXuLy")), reference)
    if state in (State.SENT, State.IN_PROGRESS):
        return NoAnswer(NoAnswerKind.NOT_READY)
    reason = reading.text(shown, "noiDungXuLy", default=reading.text(shown, "ghiChu", default=""))
    if state == State.REFUSED:
        return Refused(reason)
    limit = reading.text(shown, "hanBoSungHoSo", default="")
    items = tuple(book.our_name(official) for official in reading.texts(shown, "errors"))
    return Returned(reason, items=items, note=limit)


def _birth_registered(result: Record, reference: str) -> Answer:
    personal_number = result.get("soDinhDanh")
    if not isinstance(personal_number, str) or not _PERSONAL_NUMBER.fullmatch(personal_number):
        return Accepted(reference, note=NUMBER_DUE)
    if not result.get("giayKhaiSinh"):
        return Accepted(reference, note=E_COPY_DUE)
    e_copy = reading.document(result, "giayKhaiSinh", "birth_certificate")
    facts: dict[str, Any] = {
        **_entry(result),
        "personal_number": personal_number,
        "e_copy_sha256": e_copy.sha256,
        # Echoed by the register, so that somebody may see whose answer this is; "" is not told.
        "full_name": reading.text(result, "nksHoTen", default=""),
        "sex": SEXES.get(_optional_code(result, "nksGioiTinh"), ""),
        "born_on": reading.optional_day(result, "nksNgaySinh"),
    }
    return Granted(facts, (e_copy,))


def _death_registered(result: Record, reference: str) -> Answer:
    if not result.get("giayKhaiTu"):
        return Accepted(reference, note=E_COPY_DUE)
    e_copy = reading.document(result, "giayKhaiTu", "death_certificate")
    personal_number = reading.text(result, "nktSoDDCN", default="")
    if personal_number and not _PERSONAL_NUMBER.fullmatch(personal_number):
        raise Garbled("nktSoDDCN: twelve digits were promised")
    facts: dict[str, Any] = {
        **_entry(result),
        "e_copy_sha256": e_copy.sha256,
        # Echoed as they were told, and partial dates too; "" is not told.
        "full_name": reading.text(result, "nktHoTen", default=""),
        "sex": SEXES.get(_optional_code(result, "nktGioiTinh"), ""),
        "died_on": reading.text(result, "nktNgayChet", default=""),
        "personal_number": personal_number,
    }
    return Granted(facts, (e_copy,))


def _entry(result: Record) -> dict[str, Any]:
    """Return where in its book an entry stands."""
    return {
        "registered_on": reading.day(result, "ngayDangKy"),
        "number": reading.code(result, "soDangKy"),
        "book": reading.code(result, "quyenSo"),
        "page": reading.code(result, "trangSo"),
    }


def _optional_code(source: Record, field: str) -> str:
    return "" if source.get(field) is None else reading.code(source, field)


BIRTHS = Book(birth_body.MODULE, birth_body.our_name, _birth_registered)
DEATHS = Book(death_body.MODULE, death_body.our_name, _death_registered)
