"""Doors for the calendar: limits that end by themselves."""

from celery import shared_task
from django.utils import timezone

from portal.pipeline import services


@shared_task(name="pipeline.lapse_returns", ignore_result=True)
def lapse_returns() -> None:
    """Refuse what a family did not correct within its limit."""
    services.lapse_returns(at=timezone.now())
