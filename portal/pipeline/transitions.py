"""The one place where a step changes its status: checked, written in sets, and journalled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from portal.consents import services as consents
from portal.consents.standing import Standing
from portal.handovers import sets as messages
from portal.handovers.doorbell import ring
from portal.pipeline import consenting, papers, proofs, sets
from portal.pipeline.deadlines import Limits
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.journal import append, moment_of
from portal.pipeline.registry import registry
from portal.pipeline.scope import widen_for_act
from portal.pipeline.sets import Chain, StepRow
from portal.pipeline.statuses import FINAL, StepStatus, may_move
from portal.pipeline.telling import tell_moved

CHANNEL = "step"
DEATH_CHANNEL = "death"  # what a registered death stops is done under a message of its own
UNDO_CHANNEL = "undoing"  # what is granted is undone where the death was a mistake
MACHINE = "machine"


class MoveNotAllowed(Exception):
    """The law's life of a step does not know this move; `status` is where the step stands."""

    def __init__(self, step_id: int, status: str, to: str) -> None:
        super().__init__(f"step {step_id} cannot go from {status} to {to}")
        self.step_id, self.status, self.to = step_id, status, to


@dataclass(frozen=True, slots=True)
class Move:
    """One act on one step; `to` None records an act that leaves the status as it is.

    `details` holds codes, ids, hashes, and citations that name nobody. `resend` makes a new
    revision of the message. `hold` is how many seconds a message stays in the house before it
    may leave.
    """

    step_id: int
    to: StepStatus | None
    act: str
    actor: str = MACHINE
    reference: str | None = None
    note: str | None = None
    due_on: date | None = None
    facts: str | None = None
    new_revision: bool = False
    hold: float = 0.0
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Locked:
    """Dossiers under lock, with all their steps: what `move` works on."""

    chains: dict[int, Chain]
    steps: dict[int, StepRow]

    def of_dossier(self, dossier_id: int) -> list[StepRow]:
        """Return the steps of one dossier."""
        return [step for step in self.steps.values() if step.dossier_id == dossier_id]


def lock(step_ids: Sequence[int]) -> Locked:
    """Lock the dossiers of these steps, by id, and read their steps as they stand now."""
    widen_for_act()  # before the first question: a sibling may lie in another commune
    return _locked(sets.lock_dossiers_of(step_ids))


def lock_dossiers(dossier_ids: Sequence[int]) -> Locked:
    """Lock dossiers, by id, and read their steps as they stand now."""
    widen_for_act()
    return _locked(sets.lock_dossiers(dossier_ids))


def _locked(chains: dict[int, Chain]) -> Locked:
    return Locked(chains, {step.id: step for step in sets.steps_of(list(chains))})


def move(moves: Sequence[Move], *, at: datetime, locked: Locked | None = None) -> None:
    """Carry out acts on steps, let what follows have its turn, and write one line for each.

    Runs in the caller's transaction. Raises MoveNotAllowed before anything is written.
    """
    locked = locked or lock([one.step_id for one in moves])
    for one in moves:
        step = locked.steps[one.step_id]
        if one.to is not None and not may_move(step.status, one.to):
            raise MoveNotAllowed(step.id, step.status, one.to)
    work = _Work(locked, at)
    for one in moves:
        work.apply(one)
    work.give_turns({locked.steps[one.step_id].dossier_id for one in moves})
    work.write()


