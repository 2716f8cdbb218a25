"""The invented journey stands in for the real ones."""

from collections.abc import Iterator

import pytest

from portal.accounts.models import Citizen
from portal.pipeline.registry import registry
from tests.clones import CommittedDatabase
from tests.pipeline import invented


@pytest.fixture
def journey(db: None) -> Iterator[invented.InventedAgency]:
    """Register the three invented procedures and give their agency, empty."""
    invented.agency.effects.clear()
    invented.agency.replies.clear()
    with registry.replaced(*invented.THREE):
        yield invented.agency


@pytest.fixture
def applicant(db: None) -> Citizen:
    """A plainly invented citizen."""
    return invented.invented_citizen()


@pytest.fixture
def committed_journey(committed_db: CommittedDatabase) -> Iterator[invented.InventedAgency]:
    """Register the three invented procedures in a database of their own, for real commits."""
    invented.agency.effects.clear()
    invented.agency.replies.clear()
    with registry.replaced(*invented.THREE):
        yield invented.agency
