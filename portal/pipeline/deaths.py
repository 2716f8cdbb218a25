"""A registered death stops things: reminders, clocks, requests and sign-ins of that person.

It rides the runner as a message of its own, made in the transaction that grants the registration:
it cannot be lost, and other families' dossiers are locked in a transaction of their own. Before
that, in another, the person is known to be dead: whoever names or signs in from then on sees it,
and whoever did before is found. So nothing stays open, whoever comes first.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.fields.json import KT

from portal.accounts import deceased
from portal.consents import selectors as consent_selectors
from portal.consents import services as consents
from portal.handovers.answers import Answer, Granted
from portal.handovers.carriers import Carrier, Letter
from portal.notifications.services import silence_for
from portal.pipeline import transitions
from portal.pipeline.mistakes import taken_back
from portal.pipeline.models import Bereavement, Dossier, Step
from portal.pipeline.registry import registry
from portal.pipeline.statuses import FINAL, StepStatus
from portal.pipeline.transitions import DEATH_CHANNEL, Locked, Move

NOTED = "death_noted"
Role = Bereavement.Role
# What a person was that counts most where somebody was several things in one dossier.
_WEIGHT = [Role.SUBJECT, Role.SIBLING, Role.APPLICANT, Role.RELATIVE, Role.ASKED]
_NOT_LEFT_YET = (StepStatus.WAITING, StepStatus.HELD, StepStatus.RETURNED)


@dataclass(frozen=True, slots=True)
class Bereaved:
    """Whose death each step registered, and in which dossiers the person was what."""

    numbers: Mapping[int, str]
    roles: Mapping[int, Mapping[int, str]]


class DeathFollower(Carrier):
    """Carries the news of a registered death through this house; nothing leaves it."""

    channel = DEATH_CHANNEL

    def compose(self, letters: Sequence[Letter]) -> Mapping[int, bytes]:
        """Return the step that registered the death: the message says nothing else."""
        return {letter.subject: b"death-%d" % letter.subject for letter in letters}

    def send(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Say that it is known; what follows is done when this is settled."""
        return {letter.subject: Granted({"death": letter.subject}) for letter in letters}

    def collect(self, letters: Sequence[Letter]) -> Mapping[int, Answer]:
        """Say it again."""
        return self.send(letters)

    def prepare(self, answers: Sequence[Answer]) -> None:
        """Let it be known who is dead, each in a transaction of its own."""
        for answer in answers:
            if isinstance(answer, Granted):
                _make_known(int(str(answer.facts["death"])))

    def lock(self, subjects: Sequence[int]) -> Bereaved:
        """Lock every dossier in which somebody who died stands, and the deaths' own, by id.

        Nobody is stopped by a death that was taken back meanwhile.
        """
        numbers = numbers_of(subjects)
        roles = {step_id: dossiers_of(number) for step_id, number in numbers.items() if number}
        own = Step.objects.filter(pk__in=subjects).values_list("dossier_id", flat=True)
        others = {pk for found in roles.values() for pk in found}
        transitions.lock_dossiers(sorted({*own, *others}))
        mistaken = taken_back(subjects)
        return Bereaved({pk: numbers[pk] for pk in numbers if pk not in mistaken}, roles)

    def settle(
        self, answered: Sequence[tuple[Letter, Answer]], *, at: datetime, locked: Bereaved
    ) -> None:
        """Stop what belongs to each person who died; again changes nothing."""
        for letter, _answer in answered:
            number = locked.numbers.get(letter.subject, "")
            if number:
                stop_for(letter.subject, number, locked.roles[letter.subject], at=at)


@transaction.atomic
def _make_known(death: int) -> None:
    number = numbers_of([death]).get(death, "")
    if not number:
        return
    transitions.lock([death])
    if taken_back([death]):
        return
    since = Step.objects.values_list("since", flat=True).get(pk=death)
    deceased.end_sign_ins([number], at=since)


def numbers_of(death_steps: Sequence[int]) -> dict[int, str]:
    """Return the personal number of who died, by the step that registered it; "" if unknown."""
    rows = Step.objects.filter(pk__in=death_steps).values_list("pk", "facts")
    return {pk: str((facts or {}).get("personal_number") or "") for pk, facts in rows}


