"""Doors for Celery: each does one thing, none holds a rule, none keeps a result."""

from celery import shared_task
from django.utils import timezone

from portal.handovers import inbox, retention
from portal.handovers.afterwards import afterwards
from portal.handovers.runner import Runner


@shared_task(name="handovers.dispatch", ignore_result=True)
def dispatch() -> None:
    """Somebody rang: do all that is due."""
    _work()


@shared_task(name="handovers.sweep", ignore_result=True)
def sweep() -> None:
    """Do all that is due, though nobody rang. Two at once are harmless."""
    _work()


@shared_task(name="handovers.forget", ignore_result=True)
def forget() -> None:
    """Empty what messages said once their time is over."""
    retention.forget()


def _work() -> None:
    try:
        inbox.apply(at=timezone.now())
    finally:  # whatever came in: what is due is sent
        try:
            Runner().work(clock=timezone.now)
        finally:
            afterwards.run()
