"""A family changes what it declared: by itself while nobody has looked, or because it was asked."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import Citizen
from portal.consents import selectors as consent_selectors
from portal.consents import services as consents
from portal.consents.asking import Asker
from portal.consents.standing import Standing
from portal.pipeline import deadlines, naming, papers, transitions
from portal.pipeline.actors import citizen
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.models import Dossier, JournalEntry, ReturnRequest, Step
from portal.pipeline.registry import registry
from portal.pipeline.services.accepting import waits_for_an_official
from portal.pipeline.services.machine import consents_answered
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import StepStatus
from portal.pipeline.transitions import Locked, Move, first_status

Answers = Mapping[str, Mapping[str, Any]]


class AlreadyOpened(Exception):
    """An official has opened the case: the family can no longer edit it alone."""


class NotReturned(Exception):
    """Nothing of this step is open for correction."""


class NobodyAsked(Exception):
    """The step waits for nobody's agreement (any more): there is nobody to name instead."""


@transaction.atomic
def edit_before_opened(*, step_id: int, answers: Answers, applicant: Citizen, at: datetime) -> None:
    """Change a filed declaration that no official has opened; raises AlreadyOpened otherwise.

    Whoever decides now gets it, and the legs that have not begun follow.
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    unopened = Step.objects.filter(pk=step_id, opened_at__isnull=True).exists()
    if step.status != StepStatus.AT_DESK or not unopened:
        raise AlreadyOpened(step_id)
    mending = _Mending(locked, answers, applicant, at)
    passed_on, missing = mending.record(step)
    to = StepStatus.HELD if missing else None
    edited = Move(step_id, to, "edited", citizen(applicant), new_revision=True)
    moves = [*passed_on, edited, *mending.let_go, *mending.followers(step)]
    transitions.move(moves, at=at, locked=locked)
    mending.look_for_dead(step)


@transaction.atomic
def supplement(
    *,
    step_id: int,
    answers: Answers,
    applicant: Citizen,
    at: datetime,
    changed: Sequence[str] | None = None,
) -> None:
    """Send a correction to whoever asked for it; the clock goes on where it stopped.

    `changed` names the boxes (`procedure.page.box`) that are not as they were, for the record;
    none of them if the family lets everything stand, None where nobody compared.

    If another office decides now, it goes there and the clock starts anew. What an official must
    confirm or issue by the new answers, and what a hospital's paper contradicts, comes to the desk
    first. The legs that have not begun follow. Raises NotReturned if the step waits for no
    correction (any more).
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    request = ReturnRequest.objects.filter(step_id=step_id, answered_at__isnull=True).first()
    if step.status != StepStatus.RETURNED or request is None:
        raise NotReturned(step_id)
    mending = _Mending(locked, answers, applicant, at)
    passed_on, missing = mending.record(step)
    to = first_status(step.procedure, consent_missing=missing)
    seen_to = request.by_agency and not missing and not passed_on and not mending.let_go
    seen_to = seen_to and not papers.speaks_against(step_id, step.procedure, request.items)
    if seen_to and not waits_for_an_official(locked, step_id):
        to = StepStatus.IN_TRANSIT
    due_on = deadlines.resumed(
        step.due_on, stopped_at=request.asked_at, at=at, place=step.commune_code
    )
    details: dict[str, Any] = {"reason": request.reason}
    if changed is not None:
        details["changed"] = list(changed)
    sent = Move(
        step_id,
        to,
        "corrected",
        citizen(applicant),
        due_on=None if passed_on else due_on,
        new_revision=True,
        details=details,
    )
    moves = [*passed_on, sent, *mending.let_go, *mending.followers(step)]
    transitions.move(moves, at=at, locked=locked)
    mending.look_for_dead(step)


@transaction.atomic
def name_others(*, step_id: int, answers: Answers, applicant: Citizen, at: datetime) -> None:
    """Name other people, another home or a paper while an agreement is still awaited.

    What is declared and who is asked change together, so that nobody agrees for somebody else.
    Raises NobodyAsked if the step waits for no agreement (any more).
    """
    locked = transitions.lock([step_id])
    step = locked.steps[step_id]
    waits = step.status in (StepStatus.WAITING, StepStatus.HELD)
    if not (waits and step.needs_consent):
        raise NobodyAsked(step_id)
    mending = _Mending(locked, answers, applicant, at)
    passed_on, missing = mending.record(step)
    has_turn = step.status == StepStatus.HELD and not missing
    to = first_status(step.procedure, consent_missing=False) if has_turn else None
    named = Move(step_id, to, "edited", citizen(applicant), new_revision=True)
    transitions.move([*passed_on, named], at=at, locked=locked)
    mending.look_for_dead(step)


