"""The gate every return passes: a coded reason, a named field, and no paper the law forbids."""

from collections.abc import Sequence
from datetime import date

from portal.statutes import forbidden, selectors
from portal.statutes.models import ReturnReason


class ReturnNotAllowed(Exception):
    """The request is not one the law knows; `code` is stable, the text is for the official."""

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code, self.text = code, text


class ForbiddenPaper(ReturnNotAllowed):
    """The request asks, or may be read as asking, for a paper nobody may ask for."""

    def __init__(self, finding: forbidden.Finding) -> None:
        text = f"Ông/bà đang yêu cầu gia đình nộp {finding.title}."
        super().__init__("forbidden-paper", text)
        self.finding = finding


def sentence_for(
    *,
    procedure: str,
    reason: str,
    items: Sequence[str],
    note: str,
    on: date,
    not_a_demand: bool,
) -> str:
    """Return the sentence the family reads, or raise what forbids the request."""
    row = _reason(procedure, reason, on, kind=ReturnReason.Kind.RETURN)
    if not items:
        raise ReturnNotAllowed("field-missing", "Xin chọn đúng ô hoặc giấy cần sửa.")
    strangers = set(items) - set(row.opens) if row.opens else set()
    if strangers:
        raise ReturnNotAllowed(
            "field-not-of-reason", "Ô này không thuộc lý do đã chọn."
        )
    _check_text(procedure, note, on, not_a_demand=not_a_demand)
    return " ".join(part for part in (row.sentence, note.strip()) if part)


def refusal_for(*, procedure: str, reason: str, note: str, on: date) -> str:
    """Return the sentence of a refusal with its article, or raise what forbids it."""
    row = _reason(procedure, reason, on, kind=ReturnReason.Kind.REFUSAL)
    _check_text(procedure, note, on, not_a_demand=False)
    return " ".join(
        part for part in (row.sentence, note.strip(), f"Căn cứ: {row.basis}.") if part
    )


def _reason(procedure: str, code: str, on: date, *, kind: str) -> ReturnReason:
    rows = {row.code: row for row in selectors.return_reasons(procedure, on)}
    row = rows.get(code)
    if row is None or row.kind != kind:
        raise ReturnNotAllowed("reason-unknown", "Xin chọn một lý do trong danh sách.")
    return row


def _check_text(procedure: str, note: str, on: date, *, not_a_demand: bool) -> None:
    if not note.strip():
        return
    if forbidden.is_empty_reason(note):
        raise ReturnNotAllowed("reason-empty", "Xin viết rõ gia đình cần sửa điều gì.")
    finding = forbidden.asks_for(note, leg=procedure, on=on)
    if finding and not not_a_demand:
        raise ForbiddenPaper(finding)
