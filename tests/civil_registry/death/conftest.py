"""People and places for the tests of death registration; all plainly invented."""

import pytest

from portal.accounts.models import Citizen
from portal.pipeline.procedures import Procedure
from tests.civil_registry.death.answers import invented_citizen
from tests.civil_registry.registers import DEATHS, Book


@pytest.fixture
def book() -> Book:
    """The book of deaths."""
    return DEATHS


@pytest.fixture
def death(procedure: Procedure) -> Procedure:
    """Death registration, alone in its journey."""
    return procedure


@pytest.fixture
def relative(db: None) -> Citizen:
    """A relative who has signed in."""
    return invented_citizen()
