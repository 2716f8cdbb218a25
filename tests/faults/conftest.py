"""The portal that the fault tests harm: started once a session, left whole by every test."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.faults.people import People
from tests.faults.site import Site

HERE = Path(__file__).parent
LONG = os.environ.get("FAULTS") == "long"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what breaks real processes."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("faults")


@pytest.fixture(scope="session")
def portal(django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The one site of the session."""
    site = Site()
    with django_db_blocker.unblock():
        site.start()
    yield site
    site.stop()


@pytest.fixture
def site(portal: Site, django_db_blocker: DjangoDbBlocker) -> Iterator[Site]:
    """The site, with its worker running, while the test itself acts in its database."""
    if not portal.worker.running:
        portal.worker.start(portal.folder)
    with django_db_blocker.unblock(), portal.database():
        yield portal
    portal.heal()


@pytest.fixture
def people(site: Site) -> People:
    """Who files and who decides."""
    return People.of(site)
