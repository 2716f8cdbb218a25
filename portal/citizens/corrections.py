"""Mend what was filed: the fields somebody asked to mend, or anything while nobody has looked."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.citizens import drafts
from portal.citizens.attachments import files_changed, keep_in_step
from portal.citizens.binding import Typed, box_of
from portal.citizens.journeys import shown
from portal.citizens.models import Amendment, Draft
from portal.citizens.walk import State, Station, Walk, Written
from portal.pipeline import papers, services
from portal.pipeline.models import Dossier, Step
from portal.pipeline.registry import registry


class StillToMend(Exception):
    """A page that is to be sent again is not whole."""


class NothingMended(Exception):
    """Everything stands as it was filed, and the family has not said that it is right so."""


@dataclass(slots=True)
class Mending:
    """A filed declaration laid open again: the draft it came from and what was changed since."""

    dossier: Dossier
    draft: Draft
    amendment: Amendment
    walk: Walk

    def stations_of(self, step: Step) -> list[Station]:
        """Return the pages of one step's procedure that are about this dossier's child."""
        return [
            one
            for one in self.walk.stations
            if one.place.procedure.code == step.procedure
            and one.place.ordinal in (0, self.dossier.ordinal)
            and one.form is not None
            and not one.place.page.before_filing
        ]


def open_for(dossier: Dossier, legs: Iterable[Step], *, at: datetime) -> Mending | None:
    """Return a filed declaration with what was changed since; None if it was not filed here.

    Of what was typed but not sent yet only that of these legs counts.
    """
    draft = Draft.objects.filter(filing=dossier.filing, citizen=dossier.applicant_id).first()
    if draft is None:
        return None
    amendment = Amendment.objects.filter(dossier=dossier).first()
    amendment = amendment or Amendment(dossier=dossier, updated_at=at)
    pending = [amendment.pending_of(step.procedure) for step in legs]
    typed = {**draft.typed, **amendment.typed, **{k: one[k] for one in pending for k in one}}
    walk = Walk(
        life_event=draft.life_event,
        written=Written(
            typed,
            drafts.hashes_by_page(draft),
            frozenset(draft.left_out),
            _offered_now(draft, dossier.life_event),
        ),
        applicant=draft.citizen,
        today=timezone.localdate(at),
        lenient=True,
    )
    return Mending(dossier, draft, amendment, walk)


def _offered_now(draft: Draft, life_event: str) -> dict[str, Mapping[str, Any]]:
    """Return what was offered, the papers these declarations rest on as they stand now.

    One query, and one more for each procedure that takes hospitals' papers.
    """
    offered: dict[str, Mapping[str, Any]] = dict(draft.offered)
    filed: dict[str, dict[int, int]] = {}
    steps = Step.objects.filter(dossier__filing=draft.filing)
    for code, ordinal, pk in steps.values_list("procedure", "dossier__ordinal", "pk"):
        filed.setdefault(code, {})[ordinal] = pk
    for procedure in shown(life_event):
        known, own = offered.get(procedure.code, {}), filed.get(procedure.code, {})
        offered[procedure.code] = procedure.look_again(known=known, filed=own)
    return offered


def is_filed_here(dossier: Dossier) -> bool:
    """Say whether the family typed it: what was filed at the commune is mended there."""
    return Draft.objects.filter(filing=dossier.filing, citizen=dossier.applicant_id).exists()


def look_up(mending: Mending, legs: Iterable[Step]) -> bool:
    """Ask anew what agencies offer for these legs; say whether that was news."""
    news = [
        drafts.look_up(draft=mending.draft, walk=mending.walk, procedure=registry[step.procedure])
        for step in legs
    ]
    return any(news)


@transaction.atomic
def keep_pending(
    mending: Mending, station: Station, typed: Typed, *, boxes: Collection[str], at: datetime
) -> None:
    """Keep what stands in these boxes of one page now; nothing is sent yet.

    Other boxes and other pages stay as another tab may have left them meanwhile.
    """
    amendment = _locked(mending.dossier, at)
    key, fields = station.place.key, station.form.fields if station.form else ()
    before = amendment.pending.get(key) or mending.walk.written.typed.get(key, {})
    left = {name: before[name] for name in before if box_of(name, fields) not in boxes}
    amendment.pending[key] = {name: list(values) for name, values in {**left, **typed}.items()}
    amendment.updated_at = at
    amendment.save()
    mending.amendment = amendment


def _locked(dossier: Dossier, at: datetime) -> Amendment:
    """Return the amendment as it stands now, begun if there is none; nobody else writes it.

    The dossier is locked, as it is where an amendment is sent: there may be no row of it yet.
    """
    Dossier.objects.select_for_update().get(pk=dossier.pk)
    found = Amendment.objects.filter(dossier=dossier).first()
    return found or Amendment(dossier=dossier, updated_at=at)


@transaction.atomic
def send_correction(
    *,
    mending: Mending,
    steps: Sequence[Step],
    applicant: Citizen,
    at: datetime,
    as_it_was: bool = False,
) -> None:
    """Send what was mended to whoever asked for it; `as_it_was` also where nothing was changed.

    Raises StillToMend, NothingMended, and services.NotReturned if a step waits for no correction
    any more.
    """
    for step in steps:
        _require_whole(mending.stations_of(step))
    changed = {step.pk: changes(mending, step) for step in steps}
    if not as_it_was and not any(changed.values()):
        raise NothingMended
    for step in steps:
        answers = mending.walk.declared(mending.dossier.ordinal)
        services.supplement(
            step_id=step.pk,
            answers=answers,
            applicant=applicant,
            at=at,
            changed=changed[step.pk],
        )
        _after_sending(mending, step, at)


def changes(mending: Mending, step: Step) -> list[str]:
    """Return the boxes (`procedure.page.box`) that are not as they were sent last; one query.

    A hospital's paper that was found instead is one more query.
    """
    filed = {**mending.draft.typed, **mending.amendment.typed}
    pending = mending.amendment.pending_of(step.procedure)
    stations = mending.stations_of(step)
    found = files_changed(stations, step)
    for station in stations:
        code, key, form = station.place.code, station.place.key, station.form
        if form is None:
            continue
        if form.paper and form.paper.is_taken and not papers.signed_for([step.pk]):
            found.append(code)
        if key in pending:
            was, now = _said(filed.get(key, {})), _said(pending[key])
            names = sorted(name for name in {*was, *now} if was.get(name) != now.get(name))
            found += [f"{code}.{box_of(name, form.fields) or name}" for name in names]
    return list(dict.fromkeys(found))


def _said(typed: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return what is written; an empty box and one that was not there say the same."""
    said = {name: [one.strip() for one in values if one.strip()] for name, values in typed.items()}
    return {name: values for name, values in said.items() if values}


