"""Invented hospitals, their authority, and a database that believes in them."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from portal.hospital_papers import loading, trust_files
from portal.hospital_papers.demonstration import DemoFolder, demonstration_in
from portal.hospital_papers.habits import Kind, paper_of
from portal.hospital_papers.services import Receipt, receive

AT = datetime(2026, 11, 20, 3, tzinfo=UTC)
LATER = AT + timedelta(hours=1)
MOTHER = "000197000001"
OF_MOTHER = {"SO_CCCD_NND": MOTHER, "SO_GIAYTO": MOTHER}

Sends = Callable[..., Receipt]


@pytest.fixture(scope="session")
def country(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    """The invented authority with its hospitals, made once."""
    return demonstration_in(tmp_path_factory.mktemp("country") / "hospitals", AT)


def believe(country: DemoFolder) -> None:
    """Load what an operator would hand over."""
    loading.load_authorities(trust_files.certificates_in([country.anchors]))
    loading.load_revocation_lists(trust_files.revocation_lists_in(country.lists))
    loading.load_facilities(trust_files.facilities_in(country.register))


@pytest.fixture
def believed(db: None, country: DemoFolder) -> DemoFolder:
    """A database that rolls back and believes the invented hospitals."""
    believe(country)
    return country


def sending(country: DemoFolder) -> Sends:
    """Return how an invented hospital sends a paper through the API."""

    def send(
        code: str = "99901",
        kind: Kind = Kind.BIRTH,
        serial: int = 1,
        signed: datetime = AT,
        at: datetime = LATER,
        **values: str,
    ) -> Receipt:
        content = paper_of(country, code, kind, serial, signed, OF_MOTHER | values)
        return receive(
            content,
            sender_code=code,
            kind="61" if kind is Kind.BIRTH else "60",
            channel="api",
            message_id="",
            at=at,
        )

    return send


@pytest.fixture
def send(believed: DemoFolder) -> Sends:
    """Send a paper of an invented hospital; `values` replace what it says."""
    return sending(believed)
