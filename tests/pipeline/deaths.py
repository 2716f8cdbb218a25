"""An invented opening that registers deaths at once, whoever is said to have died."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any, ClassVar
from uuid import uuid4

import orjson

from civil_registry.death.procedure import DeathFacts
from portal.accounts.models import Citizen
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.pipeline.models import Dossier
from portal.pipeline.services import Filing, submit_dossier
from tests.pipeline.invented import AT, Invented

DEATH = "civil_registry.death"
DECEASED = "000165000042"
FACTS = DeathFacts(
    full_name="Trần Thử Cụ",
    sex="female",
    born_on="1941",
    personal_number=DECEASED,
    died_on="2026-11-19",
    registered_on="2026-11-20",
    number="12/2026",
    book="01/2026",
    page="12",
    e_copy_sha256="d" * 64,
    e_copy_title="Trích lục khai tử",
)


class InventedDeath(Invented):
    """Opens the life event of a death and registers whoever is next."""

    code = DEATH
    title = "Khai tử"
    opens = "death"
    facts: ClassVar[Any] = DeathFacts
    registers_death = True
    people: ClassVar[list[DeathFacts]] = []

    def send_one(self, letter: Letter) -> Answer:
        """Register the next person, or the usual one."""
        person = self.people.pop(0) if self.people else FACTS
        return Granted(facts=asdict(person))


def person(number: str, **more: Any) -> DeathFacts:
    """Return what is registered of somebody with this number."""
    return replace(FACTS, personal_number=number, **more)


def filed_death(
    applicant: Citizen, answers: Mapping[str, Any] | None = None, **options: Any
) -> Dossier:
    """File one invented death."""
    usual = {f"{DEATH}.residence": {"residence_kind": "permanent", "residence_commune": "00004"}}
    filing = Filing(life_event="death", answers=answers or usual, filing=uuid4(), **options)
    return submit_dossier(filing=filing, applicant=applicant, at=AT)


def matches(found: str = "matched", **more: str) -> dict[str, Any]:
    """Return what an acknowledgement says."""
    values = dict.fromkeys(("full_name", "born_on", "personal_number"), found)
    return {"matches": {**values, **more}}


def raw(**told: Any) -> bytes:
    """Return JSON."""
    return orjson.dumps(told)
