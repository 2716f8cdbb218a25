"""Take what a page sent: boxes always kept, files shrunk and stored, then judged as a whole."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from django.http import HttpRequest
from django.utils import timezone

from portal.citizens import drafts, uploads
from portal.citizens.binding import MOST_SIGNS, rows_of, typed_in
from portal.citizens.models import Draft
from portal.citizens.place_names import take_names
from portal.citizens.walk import State, Station, Walk
from portal.pipeline.procedures import DeclarationPage

FILE_ID = re.compile("[0-9]{1,18}")
SEEN = "da_xem"  # names the warnings a family has read and lets stand
BOX = re.compile("[a-z][a-z0-9_]{0,59}")
SEEK = "tim_giay"
BUTTONS = {"csrfmiddlewaretoken", "bo_tep", "tai_len", "luu_thoat", SEEK, SEEN}
MOST_BOXES = 60


@dataclass(slots=True)
class Saved:
    """A page after saving: `asks_again` if something is missing or worth a second look."""

    walk: Walk
    station: Station | None
    stays: bool = False
    warned: str = ""
    asks_again: bool = False
    refused: dict[str, list[str]] = field(default_factory=dict)
    found: dict[str, list[tuple[str, str]]] = field(default_factory=dict)


def save(
    request: HttpRequest, draft: Draft, walk: Walk, station: Station, *, at: datetime
) -> Saved:
    """Keep everything that was sent for one page, valid or not, and say how it stands.

    `walk` is the one in which the page was found; saving walks once more, from what changed.
    """
    form = station.form
    assert form is not None  # noqa: S101  a locked page is never saved
    key = station.place.key
    typed = take_names(form, typed_in(form, request.POST), on=timezone.localdate(at))
    found = {n: f.found for n, f in form.fields.items() if hasattr(f, "found")}
    drafts.save_page(draft=draft, key=key, typed=typed, at=at)
    refused = take_files(request, draft, key, form)
    walk = drafts.walk(draft, at=at, earlier=walk)
    saved = Saved(walk, walk.station(key), refused=refused, found=found)
    saved.stays = not refused and bool({"bo_tep", "tai_len"} & set(request.POST))
    _judge(saved, request.POST.get(SEEN, ""))
    return saved


def keep_closed(request: HttpRequest, draft: Draft, key: str, *, at: datetime) -> None:
    """Keep what was sent for a page that closed meanwhile: what it asks cannot be known now."""
    names = [name for name in request.POST if BOX.fullmatch(name) and name not in BUTTONS]
    typed = {
        name: [one.replace("\x00", "")[:MOST_SIGNS] for one in request.POST.getlist(name)]
        for name in names[:MOST_BOXES]
    }
    drafts.save_page(draft=draft, key=key, typed=typed, at=at)


def take_files(
    request: HttpRequest, draft: Draft, key: str, form: DeclarationPage
) -> dict[str, list[str]]:
    """Store the files sent for one page, drop those named, and return what was refused, by row."""
    for one in request.POST.getlist("bo_tep"):
        if FILE_ID.fullmatch(one):
            drafts.drop_file(draft=draft, page=key, file_id=int(one))
    refused: dict[str, list[str]] = {}
    for row in rows_of(form):
        for sent in request.FILES.getlist(form.add_prefix(row.code)):
            try:
                uploads.take(draft=draft, page=key, row=row.code, sent=sent)
            except uploads.Refused as refusal:
                refused.setdefault(row.code, []).append(str(refusal.sentence))
    return refused


def _judge(saved: Saved, seen: str) -> None:
    station = saved.station
    if station is None or station.form is None:
        return
    for row, sentences in saved.refused.items():
        for sentence in sentences:
            station.form.add_error(row, sentence)
    saved.asks_again = station.state is not State.DONE or bool(saved.refused)
    warnings = warnings_of(station.form)
    if warnings and not saved.asks_again:
        saved.warned = _mark(warnings)
        saved.asks_again = seen != saved.warned


def warnings_of(form: DeclarationPage) -> dict[str, list[str]]:
    """Return what is unusual but allowed, by box; what VNeID filled in itself is not doubted."""
    found = getattr(form, "warnings", {}) if form.is_bound else {}
    return {
        name: [str(one) for one in sentences]
        for name, sentences in found.items()
        if name not in form.fields or _is_typed(form, name)
    }


def _is_typed(form: DeclarationPage, name: str) -> bool:
    """Say whether a person wrote this answer, instead of leaving what was filled in."""
    filled_in = form.get_initial_for_field(form.fields[name], name)
    return filled_in in (None, "") or str(form[name].value()) != str(filled_in)


def _mark(warnings: dict[str, list[str]]) -> str:
    words = "\n".join(f"{name}: {' '.join(said)}" for name, said in sorted(warnings.items()))
    return sha256(words.encode()).hexdigest()[:16]
