"""People and places for the tests of birth registration; all plainly invented."""

from datetime import date

import pytest

from portal.accounts.models import Citizen
from portal.pipeline.procedures import Procedure
from portal.places.models import Commune
from tests.civil_registry.birth.answers import COMMUNE, invented_citizen


@pytest.fixture
def birth(procedure: Procedure) -> Procedure:
    """Birth registration, alone in its journey."""
    return procedure


@pytest.fixture
def mother(db: None) -> Citizen:
    """A mother who has signed in."""
    return invented_citizen()


@pytest.fixture
def merged_commune(db: None) -> tuple[str, str]:
    """The codes of a commune that ended and of the one that stands for it."""
    new = Commune.objects.get(pk=COMMUNE)
    old = Commune.objects.create(
        code="99991",
        name="Thử Nghiệm",
        kind=new.kind,
        province=new.province,
        valid_from=date(2000, 1, 1),
        valid_to=date(2025, 6, 30),
        successor=new,
    )
    return old.code, new.code
