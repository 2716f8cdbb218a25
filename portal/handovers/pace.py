"""How fast the runner goes: one frozen set of numbers, read from settings once per run."""

import random
from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True, slots=True)
class Pace:
    """Times are in seconds. `lanes` is how many calls run at once in one worker process.

    `held_at_most` is how long one worker may go on renewing its leases of a batch; several calls
    for one letter (its papers, a question before it, the letter itself) fit into it. A partner's
    own "come back later" is believed up to `retry_after_at_most`.
    """

    lease: float = 60.0
    held_at_most: float = 300.0
    batch: int = 500
    lanes: int = 8
    settle_every: float = 1.0
    settle_after: int = 100
    ask_after: float = 2.0
    ask_at_most_every: float = 20.0
    retry_at_most_every: float = 20.0
    retry_after_at_most: float = 3600.0
    attempts: int = 20

    @classmethod
    def from_settings(cls) -> "Pace":
        """Return the pace of this installation (`settings.HANDOVERS` names what differs)."""
        return cls(**getattr(settings, "HANDOVERS", {}))

    @property
    def window(self) -> float:
        """How long one batch may go on calling: so short that no slow partner blocks a worker."""
        return min(self.lease / 3, 5.0)

    def before_retry(self, attempt: int) -> float:
        """Return the wait after a failed attempt: full jitter under a doubling cap."""
        longest = min(self.retry_at_most_every, 2.0 ** min(attempt, 10) / 2)
        return random.uniform(0.05, longest)  # noqa: S311  # jitter, not a secret

    def before_asking(self, asked: int) -> float:
        """Return the wait before the next question about an answer still owed."""
        return min(self.ask_at_most_every, self.ask_after * 1.5 ** min(asked, 12))
