"""Simulators for the tests of this room: one process of each kind a module, on a free port."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.integrations.running import Running

Start = Callable[..., Running]


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Start]:
    """Return a function that starts a simulator which lives as long as the module's tests."""
    with ExitStack() as stack:

        def begin(name: str, *options: str) -> Running:
            running = Running(name, tmp_path_factory.mktemp(name), *options)
            stack.callback(running.kill)
            return running

        yield begin
