"""The broker is a doorbell: when it is silent, the one who rings goes on within half a second."""

import socket
import time

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from portal.celery import app
from portal.settings.broker import transport_options


def _ring(port: int) -> float:
    bell = Celery("bell", broker=f"redis://127.0.0.1:{port}/0")
    bell.conf.broker_transport_options = transport_options("portal_desk")
    began = time.monotonic()
    with pytest.raises(OperationalError):
        bell.send_task("handovers.dispatch", retry=False, ignore_result=True)
    return time.monotonic() - began


def test_a_broker_that_is_down_costs_a_request_nothing() -> None:
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    assert _ring(port) < 1


def test_a_broker_that_hangs_costs_a_request_half_a_second() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        assert _ring(mute.getsockname()[1]) < 2


def test_what_a_killed_worker_took_comes_back_within_minutes() -> None:
    options = app.conf.broker_transport_options
    assert options["visibility_timeout"] == 120
    assert options["unacked_restore_interval"] * options["unacked_restore_throttle"] <= 2
    assert app.conf.task_acks_late
    assert app.conf.worker_prefetch_multiplier == 1
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None
