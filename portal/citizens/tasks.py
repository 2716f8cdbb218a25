"""Doors for the calendar: drafts nobody took up again."""

from celery import shared_task
from django.utils import timezone

from portal.citizens import drafts, reminding, retention


@shared_task(name="citizens.forget_drafts", ignore_result=True)
def forget_drafts() -> None:
    """Delete drafts that were left longer than they are kept, and what ended long ago."""
    drafts.forget_old(at=timezone.now())
    retention.forget_all(at=timezone.now())


@shared_task(name="citizens.remind_drafts", ignore_result=True)
def remind_drafts() -> None:
    """Remind families of drafts they left a day, or three days, ago."""
    reminding.remind_unfinished(at=timezone.now())
