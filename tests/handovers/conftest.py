"""The invented journey, committed: for tests with several real connections."""

from collections.abc import Iterator

import pytest

from portal.pipeline.registry import registry
from tests.clones import CommittedDatabase
from tests.pipeline import invented


@pytest.fixture
def committed_journey(committed_db: CommittedDatabase) -> Iterator[invented.InventedAgency]:
    """Register the three invented procedures in a database of their own."""
    invented.agency.effects.clear()
    invented.agency.replies.clear()
    with registry.replaced(*invented.THREE):
        yield invented.agency
