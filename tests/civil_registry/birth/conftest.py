"""People and places for the tests of birth registration; all plainly invented."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from itertools import count
from typing import Any

import orjson
import pytest

from civil_registry.birth.procedure import BirthRegistrationProcedure
from portal.accounts.models import Citizen
from portal.people.provinces63 import PROVINCES_BY_PREFIX
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Step
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from portal.places.models import Commune
from tests.civil_registry.birth.answers import AT, COMMUNE, invented_citizen


@pytest.fixture(autouse=True)
def province_nobody_lives_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the prefix of all invented people here pass for a province's."""
    monkeypatch.setitem(PROVINCES_BY_PREFIX, "000", "Thử Nghiệm")


@pytest.fixture
def birth() -> Iterator[BirthRegistrationProcedure]:
    """Birth registration, alone in its journey."""
    with registry.replaced(BirthRegistrationProcedure):
        yield registry["civil_registry.birth"]


@pytest.fixture
def file(db: None, birth: BirthRegistrationProcedure) -> Callable[..., Step]:
    """Return a function that files clean answers and returns their step."""
    numbers = count(1)

    def filed(declared: Mapping[str, Any], **options: Any) -> Step:
        applicant = invented_citizen(f"0001960{next(numbers):05}")
        filing = Filing("birth", declared, **options)
        dossier = submit_dossier(filing=filing, applicant=applicant, at=AT)
        return dossier.steps.get()

    return filed


@pytest.fixture
def sent_record(
    file: Callable[..., Step], birth: BirthRegistrationProcedure
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return a function that gives the register's record of clean answers."""

    def record(declared: Mapping[str, Any]) -> dict[str, Any]:
        step = file(declared)
        body = birth.compose(list(cases_of([step.pk]).values()))[step.pk]
        found: dict[str, Any] = orjson.loads(orjson.loads(body)["data"])
        return found

    return record


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