@transaction.atomic
def send_edit(*, mending: Mending, step: Step, applicant: Citizen, at: datetime) -> None:
    """Put a changed declaration in place of one that no official has opened.

    Raises StillToMend, and services.AlreadyOpened when an official was faster.
    """
    _require_whole(mending.stations_of(step))
    answers = mending.walk.declared(mending.dossier.ordinal)
    services.edit_before_opened(step_id=step.pk, answers=answers, applicant=applicant, at=at)
    _after_sending(mending, step, at)


@transaction.atomic
def send_others(*, mending: Mending, step: Step, applicant: Citizen, at: datetime) -> None:
    """Name other people, another home or a paper while an agreement is still awaited.

    Raises StillToMend, and services.NobodyAsked if the step waits for no agreement any more.
    """
    _require_whole(mending.stations_of(step))
    answers = mending.walk.declared(mending.dossier.ordinal)
    services.name_others(step_id=step.pk, answers=answers, applicant=applicant, at=at)
    _after_sending(mending, step, at)


def _after_sending(mending: Mending, step: Step, at: datetime) -> None:
    """Let the files follow the corrected declaration; what was typed is sent now."""
    step.refresh_from_db()
    keep_in_step(mending.stations_of(step), step, mending.draft, at=at)
    amendment = _locked(mending.dossier, at)
    amendment.send(step.procedure, mending.amendment)
    amendment.updated_at = at
    amendment.save()
    mending.amendment = amendment


def is_in_the_way(station: Station) -> bool:
    """Say whether a leg cannot be sent because of this page: unfinished, or led to the counter."""
    counter = station.counter
    led_away = counter is not None and counter.leg == station.place.procedure.code
    return station.state is not State.DONE or led_away


def _require_whole(stations: Sequence[Station]) -> None:
    if any(is_in_the_way(one) for one in stations):
        raise StillToMend
