"""The allowance behind a death that is somebody else's business, and who decides about it."""

from collections.abc import Iterator

import pytest

from funeral_benefits.allowance.procedure import wire
from tests.funeral_benefits import deaths as d
from tests.funeral_benefits import money as m


@pytest.fixture
def line(monkeypatch: pytest.MonkeyPatch, db: None) -> Iterator[m.FakeLine]:
    """Return the line of any law, which answers as told."""
    fake = m.FakeLine()
    monkeypatch.setattr(wire, "client", fake)
    with d.legs():
        yield fake