class _Mending:
    """One changed declaration, and what it changes in each of its dossier's steps."""

    def __init__(self, locked: Locked, answers: Answers, applicant: Citizen, at: datetime) -> None:
        self.locked, self.answers, self.applicant, self.at = locked, answers, applicant, at
        self.dead: set[str] = set()  # who was named to agree, and cannot
        self.let_go: list[Move] = []  # hospitals' papers that are not of what is declared now

    def record(self, step: StepRow) -> tuple[list[Move], bool]:
        """Store the answers of one step, pass it on if need be, and ask who must agree.

        Returns the act that passes it on, if any, and whether an agreement is missing.
        """
        rested = papers.signed_for([step.id])
        registry[step.procedure].record_answers(step_id=step.id, answers=self.answers)
        papers.hold_for(step.id, step.procedure, at=self.at)
        if rested - papers.signed_for([step.id]):
            self.let_go.append(Move(step.id, None, "paper_let_go"))
        return self._placed(step), self._ask_again(step)

    def followers(self, mended: StepRow) -> list[Move]:
        """Let the legs that have not begun follow; one that cannot be done any more is left out."""
        moves: list[Move] = []
        for step in self.locked.of_dossier(mended.dossier_id):
            if step.status != StepStatus.WAITING or step.id == mended.id:
                continue
            if registry[step.procedure].applies(self.answers):
                moves += self.record(step)[0]
            else:
                who = citizen(self.applicant)
                why = {"why": "not_applicable"}
                moves.append(Move(step.id, StepStatus.SKIPPED, "left_out", who, details=why))
        return moves

    def look_for_dead(self, mended: StepRow) -> None:
        """Let nothing wait for somebody registered dead, and a human know who is named so."""
        if mended.status == StepStatus.HELD:
            consents_answered(consent_selectors.standings([mended.id]), at=self.at)
        naming.look_for_dead(
            mended.dossier_id, self.answers, self.applicant, asked=self.dead, at=self.at
        )

    def _placed(self, step: StepRow) -> list[Move]:
        """Give a step to whoever decides by what is declared now."""
        procedure = registry[step.procedure]
        before, commune = step.commune_code, procedure.commune_for(self.answers)
        if not commune or (commune != before and _was_passed_on(step, commune)):
            return []
        agency = procedure.agency_now(step_id=step.id, answers=self.answers)
        step.commune_code = commune
        step.endpoint_id = endpoint_ids({agency.endpoint})[agency.endpoint]
        changes = {
            "commune_code": commune,
            "agency_code": agency.code,
            "agency_title": agency.title,
            "endpoint_id": step.endpoint_id,
        }
        if commune == before:
            Step.objects.filter(pk=step.id).update(**changes)
            return []
        Step.objects.filter(pk=step.id).update(**changes, opened_at=None)
        return [self._passed_on(step, before)]

    def _passed_on(self, step: StepRow, before: str) -> Move:
        limit = registry[step.procedure].time_limit
        begun = step.status != StepStatus.WAITING
        anew = limit and begun
        return Move(
            step.id,
            None,
            "transferred",
            citizen(self.applicant),
            due_on=deadlines.due_on(limit, self.at, place=step.commune_code) if anew else None,
            details={"from": before, "to": step.commune_code},
        )

    def _ask_again(self, step: StepRow) -> bool:
        """Ask whoever must agree to the answers of now; say whether an agreement is missing.

        Who agreed to these very words has agreed; the same person may be asked for other words.
        """
        needs = registry[step.procedure].consents(step_id=step.id, applicant=self.applicant)
        if not needs:  # a signed paper speaks for everybody, or nobody else must agree
            if step.needs_consent:
                consents.cancel_for(step_ids=[step.id])
                self._note_need(step, needed=False)
            return False
        code = Dossier.objects.values_list("code", flat=True).get(pk=step.dossier_id)
        asker = Asker(code, self.applicant.full_name, self.applicant.personal_number)
        self.dead |= naming.ask([(step.id, need) for need in needs], asker, at=self.at)
        self._note_need(step, needed=True)
        return consent_selectors.standings([step.id])[step.id] is not Standing.GIVEN

    @staticmethod
    def _note_need(step: StepRow, *, needed: bool) -> None:
        Step.objects.filter(pk=step.id).update(needs_consent=needed)
        step.needs_consent = needed


def _was_passed_on(step: StepRow, commune: str) -> bool:
    """Say whether an official found that this commune, though declared, does not decide."""
    return JournalEntry.objects.filter(
        dossier_id=step.dossier_id,
        step_id=step.id,
        act="transferred",
        actor__startswith="official:",
        details__from=commune,
    ).exists()
