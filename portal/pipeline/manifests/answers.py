"""An agency's return or refusal in our reasons and codes."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext

from portal.handovers.answers import Answer, Refused, Returned

# The reason is in the agency's own words, which no journal may hold.
BY_REGISTER = "register"


class Reason(Protocol):
    """A coded return reason, and which answers it opens."""

    @property
    def code(self) -> str: ...
    @property
    def items(self) -> tuple[str, ...]: ...


Reasons = Mapping[str, tuple[str, tuple[str, ...]]]


def in_our_words(
    answer: Answer, reasons: Reasons, *, procedure: str, every_field: Sequence[str]
) -> Answer:
    """Return a return and a refusal in our own words, and any other answer as it is.

    `reasons` says for what an agency names our reason, and the fields (`page.field`) it opens;
    where it names nothing known, every field is opened.
    """
    if isinstance(answer, Refused):
        return Refused(BY_REGISTER, note=answer.reason)
    if not isinstance(answer, Returned):
        return answer
    known = [reasons[item] for item in answer.items if item in reasons]
    items = [f"{procedure}.{name}" for _reason, names in known for name in names] or every_field
    ours = {reason for reason, _names in known}
    sentence = answer.reason.strip(" .") and answer.reason
    return Returned(
        ours.pop() if len(ours) == 1 else BY_REGISTER,
        tuple(dict.fromkeys(items)),
        sentence or gettext("Cơ quan đăng ký chưa ghi rõ lý do. Xin xem lại các mục đã khai."),
    )


def by_reason(answer: Answer, reason_of: Callable[[Sequence[str]], Reason], refused: str) -> Answer:
    """Return a return by our reason for what is named, a refusal as `refused`; others as they are.

    What the agency wrote itself goes along as the note.
    """
    if isinstance(answer, Returned):
        reason = reason_of(answer.items)
        return Returned(reason.code, reason.items, answer.note or answer.reason)
    if isinstance(answer, Refused):
        return Refused(refused, answer.note or answer.reason)
    return answer
