"""Plainly invented deaths, as the pages of a declaration of death leave them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from portal.accounts.models import Citizen
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.people.partial_dates import PartialDate
from portal.pipeline.models import Step
from portal.pipeline.procedures import Agency, Case, Procedure
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier
from tests.residence.families import AT, BA_DINH, HA_GIANG, TODAY, Declared, changed, citizen

__all__ = ["AT", "BA_DINH", "HA_GIANG", "TODAY", "Declared", "changed"]

DEATH, ALLOWANCE, SURVIVORS = (
    "civil_registry.death",
    "funeral_benefits.allowance",
    "funeral_benefits.survivors",
)
DECEASED = "000046000001"


def death(number: str = DECEASED, died_on: str = "2026-11-05", **pages: Any) -> Declared:
    """Return the pages of a death that other legs read."""
    declared: Declared = {
        f"{DEATH}.applicant": {"relation": "child", "relation_other": ""},
        f"{DEATH}.deceased": {
            "surname": "Trần",
            "middle_name": "Thử",
            "given_name": "Nghiệm",
            "born_on": PartialDate.parse("1946"),
            "personal_number": number,
        },
        f"{DEATH}.residence": {
            "residence_kind": "permanent",
            "residence_commune": HA_GIANG,
            "residence_line": "12 Đường Ví Dụ",
        },
        f"{DEATH}.event": {"died_on": PartialDate.parse(died_on)},
        f"{DEATH}.office": {"commune": BA_DINH},
    }
    return changed(declared, {f"{DEATH}.{code}": page for code, page in pages.items()})


def allowance(**benefits: Any) -> Declared:
    """Return the pages of the allowance: a pensioner's, paid in cash to who applies."""
    said = {"pension": "yes", "contributed": "no", "monthly_aid": "no", "merits": ["no"]}
    return {
        f"{ALLOWANCE}.benefits": said | benefits,
        f"{ALLOWANCE}.regime": {},
        f"{ALLOWANCE}.estimate": {"other": ""},
        f"{ALLOWANCE}.payee": {"payee_is": "applicant"},
        f"{ALLOWANCE}.payment": {"pay_by": "cash"},
    }


def death_facts(number: str = DECEASED, **more: str) -> Any:
    """Return the facts of a registered death."""
    told = {
        "full_name": "Trần Thử Nghiệm",
        "sex": "male",
        "born_on": "1946",
        "personal_number": number,
        "died_on": "2026-11-05",
        "registered_on": "2026-11-06",
        "number": "7",
        "book": "01/2026",
        "page": "2",
        "e_copy_sha256": "d" * 64,
        "e_copy_title": "Trích lục khai tử",
    }
    return registry[DEATH].facts(**{**told, **more})


class Opening(Procedure):
    """Stands for the death: granted as soon as it is sent."""

    code = DEATH
    title = "Khai tử"
    opens = "death"
    facts = type(death_facts())

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        return Agency("invented", "Cơ quan mẫu", "invented")

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        return BA_DINH

    def record_answers(self, *, step_id: int, answers: Mapping[str, Any]) -> None:
        NUMBERS[step_id] = str(answers[f"{DEATH}.deceased"]["personal_number"])

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        return {case.step_id: (NUMBERS[case.step_id] or DECEASED).encode() for case in cases}

    def send_one(self, letter: Letter) -> Answer:
        granted = death_facts(letter.body.decode())
        return Granted({name: getattr(granted, name) for name in self.facts.__slots__})


NUMBERS: dict[int, str] = {}


@contextmanager
def legs(*codes: str) -> Iterator[None]:
    """Let these legs follow a death that is somebody else's business."""
    with registry.replaced(Opening, *(type(registry[code]) for code in codes or (ALLOWANCE,))):
        yield


def filed(answers: Declared, *left_out: str, me: Citizen | None = None) -> dict[str, Step]:
    """File a dossier and return its steps."""
    filing = Filing("death", answers, frozenset(left_out), filing=uuid4())
    dossier = submit_dossier(filing=filing, applicant=me or citizen(), at=AT)
    return {step.procedure: step for step in dossier.steps.all()}


def survivors(*relatives: Mapping[str, Any], **regime: Any) -> Declared:
    """Return the pages of survivors: a child of fourteen, monthly, paid in cash."""
    listed: dict[str, Any] = {}
    child = {"name": "Trần Thử Cháu", "born_on": PartialDate.parse("2012-05-01")}
    for count, one in enumerate(relatives or ({},), 1):
        told = {**child, "relation": "child", "flags": [], **one}
        listed |= {f"{name}_{count}": value for name, value in told.items()}
    said = {"pension": "no", "long_enough": "yes", "wanted": "monthly", "insurance_number": ""}
    return {
        f"{SURVIVORS}.regime": said | regime,
        f"{SURVIVORS}.relatives": listed,
        f"{SURVIVORS}.estimate": {"note": "Cháu đang đi học xa."},
        f"{SURVIVORS}.payment": {"pay_by": "cash", "bank": "", "account_number": ""},
    }
