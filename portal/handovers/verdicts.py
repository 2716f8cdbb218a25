"""What an answer means for its message: done, owed, due again, or stalled."""

from portal.handovers.answers import Accepted, Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import Letter
from portal.handovers.pace import Pace
from portal.handovers.sets import Outcome

LONGEST_REFERENCE = 100  # as the column has it
KEPT_BYTES = 20_000  # of a raw exchange; enough to see what went wrong


def outcome_of(letter: Letter, answer: Answer, *, asking: bool, pace: Pace) -> Outcome:
    """Return the message's fate; what the answer means for the dossier is not decided here."""
    if isinstance(answer, NoAnswer):
        return _unanswered(letter, answer, asking=asking, pace=pace)
    if isinstance(answer, Accepted):
        return Outcome(
            letter,
            "OWED",
            wait=pace.before_asking(_asked(letter)),
            reference=answer.reference[:LONGEST_REFERENCE],
            kind="accepted",
        )
    return Outcome(letter, "DONE", kind=type(answer).__name__.lower())


def _unanswered(letter: Letter, answer: NoAnswer, *, asking: bool, pace: Pace) -> Outcome:
    raw = answer.raw[:KEPT_BYTES]
    if answer.kind is NoAnswerKind.NOT_READY:
        return Outcome(letter, "OWED", wait=pace.before_asking(_asked(letter)), kind=answer.kind)
    if answer.kind is NoAnswerKind.REJECTED:
        return Outcome(letter, "STALLED", kind=answer.kind, raw=raw)
    if asking and answer.kind is NoAnswerKind.MISSING:
        # The partner does not know the case (a restored backup, say): it is sent again, same key.
        return Outcome(letter, "DUE", wait=0.0, kind=answer.kind, raw=raw)
    wait = _wait(letter, answer, pace)
    if asking:
        return Outcome(letter, "OWED", wait=wait, kind=answer.kind, raw=raw)
    if letter.tries >= pace.attempts and answer.kind is not NoAnswerKind.THROTTLED:
        return Outcome(letter, "STALLED", kind=answer.kind, raw=raw)
    return Outcome(letter, "DUE", wait=wait, kind=answer.kind, raw=raw)


def _wait(letter: Letter, answer: NoAnswer, pace: Pace) -> float:
    if answer.retry_after is None:
        return pace.before_retry(letter.attempt)
    # A slip of the partner's (milliseconds, a date in another year) must not park a case for ever.
    return min(answer.retry_after, pace.retry_after_at_most)


def stalled(letter: Letter, reason: str) -> Outcome:
    """Return the fate of a message that makes its own carrier fail."""
    return Outcome(letter, "STALLED", kind="poison", raw=reason.encode())


def _asked(letter: Letter) -> int:
    # The fence counts claims; what is not an attempt to send was a question.
    return max(0, letter.fence - letter.attempt)
