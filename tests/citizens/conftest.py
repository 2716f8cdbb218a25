"""A family, signed in, and the invented life event it goes through."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from portal.accounts.models import Citizen
from portal.citizens import drafts, uploads
from portal.citizens.models import Draft
from portal.pipeline.models import Dossier
from portal.pipeline.registry import registry
from tests.citizens import invented
from tests.citizens.pictures import photo
from tests.pipeline.invented import invented_citizen

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 09:00 in Hà Nội


@pytest.fixture
def family(db: None) -> Iterator[None]:
    """Register the invented life event in place of the real ones."""
    invented.RECORDED.clear()
    with registry.replaced(*invented.FAMILY):
        yield


@pytest.fixture
def mother(db: None) -> Citizen:
    """A plainly invented applicant."""
    citizen = invented_citizen(1)
    citizen.phone, citizen.commune_code = "0987654321", "00004"
    citizen.save()
    return citizen


@pytest.fixture
def stranger(db: None) -> Citizen:
    """Somebody else."""
    return invented_citizen(2)


@pytest.fixture
def signed_in() -> Callable[[Citizen], Client]:
    """Return a browser in which a citizen is signed in."""

    def browser(citizen: Citizen) -> Client:
        client = Client()
        client.force_login(citizen.user, "django.contrib.auth.backends.ModelBackend")
        return client

    return browser


@pytest.fixture
def browser(mother: Citizen, signed_in: Callable[[Citizen], Client]) -> Client:
    """The applicant's browser."""
    return signed_in(mother)


def drafted(citizen: Citizen, typed: dict[str, Any] | None = None, papers: int = 1) -> Draft:
    """Return a draft with everything filled in and one paper a child."""
    draft = drafts.open_draft(citizen=citizen, life_event="tested", at=datetime.now(UTC))
    invented.fill(draft, typed or invented.whole())
    for child in range(1, papers + 1):
        sent = SimpleUploadedFile("giay.jpg", photo())
        uploads.take(draft=draft, page=f"tested.birth.child#{child}", row="paper", sent=sent)
    return draft


def filed(client: Client, citizen: Citizen, typed: dict[str, Any] | None = None) -> Dossier:
    """File a whole draft through the page a family uses, and return the first dossier."""
    draft = drafted(citizen, typed)
    answer = client.post("/khai/tested/kiem-tra/", {"filing": str(draft.filing)})
    assert answer.status_code == 302, answer
    return Dossier.objects.filter(filing=draft.filing).earliest("ordinal")
