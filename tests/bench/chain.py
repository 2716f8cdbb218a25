"""(b) The naive chain's rate: a real worker, one task a step, in-process agencies."""

import os
import time

import redis

from portal.pipeline.models import Step
from tests.bench import naive_worker, rooms, stage
from tests.bench.naive import app, send_step
from tests.clones import Clones


def measure(clones: Clones, dossiers: int) -> float:
    """Return dossiers per second from the first call to the last grant."""
    redis_url = os.environ["REDIS_URL"]
    redis.Redis.from_url(redis_url).flushall()  # what a killed worker of the last round left
    with rooms.database(clones) as url:
        stage.set_stage(dossiers)
        with naive_worker.worker(url, redis_url):
            naive_worker.wait_until_ready(redis_url)
            began = time.perf_counter()
            with app.connection_for_write(redis_url) as broker:
                for pk in Step.objects.filter(status="IN_TRANSIT").values_list("pk", flat=True):
                    send_step.apply_async((pk,), connection=broker)
            naive_worker.wait_until_granted()
            return dossiers / (time.perf_counter() - began)
