"""Plainly invented families, as the pages of a birth leave them: cleaned answers by page."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from portal.accounts.models import Citizen, User
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Letter
from portal.handovers.models import Endpoint
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import Agency, Case, Procedure
from portal.pipeline.registry import registry
from portal.pipeline.services import Filing, submit_dossier

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)  # a Friday, 09:00 in Hà Nội
TODAY = date(2026, 11, 20)
HA_GIANG, BA_DINH = "00694", "00004"
MOTHER, FATHER = "000195000001", "000095000002"
HEAD, OWNER, OTHER_OWNER = "000060000003", "000161000004", "000162000005"
HANDLE = "handle-of-the-head"
PROPOSED = {"household_head": "proposed", "owner": "head"}
BIRTH, HOME, CARD = "civil_registry.birth", "residence.registration", "insurance.health_card"

Declared = dict[str, dict[str, Any]]


def parent(number: str, surname: str, given_name: str, **more: Any) -> dict[str, Any]:
    """Return a parent's page."""
    return {
        "surname": surname,
        "middle_name": "Thử",
        "given_name": given_name,
        "deceased": False,
        "personal_number": number,
        "residence_kind": "permanent",
        "residence_commune": HA_GIANG,
        "residence_line": "12 Đường Ví Dụ",
        **more,
    }


def birth(**pages: Mapping[str, Any]) -> Declared:
    """Return the pages of a birth: mother files, both parents named, living together."""
    declared: Declared = {
        f"{BIRTH}.fit": {"situation": "ordinary", "birth_country": "VN", "children": 1},
        f"{BIRTH}.applicant": {"relation": "mother", "nationality": "vietnamese"},
        f"{BIRTH}.parents_married": {"married": "yes", "father_part": ""},
        f"{BIRTH}.child": {"middle_name": "Thử", "given_name": "Nghiệm", "sex": "female"},
        f"{BIRTH}.mother": parent(MOTHER, "Lê", "Mẹ"),
        f"{BIRTH}.father": parent(FATHER, "Trần", "Cha"),
        f"{BIRTH}.origin": {"surname": "father"},
        f"{BIRTH}.office": {"place_from": "mother"},
    }
    return changed(declared, {f"{BIRTH}.{code}": page for code, page in pages.items()})


def residence(**pages: Mapping[str, Any]) -> Declared:
    """Return the pages of residence: with the mother, who heads the household and owns it."""
    declared: Declared = {
        f"{HOME}.place": {
            "with_whom": "mother",
            "dwelling": "family",
            "province": "",
            "commune": HA_GIANG,
            "address_line": "12 Đường Ví Dụ",
        },
        f"{HOME}.head": {
            "household_head": "mother",
            "household_head_name": "",
            "household_head_number": "",
            "owner": "head",
        },
        f"{HOME}.relation": {"relation_to_head": "own_child"},
    }
    return changed(declared, {f"{HOME}.{code}": page for code, page in pages.items()})


def changed(declared: Declared, pages: Mapping[str, Mapping[str, Any]]) -> Declared:
    """Return a copy with some answers of some pages changed, pages added where they were not."""
    new = deepcopy(declared)
    for code, answers in pages.items():
        new[code] = {**new.get(code, {}), **answers}
    return new


def head(number: str = HEAD, name: str = "Ngô Thử Ông", owner: str = "head") -> dict[str, Any]:
    """Return the page of a head who is somebody else."""
    return {
        "household_head": "other",
        "household_head_name": name,
        "household_head_number": number,
        "owner": owner,
    }


def offered(masked_name: str = "Ngô T… Ô…", **more: Any) -> dict[str, Any]:
    """Return what VNeID tells of the mother's household."""
    household = {
        "commune_code": HA_GIANG,
        "masked_name": masked_name,
        "handle": HANDLE,
        "state": "able",
        "is_applicant": False,
        **more,
    }
    return {"on": "2026-11-20", "household": household, "unreachable": False}


def mark_of(declared: Declared) -> str:
    """Return what the choice of the proposed head is sent as."""
    (page,) = (one for one in registry[HOME].pages if one.code == "head")
    choices = page(declared=declared, today=TODAY)["household_head"].subwidgets
    return next(
        str(one.data["value"]) for one in choices if str(one.data["value"]).startswith("proposed")
    )


