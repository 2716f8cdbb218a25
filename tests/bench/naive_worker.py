"""Start a real worker for the naive chain, and wait until the chain has run out."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import redis

from portal.pipeline.models import Step
from portal.pipeline.statuses import StepStatus


@contextmanager
def worker(url: str, redis_url: str, **more: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Run `celery -A tests.bench.naive` with two processes in the database at `url`."""
    command = [sys.executable, "-c", _MAIN]
    process = subprocess.Popen(
        command,
        env={
            **os.environ,
            "DATABASE_URL": url,
            "REDIS_URL": redis_url,
            "DJANGO_SETTINGS_MODULE": "portal.settings.testing",
            **more,
        },
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until_ready(redis_url: str) -> None:
    """Return once a worker listens at the broker."""
    server = redis.Redis.from_url(redis_url)
    for _ in range(300):
        if server.smembers("_kombu.binding.celery") and _listening(server):
            return
        time.sleep(0.1)
    raise TimeoutError("no worker")


def _listening(server: "redis.Redis[bytes]") -> bool:
    return any("brpop" in str(client.get("cmd")) for client in server.client_list())


def wait_until_granted(longest: float = 120.0) -> None:
    """Return when every step is granted."""
    deadline = time.monotonic() + longest
    while Step.objects.exclude(status=StepStatus.GRANTED).exists():
        if time.monotonic() > deadline:
            raise TimeoutError("the naive chain did not finish")
        time.sleep(0.02)


_MAIN = """
import django
django.setup()
from tests.bench.naive import app
app.worker_main(["worker", "--pool", "prefork", "--concurrency", "2", "--loglevel", "ERROR",
                 "--without-gossip", "--without-mingle"])
"""
