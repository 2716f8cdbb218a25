"""What an agency wrote to a family, read before the family does.

An agency's demand for a paper nobody may ask for is not passed on: the family reads the coded
reason and what the law says, a supervisor reads the agency's own words.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from portal.statutes import forbidden
from portal.statutes.models import Condition, ForbiddenPaper
from portal.statutes.selectors import return_reason
from portal.statutes.sentences import seen

NO_REASON = "Cơ quan giải quyết nêu lý do chưa rõ; người phụ trách đã được báo."
NOT_PASSED_ON = (
    "Một câu của cơ quan nhắc tới {paper} không được chuyển tới ông/bà: "
    "ông/bà không phải nộp giấy này. Căn cứ: {basis}."
)


@dataclass(frozen=True, slots=True)
class Said:
    """What the family reads; `withheld` is what it does not, because of `paper` (a code)."""

    sentence: str
    withheld: str = ""
    paper: str = ""


def read_for_family(
    note: str, *, procedure: str, reason: str, on: date, conditions: Collection[str] = ()
) -> Said:
    """Return an agency's sentence as it is, or what stands in the place of a forbidden demand."""
    demands = forbidden.read_sentence(note, procedure, on, conditions=conditions).demands
    if not demands:
        return Said(seen(note))
    paper = demands[0].paper
    return Said(f"{_coded(reason, on, conditions)} {_law(paper)}", withheld=note, paper=paper.code)


def _coded(reason: str, on: date, conditions: Collection[str]) -> str:
    row = return_reason(reason, on)
    is_signed = Condition.SIGNED_PAPER in conditions
    if row is None or (is_signed and row.condition == Condition.NO_SIGNED_PAPER):
        return NO_REASON
    return row.sentence if "{" not in row.sentence else f"{row.pick}."


def _law(paper: ForbiddenPaper) -> str:
    return NOT_PASSED_ON.format(paper=paper.title, basis=paper.basis)
