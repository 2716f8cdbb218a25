"""Doors for the calendar: what was left half written."""

from celery import shared_task

from portal.documents import store


@shared_task(name="documents.sweep", ignore_result=True)
def sweep() -> None:
    """Remove files that a process was writing when it died."""
    store.sweep()
