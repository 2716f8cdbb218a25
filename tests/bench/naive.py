"""(b) What one would write first: one Celery task a step, state in the message, ordinary saves.

Run by a real worker: `celery -A tests.bench.naive worker`. With NAIVE_AGENCY set it sends over
HTTP, retries by itself and carries no key: the chain that a fault test must see fail.
"""

import os
from hashlib import sha256

import requests
from celery import Celery
from django.db import transaction
from django.utils import timezone

from portal.handovers.models import Handover
from portal.pipeline.journal import canonical, moment_of
from portal.pipeline.models import Dossier, JournalEntry, Step

LEGS = ("invented.left", "invented.right")
AGENCY = os.environ.get("NAIVE_AGENCY", "")

# Not the current application: the portal's own doorbell must keep ringing at its own.
app = Celery("naive", broker=os.environ.get("REDIS_URL", ""), set_as_current=False)
app.conf.update(task_acks_late=False, broker_connection_retry_on_startup=True)


@app.task(autoretry_for=(Exception,), retry_backoff=True, max_retries=5, ignore_result=True)
def send_step(step_id: int) -> None:
    """Send one step, save everything, and call the next ones."""
    step = Step.objects.select_related("dossier").get(pk=step_id)
    if AGENCY:
        requests.post(f"{AGENCY}/{step_id}", timeout=3).raise_for_status()
    # The two legs of a dossier write one journal: without this lock their lines collide, and the
    # chain loses steps even on a calm day.
    with transaction.atomic():
        Dossier.objects.select_for_update().get(pk=step.dossier_id)
        legs = _save(step)
    for leg_id in legs:
        send_step.delay(leg_id)


def _save(step: Step) -> list[int]:
    body = b'{"case":%d}' % step.pk
    handover = Handover.objects.get(channel="step", subject=step.pk, revision=1)
    handover.status, handover.fence, handover.attempts = "SENDING", 1, 1
    handover.body, handover.body_sha256 = body, sha256(body).digest()
    handover.save()
    handover.status, handover.settled_at, handover.last_kind = "DONE", timezone.now(), "granted"
    handover.save()
    step.status, step.facts, step.since = "GRANTED", {"number": str(step.pk)}, timezone.now()
    step.save()
    _write_line(step.dossier, step, "granted", "IN_TRANSIT", "GRANTED")
    if step.procedure in LEGS:
        return []
    started = []
    for leg in step.dossier.steps.filter(procedure__in=LEGS):
        leg.status, leg.since = "IN_TRANSIT", timezone.now()
        leg.save()
        Handover.objects.get_or_create(
            channel="step",
            subject=leg.pk,
            revision=1,
            defaults={"topic": leg.procedure, "endpoint_id": leg.endpoint_id},
        )
        _write_line(step.dossier, leg, "started", "WAITING", "IN_TRANSIT")
        started.append(leg.pk)
    return started


def _write_line(dossier: Dossier, step: Step, act: str, origin: str, to: str) -> None:
    dossier.refresh_from_db()
    at = timezone.now()
    form = canonical(
        dossier_id=dossier.pk,
        sequence=dossier.journal_count + 1,
        step_id=step.pk,
        act=act,
        actor="machine",
        origin=origin,
        to=to,
        revision=1,
        moment=moment_of(at),
        details={},
    )
    dossier.journal_head = sha256(bytes(dossier.journal_head) + form).digest()
    dossier.journal_count += 1
    JournalEntry.objects.create(
        dossier=dossier,
        sequence=dossier.journal_count,
        step=step,
        act=act,
        actor="machine",
        origin=origin,
        to=to,
        at=at,
        hash=dossier.journal_head,
    )
    dossier.save()
