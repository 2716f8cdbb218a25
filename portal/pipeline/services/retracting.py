"""A death turns out to be registered by mistake: what it set off is taken back, on the record."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts import deceased
from portal.accounts.models import User
from portal.hospital_papers import services as hospital_papers
from portal.notifications.services import speak_again_to
from portal.pipeline import deaths, transitions, undoing
from portal.pipeline.actors import official
from portal.pipeline.deadlines import Limits
from portal.pipeline.mistakes import RETRACTED, taken_back
from portal.pipeline.models import Bereavement, ReturnRequest, Step
from portal.pipeline.registry import registry
from portal.pipeline.scope import widen_for_act
from portal.pipeline.services.family import out_of_reach
from portal.pipeline.sets import StepRow
from portal.pipeline.statuses import FINAL, StepStatus
from portal.pipeline.telling import tell_mistaken
from portal.pipeline.transitions import Locked, Move


class NoSuchDeath(Exception):
    """The step registered no death, or its death was taken back before."""


@transaction.atomic
def retract_death(*, step_id: int, by: User, at: datetime, cited: str = "") -> None:
    """Take back a death that was registered by mistake (D11); raises NoSuchDeath.

    Nothing is removed: every agency that was told reads a line that takes it back, and undoes what
    it can undo. Money that is still to be decided is not decided; what has left the house is
    wished back. Sign-ins, clocks and notices of the person's own dossiers go on; where another
    dossier registers the same death, only once that is taken back too.

    `cited` is what the official rests on, and names nobody: the record of the death keeps it.
    """
    widen_for_act()  # before the first question: others' dossiers may lie in another commune
    number = deaths.numbers_of([step_id]).get(step_id, "")
    locked = _locked(step_id, number)
    _require_death(locked, step_id)
    own = locked.steps[step_id].dossier_id
    bereaved = _bereaved_by(step_id)  # read now: whoever noted this death has been waited for
    others = dict(bereaved.values_list("dossier_id", "role"))
    who = official(by)
    told = {"death": step_id}
    moves = _taken_back(locked.of_dossier(own), who, told, at)
    moves = [_citing(one, cited) if one.step_id == step_id else one for one in moves]
    moves += [
        Move(_first(locked, pk).id, None, RETRACTED, who, details=told) for pk in sorted(others)
    ]
    bereaved.update(retracted_at=at)
    _let_clocks_go_on(locked, list(others), at)
    transitions.move(moves, at=at, locked=locked)
    standing = deaths.deaths_of([number])
    if standing:
        deaths.note(min(standing), others, at=at)  # who stood for this death stands for that one
    else:
        granted = [step for pk in _registering(step_id, number) for step in locked.of_dossier(pk)]
        undoing.wish_undone(granted, at=at, locked=locked)
        deceased.let_sign_in_again([number])
        _speak_again({*others, *(deaths.dossiers_of(number) if number else ())})
    hospital_papers.release([step_id], at)  # the one it is of may be another's, or come again
    for procedure in registry:
        steps = [one.id for one in locked.of_dossier(own) if one.procedure == procedure.code]
        procedure.death_retracted(steps, at=at)
    tell_mistaken(locked.steps[step_id], at=at)  # last: who was left in peace may be written to


def was_retracted(step_id: int) -> bool:
    """Say whether the death this step registered was taken back."""
    return bool(taken_back([step_id]))


def _locked(step_id: int, number: str) -> Locked:
    """Lock every dossier concerned, and then the person, so that nobody comes to be concerned.

    Dossiers come before people in every act. Where one came to be concerned while this waited,
    all are let go and locked anew, in their order: so nobody waits in a circle.
    """
    while True:
        with transaction.atomic():
            locked = transitions.lock_dossiers(_concerned(step_id, number))
            deceased.hold([number])
            if set(_concerned(step_id, number)) <= locked.chains.keys():
                return locked
            transaction.set_rollback(True)  # to the savepoint: it lets go of what was locked


def _concerned(step_id: int, number: str) -> list[int]:
    noted = _bereaved_by(step_id).values_list("dossier_id", flat=True)
    return sorted({*_registering(step_id, number), *noted})


def _registering(step_id: int, number: str) -> list[int]:
    """Return the dossier of this death, and where the same was registered and taken back before.

    Where it stands still nothing is touched, and nobody is waited for.
    """
    known = deaths.registrations_of([number])
    steps = {step_id, *(taken_back(known) if known else ())}
    return sorted(set(Step.objects.filter(pk__in=steps).values_list("dossier_id", flat=True)))


def _bereaved_by(step_id: int) -> QuerySet[Bereavement]:
    return Bereavement.objects.filter(death=step_id, retracted_at__isnull=True)


def _require_death(locked: Locked, step_id: int) -> None:
    step = locked.steps[step_id]
    registers = registry[step.procedure].registers_death
    if not registers or step.status != StepStatus.GRANTED or was_retracted(step_id):
        raise NoSuchDeath(step_id)


def _taken_back(
    steps: Sequence[StepRow], who: str, told: Mapping[str, int], at: datetime
) -> list[Move]:
    """Return the acts on the dossier of the death; the lines of lists stay where they are.

    One that does not stand there yet never will: its message does not leave the house.
    """
    unlisted = {one.id for one in steps if _is_unlisted(one)}
    still_open = {
        one.id for one in steps if one.status not in FINAL and not registry[one.procedure].lists
    }
    gone = out_of_reach(sorted(still_open))
    Step.objects.filter(pk__in=gone).update(withdrawal_asked_at=at)
    ended = unlisted | still_open - gone
    return [
        Move(
            one.id, StepStatus.WITHDRAWN if one.id in ended else None, RETRACTED, who, details=told
        )
        for one in steps
        if one.status not in FINAL or one.status == StepStatus.GRANTED
    ]


def _citing(move: Move, cited: str) -> Move:
    return replace(move, details={**move.details, "cited": cited}) if cited else move


def _is_unlisted(step: StepRow) -> bool:
    """Say whether a list is to have a line about this step, and has none yet."""
    is_open = step.status not in FINAL and step.status != StepStatus.WITH_AGENCY
    return is_open and bool(registry[step.procedure].lists)


def _first(locked: Locked, dossier_id: int) -> StepRow:
    steps = locked.of_dossier(dossier_id)
    return next((one for one in steps if one.status not in FINAL), steps[0])


def _let_clocks_go_on(locked: Locked, dossier_ids: Sequence[int], at: datetime) -> None:
    """Give families as long as anybody from now on to correct what was asked of them."""
    waiting = ReturnRequest.objects.filter(
        step__dossier__in=dossier_ids, answered_at__isnull=True, answer_by__isnull=False
    )
    limits = Limits(at, {step.commune_code for step in locked.steps.values()})
    for request in waiting:
        request.answer_by = limits.supplement_by(locked.steps[request.step_id].commune_code)
        request.save(update_fields=["answer_by"])


def _speak_again(dossier_ids: Collection[int]) -> None:
    """Write to these families again, but for those that mourn somebody else."""
    mourning = Bereavement.objects.filter(dossier__in=dossier_ids, retracted_at__isnull=True)
    mourning = mourning.exclude(role=Bereavement.Role.ASKED)
    silent = set(mourning.values_list("dossier_id", flat=True))
    speak_again_to(dossier_ids=sorted(set(dossier_ids) - silent))
