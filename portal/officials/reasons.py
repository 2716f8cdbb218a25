"""Which coded reasons an official may pick for a case, and what each of them may open."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from portal.accounts.access import Visitor, Who
from portal.officials.models import Case
from portal.officials.screen import attachments_of
from portal.pipeline import services
from portal.pipeline.family_pages import family_pages
from portal.pipeline.procedures import Summary
from portal.pipeline.registry import registry
from portal.statutes.models import EVERY_LEG, ReasonKind, ReturnReason
from portal.statutes.selectors import return_reasons
from portal.statutes.sentences import compose

BY_THE_CALENDAR = frozenset({"XX3"})  # the limit's end refuses by itself, no official does
DOTS = "……"
Choices = list[tuple[str, str]]


def offered(case: Case, kind: ReasonKind, *, on: date, visitor: Visitor) -> list[ReturnReason]:
    """Return the reasons of that day whose conditions hold and that this official may sign."""
    conditions = services.conditions_of(case.pk)
    rows = return_reasons(case.procedure, on, kind)
    return [
        row
        # What concerns every procedure stands behind what concerns this one.
        for row in sorted(rows, key=lambda row: EVERY_LEG in row.legs)
        if row.code not in BY_THE_CALENDAR
        and (not row.condition or row.condition in conditions)
        and (not row.needs_supervisor or visitor.who is Who.SUPERVISOR)
    ]


def with_dots(rows: Sequence[ReturnReason]) -> list[tuple[ReturnReason, str]]:
    """Return each reason with its sentence, dots in place of the blanks."""
    return [(row, compose(row.sentence, {}, dict.fromkeys(row.blanks, DOTS))) for row in rows]


def openable(case: Case, row: ReturnReason) -> Choices:
    """Return (field code, label) of everything this reason may open in this case."""
    found = [(code, label) for code, label in _fields(case) if row.may_open(code)]
    if found:
        return found
    # A reason may name a thing that no page of this procedure asks for by itself.
    return [(name, _plain(name)) for name in row.opens if "*" not in name]


def labels_of(case: Case, items: Sequence[str]) -> list[str]:
    """Return what chosen fields are called, in the order of the declaration."""
    known = dict(_fields(case))
    return [known.get(item) or _plain(item) for item in items]


def _fields(case: Case) -> Choices:
    files = {one.field: one.filename for one in attachments_of(case) if one.kind == "upload"}
    asked = family_pages.teller.boxes_of(case, at=timezone.now())
    fields = _of_every_page(case) if asked is None else asked
    fields = [(code, label + _of_file(files.get(code, ""))) for code, label in fields]
    known = {code for code, _label in fields}
    return fields + [(code, name or code) for code, name in files.items() if code not in known]


def _of_every_page(case: Case) -> Choices:
    """Return what a declaration can ask: for a case that was not filed on families' pages."""
    fields: Choices = []
    for page in registry[case.procedure].pages:
        prefix = f"{case.procedure}.{page.code}"
        title = str(page.title)
        fields += [
            (f"{prefix}.{name}", f"{title}: {asked.label or name}")
            for name, asked in page.base_fields.items()
        ]
        for code, label, _required in getattr(page, "uploads", ()):
            fields.append((f"{prefix}.{code}", f"{title}: {label}"))
    return fields


def _of_file(name: str) -> str:
    return f" – {name}" if name else ""


def _plain(name: str) -> str:
    return {"file": "Tệp đã gửi", "consent": "Sự đồng ý"}.get(name, name.rpartition(".")[2])


def ready_words(case: Case, row: ReturnReason, summary: Summary, office: str) -> Mapping[str, Any]:
    """Return what the portal can already write into the blanks of a sentence."""
    said = {value.field.rpartition(".")[2]: value.text for value in summary.values}
    uploads = [one.filename for one in attachments_of(case) if one.kind == "upload"]
    known = {
        "name": summary.title,
        "facility": said.get("facility", ""),
        "file": uploads[0] if uploads else "",
        "office": office,
        "office_to_ask": office,
    }
    return {name: known.get(name, "") for name in row.blanks}
