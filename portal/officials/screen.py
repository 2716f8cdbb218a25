"""What one screen shows of a case: what was declared, its files, its clock and its record."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from portal.consents import selectors as consents
from portal.consents.models import GIVEN, Consent
from portal.handovers.models import Handover, HandoverStatus
from portal.officials.clock import Clock, clock_of
from portal.officials.history import ACTS, Line, history_of
from portal.officials.models import Case, DemandRequest
from portal.officials.papers import HospitalPaper, paper_for
from portal.pipeline import scope, services, undoing
from portal.pipeline.consenting import CONSENT
from portal.pipeline.family_pages import family_pages
from portal.pipeline.issued_papers import issued_in
from portal.pipeline.mistakes import RETRACTED, taken_back_at
from portal.pipeline.models import (
    Attachment,
    Bereavement,
    Dossier,
    Proof,
    ReturnRequest,
    Step,
    Verification,
)
from portal.pipeline.procedures import Finding, IssuedPaper, Summary
from portal.pipeline.proofs import is_offered
from portal.pipeline.registry import registry
from portal.pipeline.services.confirming import finding_of
from portal.pipeline.statuses import OPEN, StepStatus
from portal.pipeline.summaries import Group, groups_of, summary_of
from portal.pipeline.transitions import CHANNEL
from portal.pipeline.undoing import Standing
from portal.places.models import Commune
from portal.places.selectors import communes_by_code

ENDED = (StepStatus.REFUSED, StepStatus.WITHDRAWN, StepStatus.SKIPPED)


@dataclass(frozen=True, slots=True)
class Screen:
    """Everything the page of a case draws."""

    case: Case
    procedure: str
    summary: Summary
    groups: Sequence[Group]
    attachments: Sequence[Attachment]
    clock: Clock | None
    commune: Commune | None
    history: Sequence[Line]
    verification: Verification | None
    proof: Proof | None
    may_send_proof: bool
    asked: ReturnRequest | None
    asked_before: Collection[str]
    changed: Sequence[tuple[str, str, str]]
    consents: Sequence[Consent]
    demand: DemandRequest | None
    paper: HospitalPaper | None
    takes_paper: bool
    issued: IssuedPaper | None
    alike: Sequence[str]
    undo_until: datetime | None
    finding: Finding | None = None
    bereavements: Sequence[Bereavement] = ()
    mistaken_at: datetime | None = None
    undoing: Sequence[tuple[str, Standing]] = ()

    @property
    def alike_in(self) -> str:
        """In what dossiers that look like this one are alike."""
        return str(registry[self.case.procedure].alike_in)

    @property
    def registers_birth(self) -> bool:
        """Whether a birth is registered here: its parents' marriage and a child's name matter."""
        procedure = registry[self.case.procedure]
        return bool(procedure.paper_page) and not procedure.registers_death

    @property
    def registers_death(self) -> bool:
        """Whether a death stands registered here that may turn out to be a mistake."""
        granted = self.case.status == StepStatus.GRANTED
        return granted and registry[self.case.procedure].registers_death

    @property
    def rests_on_mistake(self) -> bool:
        """Whether this was granted for a death that was registered by mistake."""
        return self.mistaken_at is not None and self.case.status == StepStatus.GRANTED

    @property
    def is_told_by_nobody(self) -> bool:
        """Whether the portal tells the agency of such a grant nothing: an official must."""
        procedure = registry[self.case.procedure]
        told = procedure.registers_death or procedure.undoing or RETRACTED in procedure.lists
        return self.rests_on_mistake and not told

    @property
    def is_wished_back(self) -> bool:
        """Whether the family wants back what has left the house, and nobody has answered yet."""
        return self.case.withdrawal_asked_at is not None and self.case.status in OPEN

    @property
    def may_recall(self) -> bool:
        """Whether the desk's own request still waits for the family."""
        asked = self.asked
        waits = asked is not None and asked.answered_at is None and not asked.by_agency
        return waits and self.case.status == StepStatus.RETURNED and self.returned_by_desk

    @property
    def returned_by_desk(self) -> bool:
        """Whether an official asked the family, and not the silence of others."""
        return self.asked is not None and self.asked.reason != CONSENT

    @property
    def may_take_agreement(self) -> bool:
        """Whether somebody's agreement is still missing in a step that has not ended."""
        missing = any(one.status not in GIVEN for one in self.consents)
        return missing and self.case.status in OPEN

    @property
    def on_desk(self) -> bool:
        """Whether the official's own acts are open."""
        return self.case.status == StepStatus.AT_DESK


