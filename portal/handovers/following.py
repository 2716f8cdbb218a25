"""Following what was granted until it has come about: nothing is sent, only asked."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence

from integrations.keyed_wire import MOST_PER_CALL
from portal.handovers import sets as messages
from portal.handovers.answers import Answer
from portal.handovers.carriers import Carrier, Letter
from portal.handovers.models import Endpoint


class Following(Carrier):
    """Asks how far something is, under the key its step was sent with; no step moves."""

    @abstractmethod
    def ask(self, endpoint: str, keys: Sequence[str]) -> Mapping[str, Answer]:
        """Return how far each is, by key: Granted where it has come about; network yes."""

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the key under which each step was sent."""
        return {one.subject: f"step-{one.subject}.{one.revision}".encode() for one in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask for the first time."""
        return self.collect(letters)

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Ask one endpoint about as many as a question takes."""
        keys = {letter.subject: letter.body.decode() for letter in letters}
        found = self.ask(letters[0].endpoint, list(keys.values()))
        return {subject: found[key] for subject, key in keys.items()}

    def letters_per_call(self, topic: str, *, asking: bool) -> int:
        """Return how many one question takes."""
        return MOST_PER_CALL


def follow(channel: str, letters: Sequence[Letter]) -> None:
    """Begin to ask whoever granted these; two queries."""
    if not letters:
        return
    codes = {letter.endpoint for letter in letters}
    known = dict(Endpoint.objects.filter(code__in=codes).values_list("code", "pk"))
    rows = [(one.topic, one.subject, one.revision, known[one.endpoint]) for one in letters]
    messages.create(channel, rows)
