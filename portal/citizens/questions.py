"""One page of a declaration, made ready to be drawn."""

from typing import Any

from django.forms import BoundField, FileField

from portal.citizens.binding import ACCEPT, rows_of
from portal.citizens.models import Draft, DraftFile
from portal.citizens.pages import address_of, draft_banner, is_quiet, tasks_url
from portal.citizens.place_names import show_names
from portal.citizens.saving import SEEK, SEEN, Saved, warnings_of
from portal.citizens.summaries import child_title
from portal.citizens.walk import Station, Walk
from portal.pipeline.procedures import DeclarationPage


def question_context(
    draft: Draft, walk: Walk, station: Station, *, saved: Saved | None = None
) -> tuple[str, dict[str, Any]]:
    """Return the template of a page and its context."""
    form = station.form
    assert form is not None  # noqa: S101  a locked page is never drawn
    show_names(form)
    _put_beside(form, saved)
    title = str(form.title)
    boxes = [one for one in boxes_of(form) if not is_told(form, one)]
    is_single = bool(boxes) and str(boxes[0].label) == title
    if is_single and form.lead:  # the question is the heading: what explains it stands below
        boxes[0].help_text = boxes[0].help_text or form.lead
    context = {
        "form": form,
        "boxes": boxes,
        "uploads": uploads_of(draft, station, form),
        "accept": ACCEPT,
        "title": title,
        "lead": "" if is_single else form.lead,
        "single_question": is_single,
        "caption": _caption(station),
        "draft": draft_banner(draft),
        "back_url": _back(walk, station),
        "button": form.button,
        "paper": form.paper,
        "sought": sought_in(form),
        "seek_name": SEEK,
        "exit_name": "luu_thoat",
        "seen_name": SEEN,
        "seen": saved.warned if saved else "",
        "quiet": is_quiet(walk.life_event),
    }
    return form.template_name_page, context


def _put_beside(form: DeclarationPage, saved: Saved | None) -> None:
    """Give boxes what the form templates draw beside them."""
    if saved is None:
        return
    for name, sentences in warnings_of(form).items():
        if name in form.fields:
            vars(form.fields[name])["warning"] = " ".join(sentences)
    for name, found in saved.found.items():
        if name in form.fields:
            vars(form.fields[name])["found"] = found


def boxes_of(form: DeclarationPage) -> list[BoundField]:
    """Return the boxes of a page; its papers are drawn as rows of their own.

    Neither are those by which a hospital's paper is looked for: they are no part of what is
    declared.
    """
    sought = form.paper.sought if form.paper else ()
    return [
        one
        for one in form.visible_fields()
        if not isinstance(one.field, FileField) and one.name not in sought
    ]


def sought_in(form: DeclarationPage) -> list[BoundField]:
    """Return the boxes by which a hospital's paper is looked for."""
    return [form[name] for name in form.paper.sought if name in form.fields] if form.paper else []


def is_told(form: DeclarationPage, box: BoundField) -> bool:
    """Say whether a box is fixed and stands among what the page tells of the paper already."""
    return form.paper is not None and form.paper.is_taken and box.field.disabled


def uploads_of(draft: Draft, station: Station, form: DeclarationPage) -> list[dict[str, Any]]:
    """Return the rows of papers of a page with the files that are there."""
    rows = rows_of(form)
    if not rows:
        return []
    files: dict[str, list[DraftFile]] = {}
    for one in draft.files.filter(page=station.place.key).select_related("document"):
        files.setdefault(one.row, []).append(one)
    return [
        {
            "code": row.code,
            "label": row.label,
            "required": row.required,
            "field": form[row.code],
            "files": files.get(row.code, []),
        }
        for row in rows
    ]


def _caption(station: Station) -> str:
    place = station.place
    parts = [str(place.procedure.title)]
    if place.ordinal and station.children > 1:
        parts.append(child_title(place.ordinal))
    return " · ".join(parts)


def _back(walk: Walk, station: Station) -> str:
    position = walk.stations.index(station) if station in walk.stations else 0
    if position == 0:
        return tasks_url(walk.life_event)
    return address_of(walk.stations[position - 1].place, walk.life_event)
