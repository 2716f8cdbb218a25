"""The register in the tests of births and of deaths: its wire, its e-copies, and both its books."""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from types import ModuleType
from typing import Any

import orjson
from django.db import connection
from django.db.models import Model
from pypdf import PdfWriter

from civil_registry.birth.models import BirthDeclaration
from civil_registry.birth.procedure import BirthRegistrationProcedure
from civil_registry.birth.procedure import wire as birth_wire
from civil_registry.death.models import DeathDeclaration
from civil_registry.death.procedure import DeathRegistrationProcedure
from civil_registry.death.procedure import wire as death_wire
from integrations.answers import Accepted, Granted, ReceivedDocument
from portal.handovers.carriers import Letter
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import Procedure
from tests.civil_registry.birth import answers as birth_answers
from tests.civil_registry.death import answers as death_answers


def blank_pdf() -> bytes:
    """Return a PDF of one blank page."""
    writer, held = PdfWriter(), BytesIO()
    writer.add_blank_page(99, 99)
    writer.write(held)
    return held.getvalue()


PDF = blank_pdf()


@contextmanager
def no_database() -> Iterator[None]:
    """Raise at any query."""

    def refuse(*_args: Any) -> None:
        raise AssertionError("a query where the network is spoken to")

    with connection.execute_wrapper(refuse):
        yield


class FakeRegister:
    """Remembers what was sent, and says what it was told to."""

    def __init__(self, says: Any = None) -> None:
        self.says = says
        self.sent: list[dict[str, Any]] = []
        self.asked: list[list[str]] = []

    def register_birth(self, body: bytes, **options: Any) -> Accepted:
        """Take a body of either book."""
        self.sent.append({"body": body, **options})
        return Accepted(orjson.loads(body)["maHoSoMCDT"])

    register_death = register_birth

    def fetch_results(self, references: Sequence[str]) -> Mapping[str, Any]:
        """Say the same of everything."""
        self.asked.append(list(references))
        return dict.fromkeys(references, self.says)


@dataclass(frozen=True)
class Book:
    """One of the register's books, and what a test needs of its registration.

    `told` is what the register says of a grant; `paper` the row of papers that go along.
    """

    event: str
    procedure: type[Procedure]
    model: type[Model]
    wire: ModuleType
    declared_by: Callable[..., dict[str, dict[str, Any]]]
    paper: str
    e_copy: str
    told: Mapping[str, Any]
    unique: tuple[str, ...] = field(default=())

    @property
    def code(self) -> str:
        """The code of the procedure."""
        return self.procedure.code

    def granted(self, content: bytes, **facts: Any) -> Granted:
        """Return a grant as the register's client reads it."""
        sha256 = hashlib.sha256(content).hexdigest()
        known = {
            "registered_on": date(2026, 11, 20),
            "number": "12",
            "book": "01/2026",
            "page": "3",
            "e_copy_sha256": sha256,
        }
        paper = ReceivedDocument(self.e_copy, sha256, content)
        return Granted({**known, **self.told, **facts}, (paper,))

    def letter(self, step: Step, body: bytes) -> Letter:
        """Return a claimed letter."""
        endpoint = "civil_status_register.08"
        return Letter(1, "step", self.code, step.pk, 1, endpoint, body, 1, 1)

    def many(self, step: Step, count: int) -> list[int]:
        """Return the steps of many registrations, copied from one."""
        first = step.dossier
        dossiers = Dossier.objects.bulk_create(
            Dossier(
                code=f"LT-BAN-SAO-{number}",
                life_event=self.event,
                applicant=first.applicant,
                filing=first.filing,
                ordinal=number + 2,
                filed_at=first.filed_at,
            )
            for number in range(count)
        )
        fields = {"commune_code", "agency_code", "agency_title", "endpoint_id", "since"}
        kept = {name: getattr(step, name) for name in {*fields, "procedure"}}
        steps = Step.objects.bulk_create(Step(dossier=dossier, **kept) for dossier in dossiers)
        table = self.model._default_manager
        declared, columns = table.get(pk=step.pk), self.model._meta.concrete_fields
        left_out = {"step_id", *self.unique}
        values = {
            one.attname: getattr(declared, one.attname)
            for one in columns
            if one.attname not in left_out
        }
        table.bulk_create(self.model(step_id=one.pk, **values) for one in steps)
        return [one.pk for one in steps]


BIRTHS = Book(
    event="birth",
    procedure=BirthRegistrationProcedure,
    model=BirthDeclaration,
    wire=birth_wire,
    declared_by=birth_answers.declared_by,
    paper="paper.birth_paper",
    e_copy="birth_certificate",
    told={
        "personal_number": "000326000001",
        "full_name": "Nguyễn Thử Nghiệm",
        "sex": "female",
        "born_on": date(2026, 11, 5),
    },
)
DEATHS = Book(
    event="death",
    procedure=DeathRegistrationProcedure,
    model=DeathDeclaration,
    wire=death_wire,
    declared_by=death_answers.declared_by,
    paper="notice.death_paper",
    e_copy="death_certificate",
    told={
        "personal_number": "000046000001",
        "full_name": "Trần Văn Mẫu",
        "sex": "male",
        "died_on": "15.11.2026",
    },
    unique=("holds_number",),
)


def code_of(letter: Letter) -> str:
    """Return the dossier code in a letter."""
    return str(orjson.loads(letter.body)["maHoSoLT"])


def said(procedure: Any, register: FakeRegister, letter: Letter, answer: Any) -> Any:
    """Return what the procedure makes of the register's word, without the database."""
    register.says = answer
    with no_database():
        return procedure.collect([letter])[letter.subject]
