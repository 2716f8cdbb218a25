"""What people do to a draft: begin it, save a page, add and drop files, leave a leg out."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Citizen
from portal.citizens.journeys import shown
from portal.citizens.models import KEPT, Draft, DraftFile
from portal.citizens.walk import Station, Walk, Written
from portal.documents import services as documents
from portal.pipeline.procedures import Procedure

MOST_FILES = 40  # of one draft, over all its rows


class TooManyFiles(Exception):
    """The draft holds as many files as a declaration can need."""


class RowFull(Exception):
    """The files of the row and this one are more bytes than a row may hold."""


class Gone(Exception):
    """The draft was filed or dropped meanwhile, in another window."""


def open_draft(*, citizen: Citizen, life_event: str, at: datetime) -> Draft:
    """Return the citizen's open draft of a life event, begun if there is none.

    One that was left longer than it is kept is begun anew.
    """
    draft, _created = Draft.objects.get_or_create(
        citizen=citizen,
        life_event=life_event,
        filed_at=None,
        defaults={"updated_at": at},
    )
    if at - draft.updated_at > KEPT:
        draft.delete()
        return Draft.objects.create(citizen=citizen, life_event=life_event, updated_at=at)
    return draft


def find_draft(*, citizen_id: int, life_event: str) -> Draft | None:
    """Return the open draft without beginning one."""
    return Draft.objects.filter(
        citizen=citizen_id, life_event=life_event, filed_at__isnull=True
    ).first()


@transaction.atomic
def save_page(*, draft: Draft, key: str, typed: Mapping[str, Sequence[str]], at: datetime) -> None:
    """Keep what stands in the boxes of one page; another tab's pages are left as they are.

    Raises Gone.
    """
    locked = _locked(draft)
    locked.typed[key] = {name: list(values) for name, values in typed.items()}
    locked.updated_at = at
    locked.save(update_fields=["typed", "updated_at"])
    draft.typed, draft.updated_at = locked.typed, locked.updated_at


@transaction.atomic
def forget_page(*, draft: Draft, key: str) -> None:
    """Drop the answers of one page, and the whole draft if there is nothing else in it."""
    locked = Draft.objects.select_for_update().get(pk=draft.pk, filed_at__isnull=True)
    locked.typed.pop(key, None)
    if locked.typed or locked.files.exists():
        locked.save(update_fields=["typed"])
    else:
        locked.delete()


@transaction.atomic
def add_file(
    *,
    draft: Draft,
    page: str,
    row: str,
    content: bytes,
    media_type: str,
    filename: str,
    most_bytes: int,
) -> DraftFile:
    """Store a file for a row; one whose name is taken is renamed; the same bytes change nothing.

    Raises TooManyFiles, RowFull if the row would hold more than `most_bytes`, and Gone if the
    draft was dropped.
    """
    if not Draft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise Gone
    present = list(draft.files.select_related("document"))
    digest = sha256(content).hexdigest()
    beside = [one for one in present if (one.page, one.row) == (page, row)]
    for one in beside:
        if one.document_id == digest:
            return one
    if len(present) >= MOST_FILES:
        raise TooManyFiles
    if sum(one.document.size for one in beside) + len(content) > most_bytes:
        raise RowFull
    document = documents.keep(content, media_type=media_type)
    name = free_name(filename, {one.filename for one in beside})
    return DraftFile.objects.create(
        draft=draft, page=page, row=row, document=document, filename=name
    )


def drop_file(*, draft: Draft, page: str, file_id: int) -> None:
    """Take a file out of a row; one that is not there is nothing."""
    DraftFile.objects.filter(pk=file_id, draft=draft, page=page).delete()


@transaction.atomic
def leave_out(*, draft: Draft, procedure: str, wanted: bool, at: datetime) -> None:
    """Note whether the family wants a leg now; raises Gone."""
    locked = _locked(draft)
    kept = set(locked.left_out) - {procedure}
    locked.left_out = sorted(kept if wanted else kept | {procedure})
    locked.updated_at = at
    locked.save(update_fields=["left_out", "updated_at"])


def forget_old(*, at: datetime) -> int:
    """Delete drafts nobody took up again within the time they are kept; return how many."""
    old = Draft.objects.filter(filed_at__isnull=True, updated_at__lt=at - KEPT)
    return old.delete()[1].get("citizens.Draft", 0)


def walk(draft: Draft, *, at: datetime, earlier: Walk | None = None) -> Walk:
    """Walk through a draft as it stands, taking over what an `earlier` walk of now knows."""
    return Walk(
        life_event=draft.life_event,
        written=Written(
            draft.typed, hashes_by_page(draft), frozenset(draft.left_out), draft.offered
        ),
        applicant=draft.citizen,
        today=timezone.localdate(at),
        earlier=earlier,
    )


def look_up(*, draft: Draft, walk: Walk, procedure: Procedure) -> bool:
    """Ask what an agency offers for what was declared; say whether that was news."""
    known = draft.offered.get(procedure.code, {})
    told = procedure.look_up(declared=walk.declared(), known=known, applicant=draft.citizen)
    return told != known and _keep_offered(draft, procedure.code, known, told)


@transaction.atomic
def _keep_offered(
    draft: Draft, code: str, known: Mapping[str, Any], told: Mapping[str, Any]
) -> bool:
    """Keep what was told, unless another tab has asked for something else meanwhile."""
    locked = Draft.objects.select_for_update().filter(pk=draft.pk).first()
    if locked is None:
        return False
    if locked.offered.get(code, {}) == known:
        locked.offered = {**locked.offered, code: dict(told)}
        locked.save(update_fields=["offered"])
    draft.offered = locked.offered
    return True


@transaction.atomic
def seek(*, draft: Draft, station: Station, is_filed: bool = False) -> bool:
    """Keep by what the family looks for a hospital's paper; False if the page lacks something.

    Raises Gone; `is_filed` for what was filed and is mended. What is found is asked for when the
    page is drawn.
    """
    page, place = station.form, station.place
    if page is None:
        return False
    locked = _locked(draft, is_filed=is_filed)
    known = locked.offered.get(place.procedure.code, {})
    wanted = place.procedure.seek(page=page, ordinal=place.ordinal, known=known)
    if wanted is None:
        return False
    locked.offered = {**locked.offered, place.procedure.code: dict(wanted)}
    locked.save(update_fields=["offered"])
    draft.offered = locked.offered
    return True


def _locked(draft: Draft, *, is_filed: bool = False) -> Draft:
    found = Draft.objects.select_for_update().filter(pk=draft.pk)
    locked = found.filter(filed_at__isnull=not is_filed).first()
    if locked is None:
        raise Gone
    return locked


def hashes_by_page(draft: Draft) -> dict[str, dict[str, list[str]]]:
    """Return the hashes of a draft's files by page key and row; one query."""
    found: dict[str, dict[str, list[str]]] = {}
    for one in draft.files.all():
        found.setdefault(one.page, {}).setdefault(one.row, []).append(one.document_id)
    return found


def is_known(life_event: str) -> bool:
    """Say whether a family can begin with this life event."""
    try:
        return bool(shown(life_event))
    except KeyError:
        return False


def free_name(filename: str, taken: set[str]) -> str:
    """Return `filename`, or with a number before its ending if that name is taken."""
    if filename not in taken:
        return filename
    stem, dot, ending = filename.rpartition(".")
    stem, ending = (stem, dot + ending) if dot else (ending, "")
    number = 2
    while f"{stem} ({number}){ending}" in taken:
        number += 1
    return f"{stem} ({number}){ending}"
