"""The Celery application `portal`: a doorbell, never the place where work is kept."""

import gc
from typing import Any

from celery import Celery, bootsteps
from celery.signals import setup_logging, worker_process_init

SWEEP_SECONDS = 5.0

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def leave_logging_alone(**_signal: Any) -> None:
    """Keep Django's logging: a receiver here is how Celery is told not to bring its own."""


@worker_process_init.connect
def spare_the_collector(**_signal: Any) -> None:
    """Let the garbage collector pass over what never goes away.

    A batch makes some ten thousand objects that die with it, and each full collection walked all
    of Django for them: a fifth of the engine's time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


class Sweep(bootsteps.StartStopStep):
    """Ring every few seconds by the worker's own timer, so that no work waits for a beat."""

    requires = ("celery.worker.consumer.tasks:Tasks",)

    def start(self, consumer: Any) -> None:
        """Begin to ring; several workers sweeping at once are harmless."""
        self.timer = consumer.timer.call_repeatedly(SWEEP_SECONDS, ring_sweep)

    def stop(self, consumer: Any) -> None:
        """Stop ringing, also when the connection is lost; `start` comes again with it."""
        if getattr(self, "timer", None):
            self.timer.cancel()


def ring_sweep() -> None:
    """Ask for a sweep; one that nobody could begin by the next one is forgotten."""
    app.send_task("handovers.sweep", expires=SWEEP_SECONDS, retry=False, ignore_result=True)


app.steps["consumer"].add(Sweep)
