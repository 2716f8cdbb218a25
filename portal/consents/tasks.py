"""Doors for Celery's clock: who is silent is reminded, what is over lapses."""

from celery import shared_task
from django.utils import timezone

from portal.consents import services


@shared_task(name="consents.remind", ignore_result=True)
def remind() -> None:
    """Remind everybody whose reminder is due."""
    services.remind_due(at=timezone.now())


@shared_task(name="consents.lapse", ignore_result=True)
def lapse() -> None:
    """End requests whose last day is over."""
    services.lapse_due(at=timezone.now())
