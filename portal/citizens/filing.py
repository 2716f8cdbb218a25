"""File a draft once, whatever is pressed twice: one dossier a child, or the ones filed before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from portal.accounts.models import Citizen
from portal.citizens import drafts
from portal.citizens.attachments import keep_in_step
from portal.citizens.models import Draft
from portal.citizens.walk import Walk
from portal.pipeline.models import Dossier, Step
from portal.pipeline.services import Filing, submit_dossier


class NotWhole(Exception):
    """Something is still missing, or the answers lead to the counter."""


@transaction.atomic
def file_draft(*, filing: UUID, applicant: Citizen, at: datetime) -> list[Dossier]:
    """File the applicant's draft of this filing and return its dossiers, in the children's order.

    A second call, also one at the same moment, returns the dossiers of the first. Raises NotWhole,
    and Draft.DoesNotExist if this is nobody's draft or another's.
    """
    drafted = Draft.objects.select_for_update().filter(filing=filing, citizen=applicant)
    draft = drafted.get()
    if draft.filed_at is not None:
        return filed_as(filing, applicant)
    walk = drafts.walk(draft, at=at)
    if not walk.is_whole:
        raise NotWhole
    dossiers = [
        _file_one(draft, walk, ordinal, applicant, at) for ordinal in range(1, walk.children + 1)
    ]
    draft.filed_at = draft.updated_at = at
    draft.save(update_fields=["filed_at", "updated_at"])
    return dossiers


def filed_as(filing: UUID, applicant: Citizen) -> list[Dossier]:
    """Return the dossiers of a filing, in the children's order."""
    return list(Dossier.objects.filter(filing=filing, applicant=applicant).order_by("ordinal"))


def _file_one(draft: Draft, walk: Walk, ordinal: int, applicant: Citizen, at: datetime) -> Dossier:
    answers = walk.declared(ordinal)
    dossier = submit_dossier(
        filing=Filing(
            life_event=draft.life_event,
            answers=answers,
            left_out=walk.left_out,
            branches={leg: counter.branch for leg, counter in walk.told_to_come.items()},
            phone=_contact(answers, "phone") or applicant.phone,
            email=_contact(answers, "email") or applicant.email,
            filing=draft.filing,
            ordinal=ordinal,
        ),
        applicant=applicant,
        at=at,
    )
    _attach(draft, walk, ordinal, dossier, at)
    return dossier


def _attach(draft: Draft, walk: Walk, ordinal: int, dossier: Dossier, at: datetime) -> None:
    """Put the files of the pages that were asked with the steps they belong to."""
    for step in Step.objects.filter(dossier=dossier):
        mine = [
            station
            for station in walk.stations
            if station.place.procedure.code == step.procedure
            and station.place.ordinal in (0, ordinal)
        ]
        keep_in_step(mine, step, draft, at=at)


def _contact(answers: Mapping[str, Mapping[str, Any]], name: str) -> str:
    """Return how the family asked to be told, from whichever page asked it."""
    said = [str(page[name]) for page in answers.values() if page.get(name)]
    return said[-1] if said else ""
