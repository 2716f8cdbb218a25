"""Officials, supervisors and cases on desks, all invented."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from portal.accounts.models import Citizen, Role, User
from portal.pipeline.models import Dossier, Step
from portal.pipeline.registry import registry
from tests.officials.fixtures import desk_client, official
from tests.pipeline.invented import Desk, InventedAgency, LeftLeg, RightLeg, filed

HERE, ELSEWHERE = "00004", "00070"


def text_of(response: HttpResponse) -> str:
    """Return the page as text."""
    return response.content.decode()


@pytest.fixture
def desks(journey: InventedAgency) -> Iterator[None]:
    """The invented journey, whose opening lies on a desk."""
    with registry.replaced(Desk, LeftLeg, RightLeg):
        yield


@pytest.fixture
def officer(db: None) -> User:
    return official("can-bo", HERE)


@pytest.fixture
def client(officer: User) -> Client:
    """The browser of an official of this commune."""
    return desk_client(officer)


@pytest.fixture
def stranger(db: None) -> Client:
    """The browser of an official of another commune."""
    return desk_client(official("can-bo-khac", ELSEWHERE))


@pytest.fixture
def supervisor(db: None) -> Client:
    """The browser of this commune's supervisor."""
    return desk_client(official("phu-trach", HERE, role=Role.SUPERVISOR))


@pytest.fixture
def lay(desks: None, applicant: Citizen) -> Callable[..., Step]:
    """Return a function that lays a case on a desk, with the columns it is told."""

    def laid(**columns: Any) -> Step:
        step = filed(applicant, at=timezone.now()).steps.get(procedure="invented.opening")
        for name, value in columns.items():
            setattr(step, name, value)
        step.save()
        return step

    return laid


@pytest.fixture
def step(lay: Callable[..., Step]) -> Step:
    """One case on this commune's desk."""
    return lay()


def dossier_code(step: Step) -> str:
    """Return the code people know a case by."""
    return Dossier.objects.get(pk=step.dossier_id).code