class _Work:
    """What one call of `move` changes, gathered so that each table is written once."""

    def __init__(self, locked: Locked, at: datetime) -> None:
        self.locked, self.at, self.moment = locked, at, moment_of(at)
        self.lines: list[sets.Line] = []
        self.departing: list[StepRow] = []
        self.held: dict[int, float] = {}
        self.closing: list[int] = []
        self.unread: list[int] = []
        self.mended: list[int] = []
        self.limits = Limits(at, {step.commune_code for step in locked.steps.values()})

    def apply(self, one: Move) -> None:
        step = self.locked.steps[one.step_id]
        origin = step.status
        step.changed = True
        if one.reference is not None:
            step.reference = one.reference
        if one.note is not None:
            step.note = one.note
        if one.due_on is not None:
            step.due_on = one.due_on
        if one.facts is not None:
            step.facts = one.facts
        if one.new_revision:
            step.revision += 1
        if one.to is not None:
            step.status, step.moved = one.to, True
            self.held[step.id] = one.hold
            self._entered(step, origin)
        self._line(step, one, origin if one.to else "")

    def _entered(self, step: StepRow, origin: str) -> None:
        if step.status == StepStatus.IN_TRANSIT:
            self.departing.append(step)
        if step.status in (StepStatus.AT_DESK, StepStatus.IN_TRANSIT) and step.due_on is None:
            step.due_on = self.limits.due_on(step.procedure, step.commune_code)
        open_message = origin in (StepStatus.IN_TRANSIT, StepStatus.WITH_AGENCY)
        if open_message and step.status not in (
            StepStatus.WITH_AGENCY,
            StepStatus.GRANTED,
        ):
            self.closing.append(step.id)
        if origin == StepStatus.RETURNED:
            self.mended.append(step.id)
        if step.note == proofs.PROOF_OUT:
            self.unread.append(step.id)
        if step.status != StepStatus.WITH_AGENCY:
            step.note = ""

    def _line(self, step: StepRow, one: Move, origin: str) -> None:
        self.lines.append(
            append(
                self.locked.chains[step.dossier_id],
                dossier_id=step.dossier_id,
                step_id=step.id,
                act=one.act,
                actor=one.actor,
                origin=origin,
                to=one.to or "",
                revision=step.revision,
                moment=self.moment,
                details=one.details,
            )
        )

    def give_turns(self, dossier_ids: Collection[int]) -> None:
        """Move every waiting step whose turn has come, or cannot come any more."""
        everybody = self.locked.steps.values()
        by_dossier: dict[int, dict[str, StepRow]] = {
            step.dossier_id: {}
            for step in everybody
            if step.status == StepStatus.WAITING and step.dossier_id in dossier_ids
        }
        for step in everybody if by_dossier else ():
            if step.dossier_id in by_dossier:
                by_dossier[step.dossier_id][step.procedure] = step
        ready: list[StepRow] = []
        for siblings in by_dossier.values():
            ready += self._ready(siblings)
        standings = consenting.standings_of(ready)
        refused = []
        for step in ready:
            standing = standings.get(step.id, Standing.GIVEN)
            to = first_status(step.procedure, consent_missing=standing is not Standing.GIVEN)
            self.apply(Move(step.id, to, "started"))
            if standing.ends_waiting:  # somebody said no before the turn came
                self.apply(Move(step.id, StepStatus.RETURNED, f"consent_{standing.value}"))
                refused.append(step)
        if refused:
            consenting.ask_another_way(refused, at=self.at)

    def _ready(self, siblings: Mapping[str, StepRow]) -> list[StepRow]:
        """Skip what can never begin, to the end of each line, and return what begins now."""
        waiting = [step for step in siblings.values() if step.status == StepStatus.WAITING]
        lost = FINAL - {StepStatus.GRANTED}
        while skipped := [step for step in waiting if lost & _stand_before(step, siblings)]:
            for step in skipped:
                self.apply(Move(step.id, StepStatus.SKIPPED, "skipped"))
            waiting = [step for step in waiting if step.status == StepStatus.WAITING]
        return [step for step in waiting if _stand_before(step, siblings) <= {StepStatus.GRANTED}]

    def write(self) -> None:
        changed = [step for step in self.locked.steps.values() if step.changed]
        sets.write_steps(changed, at=self.at)
        sets.write_lines(self.lines, at=self.at)
        touched = {line.dossier_id for line in self.lines}
        sets.write_heads({key: self.locked.chains[key] for key in touched})
        papers.release_ended([step for step in changed if step.moved], at=self.at)
        if self.unread:
            proofs.close_unread(self.unread, at=self.at)
        if self.closing:
            messages.close(CHANNEL, self.closing, kind="superseded")
        self._close_questions(changed)
        if self.departing:
            self._send_off()
        self._release_askers(changed)
        self._tell_of_deaths(changed)
        tell_moved([step for step in changed if step.moved], at=self.at)

    def _send_off(self) -> None:
        by_hold: dict[float, list[tuple[str, int, int, int]]] = {}
        for step in self.departing:
            row = (step.procedure, step.id, step.revision, step.endpoint_id)
            by_hold.setdefault(self.held[step.id], []).append(row)
        for hold, rows in by_hold.items():
            messages.create(CHANNEL, rows, delay=hold)
        ring()

    def _close_questions(self, changed: Sequence[StepRow]) -> None:
        """Wait for no answer any more that would change nothing."""
        if self.mended:
            sets.close_returns(self.mended, at=self.at)
        ended = [one.id for one in changed if one.moved and one.status in FINAL]
        if ended:
            sets.close_verifications(ended, at=self.at)

    def _release_askers(self, changed: Sequence[StepRow]) -> None:
        """Ask nobody any more about a step that ended without a grant."""
        ended = FINAL - {StepStatus.GRANTED}
        over = [
            one.id for one in changed if one.needs_consent and one.moved and one.status in ended
        ]
        if over:
            consents.cancel_for(step_ids=over)

    def _tell_of_deaths(self, changed: Sequence[StepRow]) -> None:
        """Let a death that was just registered be followed up, and never be forgotten."""
        deaths = [
            (one.procedure, one.id, 1)
            for one in changed
            if one.status == StepStatus.GRANTED
            and one.moved
            and registry[one.procedure].registers_death
        ]
        if deaths:
            door = endpoint_ids({DEATH_CHANNEL})[DEATH_CHANNEL]
            messages.create(DEATH_CHANNEL, [(*death, door) for death in deaths])
            ring()


def _stand_before(step: StepRow, siblings: Mapping[str, StepRow]) -> set[str]:
    """Return the statuses of the steps that a step follows."""
    follows = registry[step.procedure].follows
    return {siblings[code].status for code in follows if code in siblings}


def first_status(procedure: str, *, consent_missing: bool) -> StepStatus:
    """Return where a step goes when its turn comes."""
    if consent_missing:
        return StepStatus.HELD
    return StepStatus.AT_DESK if registry[procedure].has_desk else StepStatus.IN_TRANSIT
