"""The contract between the runner, which knows only messages, and those who know what they mean."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from portal.handovers.answers import Answer


@dataclass(frozen=True, slots=True)
class Letter:
    """One claimed message: `attempt` counts from 1, `reference` is the partner's own.

    `attempt` never begins anew, also when somebody has a stalled message sent again; `forgiven`
    are the attempts that do not count towards stalling.
    """

    handover: int
    channel: str
    topic: str
    subject: int
    revision: int
    endpoint: str
    body: bytes
    fence: int
    attempt: int
    reference: str = ""
    forgiven: int = 0

    @property
    def sent_before(self) -> bool:
        """Say whether an earlier claim existed, so that the partner may have it already."""
        return self.fence > 1

    @property
    def tries(self) -> int:
        """Return how many attempts count towards stalling, this one among them."""
        return self.attempt - self.forgiven

    @property
    def key(self) -> str:
        """The idempotency key: the same for every attempt at this revision."""
        return f"{self.channel}-{self.subject}.{self.revision}"

    def with_body(self, body: bytes) -> "Letter":
        """Return this letter with its frozen body."""
        return Letter(  # a fifth of what dataclasses.replace costs, and every message passes here
            self.handover,
            self.channel,
            self.topic,
            self.subject,
            self.revision,
            self.endpoint,
            body,
            self.fence,
            self.attempt,
            self.reference,
            self.forgiven,
        )


@dataclass(frozen=True, slots=True)
class Word:
    """An answer somebody else brought: which message it is about, and what it says."""

    channel: str
    subject: int
    revision: int
    answer: Answer


class Carrier(ABC):
    """Carries one kind of message: composes it, sends it, asks for its answer, settles it."""

    channel: ClassVar[str]

    @abstractmethod
    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the frozen body by subject; reads the database, never the network.

        A missing subject means that nothing is left to send: its message is closed.
        """

    @abstractmethod
    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Hand the letters over and return answers by subject; network yes, database never."""

    @abstractmethod
    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask for answers still owed; network yes, database never."""

    @abstractmethod
    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Any
    ) -> None:
        """Let the answers have their effect, inside the transaction that closes the messages.

        `locked` is what `lock` returned in the same transaction.
        """

    def prepare(self, answers: Sequence[Answer]) -> None:
        """Keep what is large before any lock is taken, also of answers that will be late."""
        return

    def lock(self, subjects: Sequence[int]) -> Any:
        """Take and return the locks that must be held before any message is touched."""
        return None

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Say how many letters the wire of `topic` takes in one call."""
        return 1

    def read(self, sender: str, raw: bytes) -> Sequence[Word]:
        """Read what `sender` pushed to us; raises ValueError if it cannot be read."""
        raise ValueError(f"{self.channel} reads nothing from {sender}")

    def reads(self, sender: str) -> bool:
        """Say whether this carrier understands what `sender` pushes."""
        return False


class CarrierRegistry:
    """Carriers by channel; an ordinary object, so that tests make their own."""

    def __init__(self) -> None:
        self._carriers: dict[str, Carrier] = {}

    def register(self, carrier: Carrier) -> None:
        """Add a carrier; a second one for the same channel raises ValueError."""
        if carrier.channel in self._carriers:
            raise ValueError(f"channel {carrier.channel} has a carrier already")
        self._carriers[carrier.channel] = carrier

    def __getitem__(self, channel: str) -> Carrier:
        return self._carriers[channel]

    def __iter__(self) -> Iterator[Carrier]:
        return iter(self._carriers.values())


carriers = CarrierRegistry()
