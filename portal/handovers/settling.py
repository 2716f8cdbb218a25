"""Close messages and let their answers have effect, in one transaction for the whole batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import groupby

import orjson
from django.db import transaction

from integrations import kill_points
from portal.handovers import sets
from portal.handovers.answers import Answer
from portal.handovers.carriers import Carrier, CarrierRegistry, Letter
from portal.handovers.doorbell import ring
from portal.handovers.isolating import isolate
from portal.handovers.models import Delivery, DeliveryStatus
from portal.handovers.pace import Pace
from portal.handovers.verdicts import outcome_of, stalled

Pairs = Sequence[tuple[Letter, Answer]]


def settle(
    answered: Pairs, *, registry: CarrierRegistry, pace: Pace, asking: bool, at: datetime
) -> None:
    """Settle answers channel by channel; one that cannot be applied stalls alone."""
    by_channel = sorted(answered, key=lambda pair: pair[0].channel)
    for channel, pairs in groupby(by_channel, key=lambda pair: pair[0].channel):
        answers = {letter.handover: (letter, answer) for letter, answer in pairs}
        act = partial(_settle_batch, answers, registry[channel], pace=pace, asking=asking, at=at)
        _, poison = isolate([letter for letter, _ in answers.values()], act)
        if poison:
            sets.settle([stalled(letter, reason) for letter, reason in poison])


def _settle_batch(
    answers: Mapping[int, tuple[Letter, Answer]],
    carrier: Carrier,
    letters: Sequence[Letter],
    *,
    pace: Pace,
    asking: bool,
    at: datetime,
) -> dict[int, None]:
    pairs = [answers[letter.handover] for letter in letters]
    with transaction.atomic():
        # One lock order everywhere: dossiers by id, then everything else.
        locked = carrier.lock([letter.subject for letter in letters])
        outcomes = [
            outcome_of(letter, answer, asking=asking, pace=pace) for letter, answer in pairs
        ]
        held = sets.settle(outcomes)
        counted = [pair for pair in pairs if pair[0].handover in held]
        carrier.settle(counted, at=at, locked=locked)
        _keep_late([pair for pair in pairs if pair[0].handover not in held])
        kill_points.reach("after_reply_before_commit")
        ring()
    return {}


def _keep_late(pairs: Pairs) -> None:
    """Keep answers that came after another claim raised the fence: raw, and without effect."""
    Delivery.objects.bulk_create(
        [
            Delivery(
                sender=f"late:{letter.endpoint}"[:80],
                message_id=f"{letter.key}/{letter.fence}",
                raw=orjson.dumps({"answer": type(answer).__name__, "reference": letter.reference}),
                status=DeliveryStatus.IGNORED,
                outcome="late",
            )
            for letter, answer in pairs
        ],
        ignore_conflicts=True,
    )