def screen_of(case: Case, *, at: datetime) -> Screen:
    """Gather the screen of a case in a bounded number of queries."""
    summary = summary_of(case.procedure, case.pk)
    commune = communes_by_code([case.commune_code]).get(case.commune_code)
    proof = Proof.objects.filter(step=case).order_by("-pk").first()
    history = history_of(case)
    open_question = Verification.objects.filter(step=case, answered_at__isnull=True)
    return Screen(
        case=case,
        procedure=case.title,
        summary=summary,
        groups=[_below_its_title(one) for one in groups_of(case.procedure, summary)],
        attachments=attachments_of(case),
        clock=clock_of(case, at=at, commune=commune),
        commune=commune,
        history=history,
        verification=open_question.first(),
        proof=proof,
        may_send_proof=may_send_proof(case, proof, at=at),
        asked=ReturnRequest.objects.filter(step=case).order_by("-pk").first(),
        asked_before=services.asked_before(case.pk),
        changed=changed_since(case, history, at=at),
        consents=list(consents.of_step(case.pk)),
        demand=DemandRequest.objects.filter(step=case, decided_at__isnull=True).first(),
        paper=paper_for(case.procedure, case.pk),
        takes_paper=bool(registry[case.procedure].paper_page),
        issued=issued_in(case.procedure, [case.pk]).get(case.pk),
        alike=alike_codes(case),
        undo_until=undo_until(case, at=at),
        finding=finding_of(case.procedure, case.pk),
        bereavements=list(Bereavement.objects.filter(dossier=case.dossier_id, retracted_at=None)),
        mistaken_at=taken_back_at(case.dossier_id) if _follows_death(case) else None,
        undoing=undoing_of(case),
    )


def _below_its_title(group: Group) -> Group:
    """Return a group whose labels do not say once more what stands above them."""
    said = f"{group.title}: "
    if len(group.values) == 1:  # drawn without its title
        return group
    values = [
        replace(one, label=_without(said, one.label), desk_label=_without(said, one.desk_label))
        for one in group.values
    ]
    return replace(group, values=values)


def _without(said: str, label: str) -> str:
    rest = label.removeprefix(said)
    return rest if rest == label else rest[:1].upper() + rest[1:]


def _follows_death(case: Case) -> bool:
    return registry.opening(case.dossier.life_event).registers_death


def changed_since(
    case: Case, history: Sequence[Line], *, at: datetime
) -> Sequence[tuple[str, str, str]]:
    """Return what a family changed since it filed; its pages are asked only if it sent something.

    Read from what the family keeps, as the record names boxes and no values.
    """
    if not any(line.act == ACTS["corrected"] for line in history):
        return ()
    return family_pages.teller.was_and_now(case, at=at)


def _registers_death(case: Case) -> bool:
    return registry[case.procedure].registers_death


def attachments_of(case: Case) -> list[Attachment]:
    """Return the files that count, and the results."""
    counting = Attachment.objects.filter(step=case, superseded_at__isnull=True)
    return list(counting.select_related("document").order_by("kind", "pk"))


def alike_codes(case: Case) -> list[str]:
    """Return the codes of other families' dossiers that look like this one, and nothing else.

    They may lie in any commune; twins of one filing are no duplicates.
    """
    with transaction.atomic():
        scope.widen_for_act()
        steps = registry[case.procedure].alike(case.pk)
        others = Step.objects.filter(pk__in=steps).exclude(status__in=ENDED)
        others = others.exclude(dossier__filing=case.dossier.filing)
        codes = Dossier.objects.filter(steps__in=others).values_list("code", flat=True)
        return sorted(set(codes))


def may_send_proof(case: Case, newest: Proof | None, *, at: datetime) -> bool:
    """Say whether the family can be sent what will be written, and is not reading it already."""
    if case.status != StepStatus.AT_DESK or (newest and newest.is_open):
        return False
    return is_offered(case.procedure, case.commune_code, on=timezone.localdate(at))


def undo_until(case: Case, *, at: datetime) -> datetime | None:
    """Return until when an acceptance can be taken back; None if its message leaves or has left."""
    if case.status != StepStatus.IN_TRANSIT:
        return None
    waiting = Handover.objects.filter(
        channel=CHANNEL,
        subject=case.pk,
        revision=case.revision,
        attempts=0,
        status=HandoverStatus.DUE,
        next_at__gt=at,
    )
    return waiting.values_list("next_at", flat=True).first()


def undoing_of(case: Case) -> list[tuple[str, Standing]]:
    """Return how far what rests on a mistaken death is undone: of this step, or of all that do.

    Who says that a death was a mistake follows what hangs on it, also in another commune.
    """
    with transaction.atomic():
        scope.widen_for_act()
        steps = {case.pk: case.procedure}
        if _registers_death(case):
            siblings = Step.objects.filter(dossier=case.dossier_id)
            steps = dict(siblings.order_by("pk").values_list("pk", "procedure"))
        found = undoing.standings(steps)
    return [(str(registry[steps[pk]].title), standing) for pk, standing in found.items()]