def citizen(number: str = MOTHER, name: str = "Lê Thử Mẹ") -> Citizen:
    """Return a plainly invented citizen, the same one for the same number."""
    known = Citizen.objects.filter(personal_number=number).first()
    if known:
        return known
    user = User.objects.create(username=f"invented-{uuid4().hex[:12]}")
    return Citizen.objects.create(
        user=user, personal_number=number, full_name=name, born_on=date(1995, 1, 1), sex="female"
    )


def steps_of(procedure: str, applicant: Citizen, count: int = 1) -> list[Step]:
    """Return that many filed steps of a procedure, each in a dossier of its own."""
    endpoint, _ = Endpoint.objects.get_or_create(code="invented")
    dossiers = Dossier.objects.bulk_create(
        Dossier(
            code=f"LT-261120-{uuid4().hex[:12].upper()}",
            life_event="birth",
            applicant=applicant,
            filing=uuid4(),
            filed_at=AT,
        )
        for _ in range(count)
    )
    return Step.objects.bulk_create(
        Step(
            dossier=dossier,
            procedure=procedure,
            commune_code=HA_GIANG,
            agency_code="invented",
            endpoint=endpoint,
            since=AT,
        )
        for dossier in dossiers
    )


def case_of(step: Step, facts: Any = None, **more: Any) -> Case:
    """Return a step as its procedure sees it, the birth granted."""
    return Case(
        step_id=step.pk,
        dossier_code=step.dossier.code,
        revision=1,
        commune_code=step.commune_code,
        filed_at=AT,
        applicant_id=step.dossier.applicant_id,
        granted={BIRTH: facts} if facts else {},
        **more,
    )


def birth_facts(number: str = "000326000009", **more: str) -> Any:
    """Return the facts of a registered birth."""
    told = {
        "personal_number": number,
        "registered_on": "2026-11-20",
        "number": "12",
        "book": "01/2026",
        "page": "3",
        "full_name": "Trần Thử Nghiệm",
        "sex": "female",
        "born_on": "2026-11-05",
        "e_copy_sha256": "e" * 64,
    }
    return registry[BIRTH].facts(**{**told, **more})


def facts_of(step: Step) -> Any:
    """Return what a granted step established, as its procedure reads it."""
    assert step.facts is not None
    return registry[step.procedure].facts(**step.facts)


def letter(procedure: str, body: bytes, *, subject: int = 7, **more: Any) -> Letter:
    """Return a claimed message of a step."""
    told: dict[str, Any] = {
        "handover": subject,
        "channel": "step",
        "topic": procedure,
        "subject": subject,
        "revision": 1,
        "endpoint": "invented",
        "body": body,
        "fence": 1,
        "attempt": 1,
    }
    return Letter(**{**told, **more})


class Opening(Procedure):
    """Stands for the birth: granted as soon as it is sent."""

    code = BIRTH
    title = "Khai sinh"
    opens = "birth"
    facts = type(birth_facts())

    def agency_for(self, answers: Mapping[str, Any]) -> Agency:
        return Agency("invented", "Cơ quan mẫu", "invented")

    def commune_for(self, answers: Mapping[str, Any]) -> str:
        return HA_GIANG

    def compose(self, cases: Sequence[Case]) -> Mapping[int, bytes]:
        return {case.step_id: f"00032{case.step_id:07}".encode() for case in cases}

    def send_one(self, letter: Letter) -> Answer:
        granted = birth_facts(letter.body.decode())
        return Granted({name: getattr(granted, name) for name in self.facts.__slots__})


@contextmanager
def legs(*codes: str) -> Iterator[None]:
    """Let these legs, or both, follow a birth that is somebody else's business."""
    with registry.replaced(Opening, *(type(registry[code]) for code in codes or (HOME, CARD))):
        yield


def filed(answers: Declared, *left_out: str, me: Citizen | None = None) -> dict[str, Step]:
    """File a dossier and return its steps; residence is left out unless it was answered."""
    absent = set(left_out) if f"{HOME}.place" in answers else {*left_out, HOME}
    filing = Filing("birth", answers, frozenset(absent), filing=uuid4())
    dossier = submit_dossier(filing=filing, applicant=me or citizen(), at=AT)
    return {step.procedure: step for step in dossier.steps.all()}
