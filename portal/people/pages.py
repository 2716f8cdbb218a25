"""What the pages of a declaration share: what was said before, what is kept, what is demanded."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.people.form_fields import HIDDEN
from portal.people.forms import SentencesMixin, TodayMixin, WarningsMixin

Declared = Mapping[str, Any]
Text = str | Promise
TOO_LONG = _("Dài quá {limit} chữ. Xin ghi ngắn hơn.")


def radio(label: Any, choices: Sequence[tuple[Any, Any]], **options: Any) -> forms.ChoiceField:
    """Return a question with all its answers in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


class PageMixin(TodayMixin, WarningsMixin, SentencesMixin):
    """What a page of a declaration has beside its own questions.

    `procedure` is the code of its procedure and `columns` the prefix of its columns; `official`
    maps fields to the national form's names; `uploads` are (code, label, required). `unstored` are
    questions that only lead the way, `renamed` those whose column is named apart. `wanted` are
    refused empty in some cases (see `clean`): no label calls them optional.
    """

    code: ClassVar[str]
    procedure: ClassVar[str]
    today: Any
    declared: Declared
    applicant: Any
    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    about: ClassVar[Any] = ""  # whom the labels speak of, where the page's title is not near
    columns: ClassVar[str] = ""
    unstored: ClassVar[frozenset[str]] = frozenset()
    renamed: ClassVar[Mapping[str, str]] = {}
    wanted: ClassVar[frozenset[str]] = frozenset()
    uploads: tuple[tuple[str, Any, bool], ...] = ()
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = HIDDEN
            if limit := getattr(field, "max_length", None):
                field.error_messages["max_length"] = format_lazy(TOO_LONG, limit=limit)
            if isinstance(field, forms.ChoiceField) and str(field.label).endswith(("?", " là")):
                field.error_messages["required"] = _("Xin chọn một câu trả lời.")
            if hasattr(field, "today"):
                field.today = self.today
        for name in self.wanted & set(self.fields):  # a row of papers comes later
            vars(self.fields[name])["optional_mark"] = False
        self.dropped: list[str] = []
        self.prepare()

    def prepare(self) -> None:
        """Fit the fields to what was declared before; asks no network."""

    def lock(self, told: Mapping[str, Any], *names: str, why: Text) -> None:
        """Fix these answers to what was told, whatever is posted; what was not told stays open.

        `why` stands beside each. The pages draw the text in place of a box.
        """
        for name in names:
            if told.get(name) not in (None, ""):
                field = self.fields[name]
                field.disabled = True
                self.initial[name] = told[name]
                choices = {str(code): text for code, text in getattr(field, "choices", ())}
                text = str(choices.get(str(told[name]), told[name]))
                vars(field).update(locked=text, source=why, help_text="")

    def drop(self, tick: str) -> None:
        """Take away a tick that cannot be true here; it counts as not set."""
        del self.fields[tick]
        self.dropped.append(tick)

    def full_clean(self) -> None:
        """Clean, and answer for what was taken away."""
        super().full_clean()
        if self.is_bound:
            self.cleaned_data |= dict.fromkeys(self.dropped, False)

    @classmethod
    def key(cls) -> str:
        """Return where this page's answers stand among all that was declared."""
        return f"{cls.procedure}.{cls.code}"

    @classmethod
    def stored(cls) -> dict[str, str]:
        """Return the column of each field that is kept."""
        fields: Mapping[str, Any] = cls.base_fields  # type: ignore[attr-defined]  # of the form
        return {
            name: cls.renamed.get(name, cls.columns + name)
            for name in fields
            if name not in cls.unstored
        }

    def said(self, page: str, field: str) -> Any:
        """Return what another page of this declaration said, None if it was not asked."""
        return self.declared.get(f"{self.procedure}.{page}", {}).get(field)

    def answer(self, field: str) -> Any:
        """Return this page's own clean answer, None if there is none."""
        return self.cleaned_data.get(field) or None

    def require(self, *names: str) -> None:
        """Put "Xin ghi …" beside each of these fields that is blank."""
        for name in names:
            if name in self.fields and not self.answer(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))

    def forget(self, *names: str) -> None:
        """Drop what does not apply to what was chosen, and what was wrong with it."""
        for name in names:
            self.errors.pop(name, None)
            self.cleaned_data[name] = ""

    def offer(self, name: str, choices: Sequence[tuple[Any, Any]], initial: Any) -> None:
        """Let one of these be chosen, the likely one beforehand."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        field.initial = initial
