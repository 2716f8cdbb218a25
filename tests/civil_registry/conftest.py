"""What births and deaths have in common: who files them, and the register they go to."""

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import Any

import orjson
import pytest

from integrations.demo_pki import SigningIdentity, new_identity
from integrations.pdf_signatures import Signatory
from portal.handovers.carriers import Letter
from portal.people.provinces63 import PROVINCES_BY_PREFIX
from portal.pipeline.cases import cases_of
from portal.pipeline.models import Step
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from tests.civil_registry.carrying import accepted, shown
from tests.civil_registry.declaring import AT, invented_citizen
from tests.civil_registry.registers import BIRTHS, PDF, Book, FakeRegister
from tests.integrations.running import Running


@pytest.fixture(autouse=True)
def province_nobody_lives_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the prefix of all invented people here pass for a province's."""
    monkeypatch.setitem(PROVINCES_BY_PREFIX, "000", "Thử Nghiệm")


@pytest.fixture
def book() -> Book:
    """The register's book a test is about; that of deaths in the tests of deaths."""
    return BIRTHS


@pytest.fixture
def procedure(book: Book) -> Iterator[Procedure]:
    """The registration of this book, alone in its journey."""
    with registry.replaced(book.procedure):
        yield registry[book.code]


@pytest.fixture
def file(db: None, book: Book, procedure: Procedure) -> Callable[..., Step]:
    """Return a function that files clean answers and returns their step."""
    numbers = count(1)

    def filed(declared: Mapping[str, Any], **options: Any) -> Step:
        applicant = invented_citizen(f"0001960{next(numbers):05}")
        filing = Filing(book.event, declared, **options)
        dossier = submit_dossier(filing=filing, applicant=applicant, at=AT)
        return dossier.steps.get()

    return filed


@pytest.fixture
def sent_record(
    file: Callable[..., Step], procedure: Procedure
) -> Callable[[Mapping[str, Any]], dict[str, Any]]:
    """Return a function that gives the register's record of clean answers."""

    def record(declared: Mapping[str, Any]) -> dict[str, Any]:
        step = file(declared)
        body = procedure.compose(list(cases_of([step.pk]).values()))[step.pk]
        found: dict[str, Any] = orjson.loads(orjson.loads(body)["data"])
        return found

    return record


@pytest.fixture(scope="session")
def identity() -> SigningIdentity:
    """The register's signing key of this run."""
    return new_identity("Hệ thống hộ tịch (thử nghiệm)")


@pytest.fixture(scope="session")
def signed(identity: SigningIdentity) -> bytes:
    """An e-copy as the register signs it."""
    return Signatory(identity).sign(PDF)


@pytest.fixture
def anchored(identity: SigningIdentity, settings: Any, tmp_path: Path) -> None:
    """Let the portal trust the register's anchor."""
    path = tmp_path / "anchor.pem"
    path.write_bytes(identity.anchor)
    settings.CIVIL_STATUS_ANCHORS = [path]


@pytest.fixture
def register(book: Book, monkeypatch: pytest.MonkeyPatch) -> FakeRegister:
    """A register in place of the wire."""
    fake = FakeRegister()
    monkeypatch.setattr(book.wire, "client_for", lambda endpoint: fake)
    return fake


@pytest.fixture
def letter(file: Callable[..., Step], book: Book, procedure: Procedure) -> Letter:
    """The letter of one filed registration."""
    step = file(book.declared_by())
    return book.letter(step, procedure.compose(list(cases_of([step.pk]).values()))[step.pk])


@pytest.fixture(scope="module")
def process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The register in a process of its own, for all tests of a module."""
    running = Running("civil_status_register", tmp_path_factory.mktemp("register"))
    yield running
    running.kill()


@pytest.fixture
def simulator(process: Running, settings: Any, tmp_path: Path) -> Running:
    """An honest register whose clerks answer only by hand, known to the portal."""
    process.set(mode="honest", misbehaviours={}, habits={}, answer_delay=[600, 600])
    anchor = tmp_path / "anchor.pem"
    anchor.write_bytes(process.get("/_sim/anchor.pem").content)
    settings.CIVIL_STATUS_ANCHORS = [anchor]
    settings.OUTSIDE_SYSTEMS = {"civil_status_register": process.url}
    return process


@pytest.fixture
def handed_over(file: Callable[..., Step], book: Book, simulator: Running) -> Step:
    """What the desk has accepted and the register has received."""
    step = file(book.declared_by())
    accepted(step)
    assert shown(step).status == "WITH_AGENCY"
    return step
