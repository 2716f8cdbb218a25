"""One invented country for all tests of signed papers, and the corpus made in it."""

import pytest

from tests.integrations.hospital_xml.corpus import PARTS
from tests.integrations.hospital_xml.making import Case
from tests.integrations.hospital_xml.world import World


@pytest.fixture(scope="session")
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def corpus(world: World) -> dict[str, list[Case]]:
    return {part: list(make(world)) for part, make in PARTS.items()}
