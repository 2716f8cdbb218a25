"""The gate every request to a family passes: a coded reason, a named field, no forbidden paper."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import orjson

from portal.pipeline import papers
from portal.statutes import forbidden, selectors
from portal.statutes.models import Condition, ReasonKind, ReturnReason
from portal.statutes.models import ForbiddenPaper as PaperRow
from portal.statutes.sentences import Piece, seen


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


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an official wants to send: a coded reason, the fields it opens, and their own words."""

    procedure: str
    reason: str
    blanks: Mapping[str, str]
    note: str
    items: Sequence[str] = ()

    @property
    def fingerprint(self) -> str:
        """The SHA-256 by which the same words are known again without being kept."""
        words = [self.reason, {name: self.blanks[name].strip() for name in self.blanks}]
        form = orjson.dumps([*words, self.note.strip()], option=orjson.OPT_SORT_KEYS)
        return sha256(form).hexdigest()


@dataclass(frozen=True, slots=True)
class Passed:
    """What goes to the family; `paper` is the code of one it may seem to ask for."""

    sentence: str
    paper: str = ""


def return_for(
    wanted: Wanted, *, on: date, conditions: Collection[str] = (), is_no_demand: bool = False
) -> Passed:
    """Return the sentence the family reads, or raise what forbids the request.

    `conditions` are those found to hold for the case (`statutes.models.Condition`).
    `is_no_demand` lets words pass that may be read as a demand: somebody answers for them.
    """
    row = _reason(wanted, on, ReasonKind.RETURN)
    if row.condition and row.condition not in conditions:
        raise ReturnNotAllowed("reason-not-offered", "Lý do này chưa dùng được cho hồ sơ này.")
    _check_items(row, wanted.items)
    _check_paper(wanted, conditions)
    sentence, paper = _read(row, wanted, on, conditions, is_no_demand)
    return Passed(sentence, paper)


def refusal_for(
    wanted: Wanted, *, on: date, conditions: Collection[str] = (), is_no_demand: bool = False
) -> Passed:
    """Return the sentence of a refusal with its article, read as strictly as a return."""
    row = _reason(wanted, on, ReasonKind.REFUSAL)
    sentence, paper = _read(row, wanted, on, conditions, is_no_demand)
    return Passed(f"{sentence} Căn cứ: {row.basis}.", paper)


def is_new_knowledge(reason: str, on: date) -> bool:
    """Say whether a reason rests on what is found only after a case was examined first."""
    row = selectors.return_reason(reason, on)
    return row is not None and row.condition == "nothing_found"


def _reason(wanted: Wanted, on: date, kind: ReasonKind) -> ReturnReason:
    rows = {row.code: row for row in selectors.return_reasons(wanted.procedure, on, kind)}
    if wanted.reason not in rows:
        raise ReturnNotAllowed("reason-unknown", "Xin chọn một lý do trong danh sách.")
    return rows[wanted.reason]


def _check_items(row: ReturnReason, items: Sequence[str]) -> None:
    if not items:
        raise ReturnNotAllowed("field-missing", "Xin chọn đúng ô hoặc giấy cần sửa.")
    if not all(row.may_open(item) for item in items):
        raise ReturnNotAllowed("field-not-of-reason", "Ô này không thuộc lý do đã chọn.")
    if row.opens_one and len(items) > 1:
        raise ReturnNotAllowed("field-one-only", "Lý do này chỉ mở một ô. Xin chọn một ô.")


def _check_paper(wanted: Wanted, conditions: Collection[str]) -> None:
    """Refuse to open what would ask for a paper that a hospital has signed and sent."""
    if Condition.SIGNED_PAPER not in conditions:
        return
    if any(papers.asks_for_paper(wanted.procedure, item) for item in wanted.items):
        text = "Bệnh viện đã ký số và gửi giấy này. Không yêu cầu gia đình gửi giấy nữa."
        raise ReturnNotAllowed("signed-paper", text)


def _read(
    row: ReturnReason,
    wanted: Wanted,
    on: date,
    conditions: Collection[str],
    is_no_demand: bool,
) -> tuple[str, str]:
    """Read what was written by hand, by itself and in its sentence.

    Return the sentence, and the code of a paper it names, "" if none. Words chosen from the row's
    own list, and the ready-made ones, are the law's: they are read only together with others.
    """
    demands: list[forbidden.Demand] = []
    for text, may_be_empty in ((row.written_by_hand(wanted.blanks), True), (wanted.note, False)):
        if not text.strip(" ."):
            continue
        reading = forbidden.read_sentence(text, wanted.procedure, on, conditions=conditions)
        if reading.is_empty and not may_be_empty:
            raise ReturnNotAllowed("reason-empty", "Xin viết rõ gia đình cần sửa điều gì.")
        demands += _answered_for(reading.demands, is_no_demand)
    pieces = _pieces(row, wanted)
    whole = forbidden.read_whole(pieces, wanted.procedure, on, conditions=conditions)
    demands += _answered_for(whole, is_no_demand)
    sentence = "".join(piece.text for piece in pieces)
    return sentence, demands[0].paper.code if demands else ""


def _answered_for(
    demands: Sequence[forbidden.Demand], is_no_demand: bool
) -> Sequence[forbidden.Demand]:
    if demands and not is_no_demand:
        raise ForbiddenPaper(demands[0].paper)
    return demands


def _pieces(row: ReturnReason, wanted: Wanted) -> list[Piece]:
    try:
        composed = row.pieces_for(wanted.blanks)
    except ValueError as error:
        text = "Xin điền đủ các chỗ trống của câu."
        raise ReturnNotAllowed("blanks-missing", text) from error
    note = " ".join(seen(wanted.note).split())
    if not note:
        return composed
    return [*composed, Piece(" ", by_hand=False), Piece(note, by_hand=True)]
