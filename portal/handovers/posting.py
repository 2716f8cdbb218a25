"""Put letters into parcels as their wires take them, and post one parcel: no database here."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from integrations import kill_points
from portal.handovers.answers import Answer, NoAnswer, NoAnswerKind
from portal.handovers.carriers import CarrierRegistry, Letter
from portal.handovers.circuits import Call
from portal.handovers.isolating import isolate

_OUTAGES = frozenset({NoAnswerKind.UNREACHABLE, NoAnswerKind.SERVER_ERROR, NoAnswerKind.GARBLED})


@dataclass(frozen=True, slots=True)
class Parcel:
    """Letters of one endpoint and one topic that go out in one call."""

    letters: Sequence[Letter]
    act: Callable[[Sequence[Letter]], Mapping[int, Answer]]


@dataclass(slots=True)
class Posted:
    """What a parcel brought back; `poison` are letters on which the carrier itself fails."""

    letters: Sequence[Letter]
    answers: list[tuple[Letter, Answer]] = field(default_factory=list)
    poison: list[tuple[Letter, str]] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)


def parcels(
    letters: Sequence[Letter], registry: CarrierRegistry, *, asking: bool
) -> Iterator[Parcel]:
    """Split claimed letters by channel, topic and endpoint into calls their wires can take."""
    piles: dict[tuple[str, str, str], list[Letter]] = {}
    for letter in letters:
        piles.setdefault((letter.channel, letter.topic, letter.endpoint), []).append(letter)
    for (channel, topic, _), pile in piles.items():
        carrier = registry[channel]
        size = carrier.letters_per_call(topic, asking=asking)
        act = carrier.collect if asking else carrier.send
        for start in range(0, len(pile), size):
            yield Parcel(pile[start : start + size], act)


def post(parcel: Parcel) -> Posted:
    """Post one parcel; silence becomes NoAnswer, an exception is traced to its letter."""
    kill_points.reach("before_send")
    began = time.monotonic()
    answers, poison = isolate(parcel.letters, parcel.act)
    seconds = time.monotonic() - began
    posted = Posted(parcel.letters, poison=poison)
    poisoned = {letter.handover for letter, _ in poison}
    for letter in parcel.letters:
        if letter.handover not in poisoned:
            answer = answers.get(letter.subject, NoAnswer(NoAnswerKind.MISSING))
            posted.answers.append((letter, answer))
    failed = bool(posted.answers) and all(
        isinstance(answer, NoAnswer) and answer.kind in _OUTAGES for _, answer in posted.answers
    )
    if posted.answers:
        endpoint, later = parcel.letters[0].endpoint, _later(posted.answers)
        posted.calls.append(Call(endpoint, len(parcel.letters), seconds, failed, later))
    return posted


def _later(answers: Sequence[tuple[Letter, Answer]]) -> float | None:
    """Return in how many seconds a partner that has enough wants us back; None if it has not."""
    told = [
        answer.retry_after or 0.0
        for _, answer in answers
        if isinstance(answer, NoAnswer) and answer.kind is NoAnswerKind.THROTTLED
    ]
    return max(told) if told else None
