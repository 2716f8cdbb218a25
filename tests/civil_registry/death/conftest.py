"""People and places for the tests of death registration; all plainly invented."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

import orjson
import pytest

from civil_registry.death.procedure import DeathRegistrationProcedure
from portal.accounts.models import Citizen
from portal.people.provinces63 import PROVINCES_BY_PREFIX
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from tests.civil_registry.death.answers import AT, invented_citizen


@pytest.fixture(autouse=True)
def province_nobody_lives_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the prefix of all invented people here pass for a province's."""
    monkeypatch.setitem(PROVINCES_BY_PREFIX, "000", "Thử Nghiệm")


@pytest.fixture
def death() -> Iterator[DeathRegistrationProcedure]:
    """Death registration, alone in its journey."""
    with registry.replaced(DeathRegistrationProcedure):
        yield registry["civil_registry.death"]


@pytest.fixture
def file(db: None, death: DeathRegistrationProcedure) -> Callable[..., Step]:
    """Return a function that files clean answers and returns their step."""
    numbers = count(1)

    def filed(declared: Mapping[str, Any], **options: Any) -> Step:
        applicant = invented_citizen(f"0001960{next(numbers):05}")
        filing = Filing("death", declared, **options)
        dossier = submit_dossier(filing=filing, applicant=applicant, at=AT)
        return dossier.steps.get()

    return filed


@pytest.fixture
def sent_record(
    file: Callable[..., Step], death: DeathRegistrationProcedure
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return a function that gives the register's record of clean answers."""

    def record(declared: Mapping[str, Any]) -> dict[str, Any]:
        step = file(declared)
        body = death.compose(list(cases_of([step.pk]).values()))[step.pk]
        found: dict[str, Any] = orjson.loads(orjson.loads(body)["data"])
        return found

    return record


@pytest.fixture
def relative(db: None) -> Citizen:
    """A relative who has signed in."""
    return invented_citizen()
