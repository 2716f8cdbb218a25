"""What tests of consents share."""

from collections.abc import Iterator

import pytest

from tests.consents.people import Listener, listening


@pytest.fixture(autouse=True)
def listener() -> Iterator[Listener]:
    """Consents alone: no dossier stands above them."""
    with listening() as one:
        yield one
