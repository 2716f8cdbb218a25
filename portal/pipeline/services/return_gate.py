"""The gate every return passes: a coded reason, a named field, and no paper the law forbids."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from functools import partial

from portal.statutes import forbidden, selectors
from portal.statutes.models import ForbiddenPaper as PaperRow
from portal.statutes.models import ReasonKind, ReturnReason


class ReturnNotAllowed(Exception):
    """The request is not one the law knows; `code` is stable, the text is for the official."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class ForbiddenPaper(ReturnNotAllowed):
    """The request asks, or may be read as asking, for a paper nobody may ask for."""

    def __init__(self, paper: PaperRow) -> None:
        super().__init__("forbidden-paper", f"Ông/bà đang yêu cầu gia đình nộp {paper.title}.")
        self.paper = paper


def sentence_for(
    *,
    procedure: str,
    reason: str,
    items: Sequence[str],
    blanks: Mapping[str, str],
    note: str,
    on: date,
    said_no_demand: bool,
    conditions: Collection[str] = (),
) -> str:
    """Return the sentence the family reads, or raise what forbids the request.

    `conditions` are those found to hold for the case (`statutes.models.Condition`).
    """
    row = _reason(procedure, reason, on, ReasonKind.RETURN)
    if row.condition and row.condition not in conditions:
        raise ReturnNotAllowed("reason-not-offered", "Lý do này chưa dùng được cho hồ sơ này.")
    _check_items(row, items)
    gate = partial(forbidden.read_sentence, leg=procedure, on=on, conditions=conditions)
    # Only what the official wrote is read: words chosen from the row's own list are the law's.
    by_hand = row.written_by_hand(blanks)
    _check_text(gate(by_hand, said_no_demand=said_no_demand), by_hand, may_be_empty=True)
    _check_text(gate(note, said_no_demand=said_no_demand), note, may_be_empty=False)
    return _sentence(row, blanks, note)


def refusal_for(
    *, procedure: str, reason: str, blanks: Mapping[str, str], note: str, on: date
) -> str:
    """Return the sentence of a refusal with its article, or raise what forbids it."""
    row = _reason(procedure, reason, on, ReasonKind.REFUSAL)
    reading = forbidden.read_sentence(note, procedure, on)
    _check_text(reading, note, may_be_empty=False)
    return f"{_sentence(row, blanks, note)} Căn cứ: {row.basis}."


def _reason(procedure: str, code: str, on: date, kind: ReasonKind) -> ReturnReason:
    rows = {row.code: row for row in selectors.return_reasons(procedure, on, kind)}
    if code not in rows:
        raise ReturnNotAllowed("reason-unknown", "Xin chọn một lý do trong danh sách.")
    return rows[code]


def _check_items(row: ReturnReason, items: Sequence[str]) -> None:
    if not items:
        raise ReturnNotAllowed("field-missing", "Xin chọn đúng ô hoặc giấy cần sửa.")
    if not all(row.may_open(item) for item in items):
        raise ReturnNotAllowed("field-not-of-reason", "Ô này không thuộc lý do đã chọn.")
    if row.opens_one and len(items) > 1:
        raise ReturnNotAllowed("field-one-only", "Lý do này chỉ mở một ô. Xin chọn một ô.")


def _check_text(reading: forbidden.Reading, text: str, *, may_be_empty: bool) -> None:
    if not text.strip(" ."):
        return
    if reading.is_empty and not may_be_empty:
        raise ReturnNotAllowed("reason-empty", "Xin viết rõ gia đình cần sửa điều gì.")
    if reading.demands and not reading.said_no_demand:
        raise ForbiddenPaper(reading.demands[0].paper)


def _sentence(row: ReturnReason, blanks: Mapping[str, str], note: str) -> str:
    try:
        composed = row.sentence_for(blanks)
    except ValueError as error:
        text = "Xin điền đủ các chỗ trống của câu."
        raise ReturnNotAllowed("blanks-missing", text) from error
    return " ".join(part for part in (composed, note.strip()) if part)
