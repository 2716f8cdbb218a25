"""How a dossier is filed: steps, answers, consents and the first turn, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from portal.accounts.models import Citizen, User
from portal.consents.asking import Asker
from portal.pipeline import codes, deadlines, naming, papers, transitions
from portal.pipeline.actors import citizen, official
from portal.pipeline.endpoints import endpoint_ids
from portal.pipeline.models import Dossier, Step
from portal.pipeline.procedures import Offer, Procedure
from portal.pipeline.registry import registry
from portal.pipeline.statuses import StepStatus
from portal.pipeline.telling import tell_filed
from portal.pipeline.transitions import Move

Answers = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Filing:
    """One dossier to be filed: cleaned answers by `procedure.page`, and the legs left out.

    `branches` says by leg for which branch an official must see it; the others were not chosen.
    """

    life_event: str
    answers: Answers
    left_out: frozenset[str] = frozenset()
    branches: Mapping[str, str] = field(default_factory=dict)
    phone: str = ""
    email: str = ""
    filing: UUID = field(default_factory=uuid4)
    ordinal: int = 1
    filed_by: User | None = None


@transaction.atomic
def submit_dossier(*, filing: Filing, applicant: Citizen, at: datetime) -> Dossier:
    """File a dossier: every step made, answers stored, consents asked, the first step started.

    Raises IntegrityError if the same filing and ordinal was filed before, and AlreadyHeld
    (`hospital_papers`) if another dossier uses the hospital's paper this one rests on.
    """
    journey = registry.journey(filing.life_event)
    communes = {one.code: one.commune_for(filing.answers) for one in journey}
    dossier = Dossier.objects.create(
        code=codes.new_code(at),
        life_event=filing.life_event,
        applicant=applicant,
        filing=filing.filing,
        ordinal=filing.ordinal,
        filed_at=at,
        phone=filing.phone,
        email=filing.email,
        filed_by=filing.filed_by,
        promised_on=_promised_on(journey, filing, communes, at),
    )
    steps = _make_steps(dossier, journey, filing.answers, communes, at)
    for procedure, step in zip(journey, steps, strict=True):
        if _opened(procedure, filing):
            procedure.record_answers(step_id=step.pk, answers=filing.answers)
            papers.hold_for(step.pk, procedure.code, at=at)
    opened = [step for step in steps if _opened(registry[step.procedure], filing)]
    dead = _ask_consents(dossier, opened, applicant, at)
    _start(steps, filing, applicant, at)
    naming.look_for_dead(dossier.pk, filing.answers, applicant, asked=dead, at=at)
    if dossier.promised_on:
        quietly = journey[0].is_quiet
        tell_filed(dossier.pk, dossier.promised_on, at=at, quietly=quietly)
    return dossier


def _promised_on(
    journey: Sequence[Procedure], filing: Filing, communes: Mapping[str, str], at: datetime
) -> date:
    """Return the day promised on the receipt: that of the longest way through the opened steps."""
    limits = deadlines.Limits(at, communes.values())
    due: dict[str, date] = {}
    for procedure in journey:  # each after what it follows
        if not _opened(procedure, filing) or not due.keys() >= set(procedure.follows):
            continue
        commune = communes[procedure.code]
        begins = [due[code] for code in procedure.follows] or [limits.received_on(commune)]
        due[procedure.code] = limits.after(procedure.code, max(begins), commune)
    return max(due.values(), default=limits.received_on(communes[journey[0].code]))


def _make_steps(
    dossier: Dossier,
    journey: Sequence[Procedure],
    answers: Answers,
    communes: Mapping[str, str],
    at: datetime,
) -> list[Step]:
    agencies = {procedure.code: procedure.agency_for(answers) for procedure in journey}
    endpoints = endpoint_ids({agency.endpoint for agency in agencies.values()})
    return Step.objects.bulk_create(
        [
            Step(
                dossier=dossier,
                procedure=procedure.code,
                commune_code=communes[procedure.code],
                agency_code=agencies[procedure.code].code,
                agency_title=agencies[procedure.code].title,
                endpoint_id=endpoints[agencies[procedure.code].endpoint],
                since=at,
            )
            for procedure in journey
        ]
    )


def _opened(procedure: Procedure, filing: Filing) -> bool:
    if procedure.offered is not Offer.ALWAYS and procedure.code in filing.left_out:
        return False
    return procedure.applies(filing.answers)


def _why_left_out(procedure: Procedure, filing: Filing) -> dict[str, str]:
    """Return why a leg is not opened: an official's, nothing to do, or not chosen by the family."""
    branch = filing.branches.get(procedure.code)
    if branch:
        return {"why": "official", "branch": branch}
    return {"why": "chosen" if procedure.applies(filing.answers) else "not_applicable"}


def _ask_consents(
    dossier: Dossier, steps: Sequence[Step], applicant: Citizen, at: datetime
) -> set[str]:
    """Ask who must agree; return who of them is dead: another is named when the turn comes."""
    needs = [
        (step.pk, need)
        for step in steps
        for need in registry[step.procedure].consents(step_id=step.pk, applicant=applicant)
    ]
    if not needs:
        return set()
    asker = Asker(dossier.code, applicant.full_name, applicant.personal_number)
    Step.objects.filter(pk__in={pk for pk, _ in needs}).update(needs_consent=True)
    return naming.ask(needs, asker, at=at)


def _start(steps: Sequence[Step], filing: Filing, applicant: Citizen, at: datetime) -> None:
    actor = citizen(applicant) if filing.filed_by is None else official(filing.filed_by)
    moves = [
        Move(step.pk, None, "filed", actor, details={"procedure": step.procedure})
        if _opened(registry[step.procedure], filing)
        else Move(
            step.pk,
            StepStatus.SKIPPED,
            "left_out",
            actor,
            details=_why_left_out(registry[step.procedure], filing),
        )
        for step in steps
    ]
    transitions.move(moves, at=at)
