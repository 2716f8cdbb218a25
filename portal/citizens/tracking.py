"""Everything a family may know of one dossier, read in a fixed number of queries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.http import Http404, HttpRequest

from portal.accounts.access import Act
from portal.accounts.doors import must, visitor_at
from portal.consents.models import Consent, ConsentStatus
from portal.handovers.models import Handover
from portal.pipeline import undoing
from portal.pipeline.cases import cases_of
from portal.pipeline.codes import normalised
from portal.pipeline.mistakes import RETRACTED
from portal.pipeline.models import (
    Attachment,
    Dossier,
    JournalEntry,
    Proof,
    ReturnRequest,
    Step,
    Verification,
)
from portal.pipeline.procedures import Procedure
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import CHANNEL
from portal.places.selectors import communes_by_code

UNDONE = (StepStatus.SKIPPED, StepStatus.WITHDRAWN)


@dataclass(slots=True)
class StepFile:
    """One step with all that belongs to it."""

    step: Step
    handover: Handover | None = None
    asked_back: ReturnRequest | None = None
    ended_for: ReturnRequest | None = None
    verification: Verification | None = None
    proof: Proof | None = None
    consents: list[Consent] = field(default_factory=list)
    results: list[Attachment] = field(default_factory=list)
    journal: list[JournalEntry] = field(default_factory=list)
    committee: str = ""  # of the commune at whose desk it lies, as people call it
    mistaken_at: datetime | None = None  # when the death it rests on was told to be a mistake
    undone_at: datetime | None = None


def own_dossier(request: HttpRequest, code: str, act: Act = Act.READ_OWN) -> Dossier:
    """Return the visitor's own dossier; 404 for another's and for one that never was."""
    dossier = Dossier.objects.filter(code=normalised(code)).first()
    if dossier is None:
        raise Http404
    must(visitor_at(request), act, dossier)
    return dossier


def files_of(dossier: Dossier) -> list[StepFile]:
    """Return the steps of a dossier in the order of its journey, with what belongs to them.

    Ten queries, however many steps, returns and results there are.
    """
    steps = list(Step.objects.filter(dossier=dossier).select_related("endpoint"))
    files = {step.pk: StepFile(step) for step in steps}
    _add_acts(files)
    _add_words(files, dossier)
    _add_papers(files)
    _add_desks(files.values())
    order = [procedure.code for procedure in _journey(dossier.life_event)]
    return sorted(files.values(), key=lambda one: _position(order, one.step.procedure))


def told_beside(files: Collection[StepFile], *, on: date) -> dict[int, Sequence[str]]:
    """Return the sentences the procedures of these legs have beside the status, by step.

    Of a grant that is undone nothing else is told: what its procedure says holds no longer.
    """
    cases = cases_of([one.step.pk for one in files if one.step.status not in UNDONE])
    told: dict[int, Sequence[str]] = {}
    for one in files:
        case = cases.get(one.step.pk)
        if case is not None:
            told.update(registry[one.step.procedure].tracked([case], on=on))
        undone = undoing.standing_in(one.step.procedure, one.journal)
        if undone is not None:
            told[one.step.pk] = (undone.said,)
    return told


def steps_of(dossiers: Iterable[Dossier]) -> dict[int, list[Step]]:
    """Return the steps of many dossiers; one query."""
    found: dict[int, list[Step]] = {dossier.pk: [] for dossier in dossiers}
    for step in Step.objects.filter(dossier__in=found).order_by("pk"):
        found[step.dossier_id].append(step)
    return found


def names_of(steps: Iterable[Step]) -> dict[int, str]:
    """Return whom each dossier is about, by its key, as the procedure that opens it says it.

    What it costs depends on how many procedures open a life event, not on how many dossiers.
    """
    opening: dict[str, dict[int, int]] = {}
    for step in steps:
        if step.procedure in registry and registry[step.procedure].opens:
            opening.setdefault(step.procedure, {})[step.pk] = step.dossier_id
    cases = cases_of([pk for of_one in opening.values() for pk in of_one]) if opening else {}
    names = {}
    for procedure, dossiers in opening.items():
        known = [cases[pk] for pk in dossiers if pk in cases]
        for step_id, summary in registry[procedure].summary(known).items() if known else ():
            names[dossiers[step_id]] = summary.title
    return names


def _add_acts(files: Mapping[int, StepFile]) -> None:
    for request in ReturnRequest.objects.filter(step__in=files).order_by("asked_at"):
        one = files[request.step_id]
        if request.answered_at is None:
            one.asked_back = request
        one.ended_for = request
    for verification in Verification.objects.filter(step__in=files, answered_at__isnull=True):
        files[verification.step_id].verification = verification
    for proof in Proof.objects.filter(step__in=files, answered_at__isnull=True):
        files[proof.step_id].proof = proof


def _add_words(files: Mapping[int, StepFile], dossier: Dossier) -> None:
    for entry in JournalEntry.objects.filter(dossier=dossier).order_by("sequence"):
        if entry.step_id is not None and entry.step_id in files:
            files[entry.step_id].journal.append(entry)
            _note_mistake(files, files[entry.step_id], entry)
    _note_on_what_was_left(files.values())
    for consent in Consent.objects.filter(step_id__in=files).order_by("pk"):
        if consent.status != ConsentStatus.REPLACED:
            files[consent.step_id].consents.append(consent)


def _note_mistake(files: Mapping[int, StepFile], one: StepFile, entry: JournalEntry) -> None:
    """Note that a death of this dossier, not of another, was registered by mistake."""
    if entry.act == RETRACTED and entry.details.get("death") in files:
        one.mistaken_at = entry.at
    elif entry.act == undoing.DONE:
        one.undone_at = entry.at


def _note_on_what_was_left(files: Collection[StepFile]) -> None:
    """Note on legs that were left out, which nothing moves, that there is nothing to do later."""
    mistaken_at = next((one.mistaken_at for one in files if one.mistaken_at), None)
    for one in files:
        if one.step.status == StepStatus.SKIPPED:
            one.mistaken_at = mistaken_at


def _add_papers(files: Mapping[int, StepFile]) -> None:
    results = Attachment.objects.filter(step__in=files, kind=Attachment.Kind.RESULT)
    for attachment in results.select_related("document").order_by("-pk"):
        files[attachment.step_id].results.append(attachment)
    for handover in Handover.objects.filter(channel=CHANNEL, subject__in=files):
        one = files[handover.subject]
        if handover.revision == one.step.revision:
            one.handover = handover


def _add_desks(files: Collection[StepFile]) -> None:
    lying = [one for one in files if one.step.status == StepStatus.AT_DESK]
    communes = communes_by_code(one.step.commune_code for one in lying)
    for one in lying:
        commune = communes.get(one.step.commune_code)
        one.committee = commune.committee if commune else ""


def _journey(life_event: str) -> list[Procedure]:
    try:
        return registry.journey(life_event)
    except KeyError:  # a life event that this installation no longer knows
        return []


def _position(order: list[str], procedure: str) -> int:
    return order.index(procedure) if procedure in order else len(order)
