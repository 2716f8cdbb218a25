"""Wake a worker after commit, and never fail a request because the broker is down."""

import logging

from celery import current_app
from django.db import connection, transaction
from kombu.exceptions import OperationalError

from integrations import kill_points

log = logging.getLogger(__name__)


def ring() -> None:
    """Wake a worker once the running transaction is committed; the sweep comes anyway.

    Once a transaction, however often it is asked for: with the broker gone each ring would wait.
    """
    if not any(hook[1] is _wake for hook in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake() -> None:
    kill_points.reach("after_commit_before_wake")
    try:
        current_app.send_task("handovers.dispatch", retry=False, ignore_result=True, expires=60)
    except (OperationalError, OSError) as error:
        # Redis is a doorbell: without it the next sweep finds the work in the database.
        log.warning("doorbell_silent", extra={"reason": type(error).__name__})
