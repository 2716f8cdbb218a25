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
from integrations.base import MOST_BYTES

__all__ = [
    "MOST_BYTES",
    "Accepted",
    "Answer",
    "Granted",
    "NoAnswer",
    "NoAnswerKind",
    "ReceivedDocument",
    "Refused",
    "Returned",
]