def dossiers_of(number: str) -> dict[int, str]:
    """Return the dossiers in which this person stands, and as what (`Bereavement.Role`).

    The dossier that registers the death is none of them.
    """
    asked = consent_selectors.waiting_for_person(number).values_list("step_id", flat=True)
    steps: dict[int, str] = dict.fromkeys(asked, Role.ASKED.value)
    for procedure in registry:
        steps |= procedure.involved(number)
    granted = Step.objects.alias(person=KT("facts__personal_number")).filter(
        facts__has_key="personal_number", person=number
    )
    others = granted.exclude(procedure__in=_registering())
    steps |= dict.fromkeys(others.values_list("pk", flat=True), "")
    found = [
        (dossier_id, steps[pk] or Role.SUBJECT.value)
        for pk, dossier_id in Step.objects.filter(pk__in=steps).values_list("pk", "dossier_id")
    ]
    applied = Dossier.objects.filter(applicant__personal_number=number)
    found += [(pk, Role.APPLICANT.value) for pk in applied.values_list("pk", flat=True)]
    subjects = [pk for pk, role in found if role == Role.SUBJECT]
    if subjects:  # a twin's family is one family
        filings = Dossier.objects.filter(pk__in=subjects).values("filing")
        siblings = Dossier.objects.filter(filing__in=filings).exclude(pk__in=subjects)
        found += [(pk, Role.SIBLING.value) for pk in siblings.values_list("pk", flat=True)]
    roles: dict[int, str] = {}
    for pk, role in sorted(found, key=lambda one: -_WEIGHT.index(Role(one[1]))):
        roles[pk] = role
    return roles


def stop_for(death: int, number: str, roles: Mapping[int, str], *, at: datetime) -> None:
    """Stop everything of a person whose death this step registered; the dossiers are locked.

    A family that asked the person to agree is written to: it must hear that it is to name another.
    """
    mourning = [pk for pk, role in roles.items() if role != Role.ASKED]
    silence_for(dossier_ids=mourning, at=at)
    consents.cancel_for_person(personal_number=number, at=at)
    note(death, roles, at=at)


def note_named(dossier_id: int, dead: Collection[str], *, at: datetime) -> None:
    """Stop in one locked dossier what belongs to people who were registered dead before.

    Requests to them have been taken back. As in `stop_for`, a family that asked is written to.
    """
    for death, number in deaths_of(dead).items():
        role = dossiers_of(number).get(dossier_id) or _asked_here(dossier_id, number)
        if role and role != Role.ASKED:
            silence_for(dossier_ids=[dossier_id], at=at)
        if role:
            note(death, {dossier_id: role}, at=at)


def registrations_of(numbers: Collection[str]) -> dict[int, str]:
    """Return the steps that registered these people's deaths, those taken back too."""
    wanted = set(numbers) - {""}
    if not wanted:
        return {}
    granted = Step.objects.alias(person=KT("facts__personal_number")).filter(
        facts__has_key="personal_number", person__in=wanted, procedure__in=_registering()
    )
    return numbers_of(sorted(granted.values_list("pk", flat=True)))


def deaths_of(numbers: Collection[str]) -> dict[int, str]:
    """Return the steps that registered these people's deaths, those taken back aside."""
    found = registrations_of(numbers)
    mistaken = taken_back(found) if found else set()
    return {pk: number for pk, number in sorted(found.items()) if pk not in mistaken}


def registered_elsewhere(dossier_ids: Collection[int]) -> set[int]:
    """Return whose own death, taken back in these dossiers, another registration upholds."""
    own = Step.objects.filter(dossier__in=dossier_ids, procedure__in=_registering())
    dossiers = dict(own.values_list("pk", "dossier_id"))
    numbers = numbers_of(list(dossiers))
    dead = set(deaths_of(numbers.values()).values())
    return {dossiers[pk] for pk, number in numbers.items() if number in dead}


def _registering() -> list[str]:
    return [one.code for one in registry if one.registers_death]


def _asked_here(dossier_id: int, number: str) -> str:
    steps = Step.objects.filter(dossier=dossier_id).values_list("pk", flat=True)
    was_asked = consent_selectors.cancelled_for_death(list(steps), number)
    return Role.ASKED.value if was_asked else ""


def note(death: int, roles: Mapping[int, str], *, at: datetime) -> None:
    """Tell a human of each running dossier, on the record; again changes nothing.

    The caller holds the dossiers.
    """
    locked = transitions.lock_dossiers(sorted(roles))  # as the closed requests left them
    known = Bereavement.objects.filter(death=death).values_list("dossier_id", flat=True)
    running = [pk for pk in roles if pk not in set(known) and _is_running(locked, pk)]
    if not running:
        return
    Bereavement.objects.bulk_create(
        [Bereavement(dossier_id=pk, death_id=death, role=roles[pk], since=at) for pk in running]
    )
    moves = [move for pk in running for move in _moves(locked, pk, roles[pk], death)]
    transitions.move(moves, at=at, locked=locked)


def _is_running(locked: Locked, dossier_id: int) -> bool:
    return any(step.status not in FINAL for step in locked.of_dossier(dossier_id))


def _moves(locked: Locked, dossier_id: int, role: str, death: int) -> list[Move]:
    """Return the acts on one dossier: what a dead child needs no more is left out."""
    steps = locked.of_dossier(dossier_id)
    details: dict[str, Any] = {"role": role, "death": death}
    first = next((one for one in steps if one.status not in FINAL), steps[0])
    moves = [Move(first.id, None, NOTED, details=details)]
    if role == Role.SUBJECT:
        moves += [
            Move(one.id, StepStatus.SKIPPED, "person_died", details={"death": death})
            for one in steps
            if one.status in _NOT_LEFT_YET and registry[one.procedure].follows
        ]
    return moves
