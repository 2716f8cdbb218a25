"""What was filled in, as labelled values: for the last look and for the printed sheet."""

from collections.abc import Iterable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from portal.citizens.place_names import MARK, titles
from portal.citizens.walk import State, Station, Walk
from portal.pipeline.procedures import DeclarationPage
from portal.statutes.tariff import money, number

Rows = list[dict[str, str]]


def groups_of(walk: Walk, filenames: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return one group a page that is filled in: station, title, rows; one query for places.

    `filenames` gives the name of each stored file by its hash.
    """
    done = [one for one in walk.stations if one.state is State.DONE and one.form]
    names = titles(code for station in done for code in _codes(station))
    return [
        {"station": one, "title": title_of(one), "rows": _rows(one.form, names, filenames)}
        for one in done
        if one.form
    ]


def title_of(station: Station) -> str:
    """Return the title of a page, naming the child where there are several."""
    title = str(station.place.page.title)
    if station.place.ordinal and station.children > 1:
        return f"{title} – {child_title(station.place.ordinal)}"
    return title


def child_title(ordinal: int) -> str:
    """Return "Bé thứ nhất", "Bé thứ hai" …"""
    ordinals = (
        _("Bé thứ nhất"),
        _("Bé thứ hai"),
        _("Bé thứ ba"),
        _("Bé thứ tư"),
        _("Bé thứ năm"),
    )
    if ordinal <= len(ordinals):
        return ordinals[ordinal - 1]
    return _("Bé thứ {number}").format(number=ordinal)


def _rows(form: DeclarationPage, names: Mapping[str, str], filenames: Mapping[str, str]) -> Rows:
    rows = []
    sought = form.paper.sought if form.paper else ()
    for name, field in form.fields.items():
        if name in sought:
            continue
        text = shown(field, form.cleaned_data.get(name), names, filenames)
        if text:
            row = {"label": str(field.label or name), "value": text}
            if field.disabled:  # fixed: say by what
                row["note"] = str(vars(field).get("source", ""))
            rows.append(row)
    return rows + [{"label": label, "value": text} for label, text in form.worked_out()]


def shown(
    field: forms.Field, value: Any, names: Mapping[str, str], filenames: Mapping[str, str]
) -> str:
    """Return one answer as people read it, "" if there is nothing to read."""
    if value is None or value is False or value in ("", [], ()):  # nought is an answer
        return ""
    if isinstance(field, forms.FileField):
        return "; ".join(filenames.get(one, one[:8]) for one in value)
    if isinstance(field, forms.ChoiceField):
        return _chosen(field, value)
    if value is True:
        return _("Có")
    if field.widget.attrs.get(MARK):
        return names.get(str(value), str(value))
    return _written(value)


def _written(value: Any) -> str:
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Decimal) and value != int(value):
        return number(value)
    if isinstance(value, int | Decimal):
        return money(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else str(value)


def _chosen(field: forms.ChoiceField, value: Any) -> str:
    labels = {str(code): str(label) for code, label in _flat(field.choices)}
    chosen = list(value) if isinstance(value, list | tuple | set) else [value]
    return "; ".join(labels.get(str(one), str(one)) for one in chosen)


def _flat(choices: Any) -> Iterable[tuple[Any, Any]]:
    for code, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield code, label


def _codes(station: Station) -> list[str]:
    if station.form is None:
        return []
    return [
        str(station.form.cleaned_data.get(name) or "")
        for name, field in station.form.fields.items()
        if field.widget.attrs.get(MARK)
    ]
