"""Close messages and let their answers have effect, in one transaction for the whole batch."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import partial
from itertools import groupby

from django.db import transaction

from integrations import kill_points
from portal.handovers import sets
from portal.handovers.answers import Answer
from portal.handovers.carriers import Carrier, CarrierRegistry, Letter
from portal.handovers.doorbell import ring
from portal.handovers.isolating import LOST_OR_FULL, isolate
from portal.handovers.models import Delivery, DeliveryStatus
from portal.handovers.pace import Pace
from portal.handovers.verdicts import outcome_of, stalled

Pairs = Sequence[tuple[Letter, Answer]]


def settle(
    answered: Pairs, *, registry: CarrierRegistry, pace: Pace, asking: bool, at: datetime
) -> None:
    """Settle answers channel by channel; one that cannot be applied stalls alone.

    A lost database or a full disk is raised: leases end, and everything is tried again.
    """
    by_channel = sorted(answered, key=lambda pair: pair[0].channel)
    for channel, pairs in groupby(by_channel, key=lambda pair: pair[0].channel):
        answers = {letter.handover: (letter, answer) for letter, answer in pairs}
        act = partial(_settle_batch, answers, registry[channel], pace=pace, asking=asking, at=at)
        _, poison = isolate([letter for letter, _ in answers.values()], act, lost=LOST_OR_FULL)
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
    carrier.prepare([answer for _, answer in pairs])
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
                raw=_in_full(answer),
                status=DeliveryStatus.IGNORED,
                outcome="late",
            )
            for letter, answer in pairs
        ],
        ignore_conflicts=True,
    )


def _in_full(answer: Answer) -> bytes:
    """Return all that an answer says; of its documents the hashes: the files are stored."""
    said = {field.name: getattr(answer, field.name) for field in fields(answer)}
    if "documents" in said:
        said["documents"] = {one.kind: one.sha256 for one in said["documents"]}
    return json.dumps({"answer": type(answer).__name__, **said}, default=_plain).encode()


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return dict(value)
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
