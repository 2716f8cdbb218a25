"""What a partner may answer, as handovers pass it on to whoever owns the law."""

from integrations.answers import (
    Accepted,
    Answer,
    Granted,
    NoAnswer,
    NoAnswerKind,
    ReceivedDocument,
    Refused,
    Returned,
)

__all__ = [
    "Accepted",
    "Answer",
    "Granted",
    "NoAnswer",
    "NoAnswerKind",
    "ReceivedDocument",
    "Refused",
    "Returned",
]
