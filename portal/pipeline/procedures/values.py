"""What procedures are given and give back: a case, its agency, its summary, its list."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

StepId = int


@dataclass(frozen=True, slots=True)
class Agency:
    """Who decides a case: `endpoint` is the door of its system, `title` what people read."""

    code: str
    title: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class ConsentNeed:
    """A person whose agreement the law wants; `role` is household_head, dwelling_owner, parent.

    A `handle` names somebody whose number VNeID keeps to itself; the name is half hidden then.
    """

    role: str
    personal_number: str
    full_name: str
    text: str
    handle: str = ""


@dataclass(frozen=True, slots=True)
class Value:
    """One labelled answer: `field` is the code `procedure.page.field`.

    `desk_label` stands at the desk where the family's own label speaks to the family.
    """

    field: str
    label: str
    text: str
    official_name: str = ""
    desk_label: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """What check-answers, the desk and the API all show of one case."""

    title: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line of a list that agencies draw: an act of the record about one step."""

    step_id: StepId
    revision: int
    act: str


def list_sender(procedure: str, act: str) -> str:
    """Return in whose name the acknowledgement of a listed line is kept until it is applied."""
    return f"list:{procedure}:{act}"


@dataclass(frozen=True, slots=True)
class Case:
    """One step's work as a procedure sees it; `granted` holds the facts of earlier steps."""

    step_id: StepId
    dossier_code: str
    revision: int
    commune_code: str
    filed_at: datetime
    applicant_id: int
    reference: str = ""
    granted: Mapping[str, Any] = field(default_factory=dict)
    opening_step_id: StepId = 0
    status: str = ""
