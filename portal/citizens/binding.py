"""Pages of procedures as forms: bound to what was typed and to files that are stored already."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.accounts.models import Citizen
from portal.citizens.journeys import Place
from portal.people.forms import mid_sentence
from portal.pipeline.procedures import DeclarationPage

Typed = Mapping[str, Sequence[str]]
MOST_SIGNS = 4000
ACCEPT = "image/jpeg,image/png,image/heic,image/heif,application/pdf"


@dataclass(frozen=True, slots=True)
class UploadRow:
    """One row of papers on a page: several files make one paper."""

    code: str
    label: Any
    required: bool


class SeveralFiles(forms.FileInput):
    """A box that takes several files at once."""

    allow_multiple_selected = True


class StoredFiles(forms.FileField):
    """Files that the portal has stored: cleans to the list of their hashes."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> list[str]:
        """Return the hashes; the portal checked the bytes when they came."""
        hashes = list(data or ())
        if self.required and not hashes:
            raise ValidationError(self.error_messages["required"], code="required")
        return hashes


def bind(
    place: Place,
    *,
    typed: Typed | None,
    files: Mapping[str, Sequence[str]],
    declared: Mapping[str, Any],
    applicant: Citizen,
    today: date,
    prefix: str = "",
) -> DeclarationPage:
    """Return the form of a page: unbound if nothing was typed, else bound to it.

    `files` gives the hashes of stored files by row; every row of papers becomes a field. With a
    `prefix` several pages stand in one form of the browser.
    """
    lead = f"{prefix}-" if prefix else ""
    bound: dict[str, Any] = {"prefix": prefix} if prefix else {}
    if typed is not None:
        bound |= {
            "data": MultiValueDict({f"{lead}{name}": list(typed[name]) for name in typed}),
            "files": {f"{lead}{name}": list(files[name]) for name in files},
        }
    form = place.page(**bound, declared=declared, applicant=applicant, today=today)
    for row in rows_of(form):
        own = form.fields.get(row.code)
        if own is None or type(own) in (forms.FileField, forms.ImageField):
            form.fields[row.code] = _stored(row)
        if row.code in getattr(form, "wanted", ()):
            vars(form.fields[row.code])["optional_mark"] = False
    return form


def rows_of(form: DeclarationPage) -> list[UploadRow]:
    """Return the rows of papers a page asks for, its own file fields included."""
    rows = [UploadRow(*row) for row in getattr(form, "uploads", ())]
    named = {row.code for row in rows}
    rows += [
        UploadRow(name, field.label or name, field.required)
        for name, field in form.fields.items()
        if isinstance(field, forms.FileField) and name not in named
    ]
    return rows


def typed_in(form: DeclarationPage, sent: QueryDict) -> dict[str, list[str]]:
    """Return what was sent for the boxes of this page, and nothing else that was sent."""
    lead = f"{form.prefix}-" if form.prefix else ""
    posted = {key.removeprefix(lead): key for key in sent if key.startswith(lead)}
    return {
        name: [str(value).replace("\x00", "")[:MOST_SIGNS] for value in sent.getlist(key)]
        for name, key in posted.items()
        if box_of(name, form.fields)
    }


def box_of(name: str, boxes: Iterable[str]) -> str:
    """Return the box whose name this is, or of which it is a part ("born_on_0"); "" for none."""
    found = [box for box in boxes if name == box or name.startswith(f"{box}_")]
    return max(found, key=len, default="")


def _stored(row: UploadRow) -> StoredFiles:
    field = StoredFiles(label=row.label, required=row.required)
    what = mid_sentence(row.label)
    field.error_messages["required"] = format_lazy(_("Xin gửi {what}."), what=what)
    return field
