"""Doors for the calendar: papers at the gateway, checks a crash left, content nobody needs."""

from celery import shared_task
from django.utils import timezone

from portal.hospital_papers import checking, polling, retention


@shared_task(name="hospital_papers.poll", ignore_result=True)
def poll() -> None:
    """Draw what hospitals left at the gateway."""
    polling.poll(timezone.now())


@shared_task(name="hospital_papers.check_again", ignore_result=True)
def check_again() -> None:
    """Check packets that were kept and not checked."""
    checking.check_again(at=timezone.now())


@shared_task(name="hospital_papers.forget", ignore_result=True)
def forget() -> None:
    """Let go of packets' content that is kept no longer."""
    retention.forget(at=timezone.now())
