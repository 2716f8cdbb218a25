"""Communes by their names: a family writes "Ba Đình, Hà Nội", the declaration keeps a code."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django import forms

from portal.pipeline.procedures import DeclarationPage
from portal.places.models import Commune
from portal.places.selectors import communes_by_code, provinces, search_communes
from portal.places.sorting import sort_key

MARK = "data-places"  # how a page says that a box holds a commune's code
MOST_OFFERED = 12


class PlaceInput(forms.TextInput):
    """Shows the name of the commune whose code is kept."""

    def format_value(self, value: Any) -> str | None:
        """Return "Phường Ba Đình, Thành phố Hà Nội" for a code, anything else as it was typed."""
        typed = str(value or "")
        if not _is_code(typed):
            return typed or None
        return titles([typed]).get(typed, typed)


def take_names(
    form: DeclarationPage, typed: Mapping[str, Sequence[str]], *, on: date
) -> dict[str, list[str]]:
    """Return `typed` with codes in place of names that mean one commune only.

    Where a name means several, the box gets `found`: what the page then offers to choose from.
    """
    known = {name: list(values) for name, values in typed.items()}
    for name in place_boxes(form):
        written = next((value for value in reversed(known.get(name, [])) if value.strip()), "")
        known[name] = [_code_or_text(form.fields[name], written, on)]
    return known


def place_boxes(form: forms.BaseForm) -> list[str]:
    """Return the names of the boxes of a page that hold a commune."""
    return [name for name, field in form.fields.items() if field.widget.attrs.get(MARK)]


def show_names(form: forms.BaseForm) -> None:
    """Let the boxes of a page show names instead of codes."""
    for name in place_boxes(form):
        field = form.fields[name]
        field.widget = PlaceInput(attrs=field.widget.attrs)


def titles(codes: Iterable[str]) -> dict[str, str]:
    """Return the names of communes with their provinces; one query."""
    found = communes_by_code(codes)
    return {code: f"{one.title}, {one.province.title}" for code, one in found.items()}


def _code_or_text(field: Any, written: str, on: date) -> str:
    if not written or _is_code(written):
        return written
    found = _communes(written, on)
    if len(found) == 1:
        return found[0].code
    field.found = [(one.code, f"{one.title}, {one.province.title}") for one in found[:MOST_OFFERED]]
    return written


def _communes(written: str, on: date) -> list[Commune]:
    name, _comma, rest = written.partition(",")
    province = _province(rest.rpartition(",")[2] or rest, on)
    found = search_communes(name, on=on, province_code=province, limit=50)
    exact = [one for one in found if sort_key(name) in (sort_key(one.name), sort_key(one.title))]
    return exact or found


def _province(written: str, on: date) -> str | None:
    asked = sort_key(written)
    if not asked:
        return None
    for one in provinces(on=on):
        if asked in (sort_key(one.name), sort_key(one.title)):
            return one.code
    return None


def _is_code(text: str) -> bool:
    return len(text) == 5 and text.isascii() and text.isdigit()
