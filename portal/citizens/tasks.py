"""Doors for the calendar: drafts nobody took up again."""

from celery import shared_task
from django.utils import timezone

from portal.citizens import drafts


@shared_task(name="citizens.forget_drafts", ignore_result=True)
def forget_drafts() -> None:
    """Delete drafts that were left longer than they are kept."""
    drafts.forget_old(at=timezone.now())
