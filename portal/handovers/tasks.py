"""Doors for Celery: each does one thing, none holds a rule, none keeps a result."""

from celery import shared_task
from django.utils import timezone

from portal.handovers import inbox
from portal.handovers.runner import Runner


@shared_task(name="handovers.dispatch", ignore_result=True)
def dispatch() -> None:
    """Send what is due."""
    Runner().dispatch(clock=timezone.now)


@shared_task(name="handovers.collect", ignore_result=True)
def collect() -> None:
    """Ask for answers still owed."""
    Runner().collect(clock=timezone.now)


@shared_task(name="handovers.sweep", ignore_result=True)
def sweep() -> None:
    """Do all that is due: what came in, what goes out, what is owed. Two at once are harmless."""
    inbox.apply(at=timezone.now())
    Runner().dispatch(clock=timezone.now)
    Runner().collect(clock=timezone.now)
