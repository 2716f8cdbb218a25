"""Which boxes of a filed declaration are laid open, and what was sent for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase

from django.forms import ChoiceField, Field, FileField
from django.http import QueryDict
from django.utils import timezone

from portal.citizens.binding import box_of, typed_in
from portal.citizens.corrections import Mending, is_in_the_way, keep_pending
from portal.citizens.legs import ANOTHER_WAY
from portal.citizens.place_names import take_names, titles
from portal.citizens.summaries import shown
from portal.citizens.walk import Station
from portal.pipeline.models import ReturnRequest
from portal.pipeline.procedures import DeclarationPage


@dataclass(slots=True)
class OpenedPage:
    """One page with the boxes that are drawn, all of which are kept; and why it is open."""

    station: Station
    names: list[str]
    reason: str = ""

    @property
    def form(self) -> DeclarationPage:
        """The form: a page without one is never opened."""
        assert self.station.form is not None  # noqa: S101  told to the type checker
        return self.station.form

    @property
    def takes_files(self) -> bool:
        """Whether papers of this page may be exchanged."""
        return any(isinstance(self.form.fields[name], FileField) for name in self.names)


def opened_pages(
    stations: Sequence[Station], request: ReturnRequest | None, reason: str = ""
) -> list[OpenedPage]:
    """Return the pages of one leg that may be changed; `request` None opens them all.

    What names no box of a page opens the page, and what names no page opens the leg: nobody is
    asked to mend nothing. Whatever else would keep the leg from being sent is open too. The reason
    is told beside the first page.
    """
    named = [_named(one, request) for one in stations]
    if not any(named):
        named = [_all(one) for one in stations]
    pages = []
    for station, boxes in zip(stations, named, strict=True):
        drawn = {*boxes, *_in_the_way(station)}
        names = [name for name in _all(station) if name in drawn]
        if names:
            pages.append(OpenedPage(station, names, reason))
            reason = ""
    return pages


def whole_page(station: Station) -> OpenedPage:
    """Return a page with all its boxes."""
    return OpenedPage(station, _all(station))


def keep(mending: Mending, page: OpenedPage, sent: QueryDict, *, at: datetime) -> None:
    """Keep what was sent for the boxes that were drawn; a tick that was taken away too."""
    form = page.form
    answered = {
        name
        for name in page.names
        if not isinstance(form.fields[name], FileField)
        and not form.fields[name].widget.value_omitted_from_data(sent, {}, form.add_prefix(name))
    }
    if not answered:
        return
    typed = take_names(form, typed_in(form, sent), on=timezone.localdate(at))
    new = {name: typed[name] for name in typed if box_of(name, form.fields) in answered}
    keep_pending(mending, page.station, new, boxes=answered, at=at)


def typed_lines(mending: Mending, page: OpenedPage, sent: QueryDict) -> list[str]:
    """Return what was typed otherwise than it was filed, one line a box, as people read it."""
    fields = page.form.fields
    filed = mending.walk.written.typed.get(page.station.place.key, {})
    typed = typed_in(page.form, sent)
    codes = titles(value for values in typed.values() for value in values)
    lines = []
    for box in page.names:
        names = [name for name in typed if box_of(name, fields) == box]
        values = [value for name in names for value in typed[name] if value.strip()]
        if values and any(typed[name] != filed.get(name) for name in names):
            lines.append(f"{fields[box].label or box}: {_text(fields[box], values, codes)}")
    return lines


def was_and_now(mending: Mending, station: Station) -> list[tuple[str, str, str]]:
    """Return (label, as filed, as sent since) of the boxes a family changed on one page."""
    key, form = station.place.key, station.form
    was, now = mending.draft.typed.get(key, {}), mending.amendment.typed.get(key)
    if form is None or now is None:
        return []
    codes = titles(value for typed in (was, now) for values in typed.values() for value in values)
    rows = []
    for box, asked in form.fields.items():
        before, after = (
            _text(asked, [one for one in _values(typed, box, form.fields) if one.strip()], codes)
            for typed in (was, now)
        )
        if before != after:
            rows.append((str(asked.label or box), before, after))
    return rows


def _values(
    typed: Mapping[str, Sequence[str]], box: str, boxes: Mapping[str, Field]
) -> Iterator[str]:
    for name in typed:
        if box_of(name, boxes) == box:
            yield from typed[name]


def _text(asked: Field, values: Sequence[str], codes: Mapping[str, str]) -> str:
    return shown(
        asked, list(values) if isinstance(asked, ChoiceField) else ", ".join(values), codes, {}
    )


def _all(station: Station) -> list[str]:
    if station.form is None:
        return []
    sought = station.form.paper.sought if station.form.paper else ()
    return [name for name in station.form.fields if name not in sought]


def _named(station: Station, request: ReturnRequest | None) -> list[str]:
    names = _all(station)
    if request is None or request.reason == ANOTHER_WAY or not request.items:
        return names
    page = station.place.code
    found = [name for name in names if _matches(f"{page}.{name}", page, request.items)]
    if not found and any(item.startswith(f"{page}.") for item in request.items):
        return names
    along = station.place.page.opened_along if found else ()
    return [name for name in names if name in found or name in along]


def _matches(code: str, page: str, items: Iterable[str]) -> bool:
    return any(item == page or fnmatchcase(code, item) for item in items)


def _in_the_way(station: Station) -> list[str]:
    """Return the boxes of a page as it stands without which it cannot be sent."""
    if station.form is None or not is_in_the_way(station):
        return []
    wrong = [name for name in station.form.errors if name in station.form.fields]
    return wrong or _all(station)
