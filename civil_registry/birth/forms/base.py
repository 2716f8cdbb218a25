"""What the pages about a birth share: how they are put together, and what was said before."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from civil_registry.birth import rules
from civil_registry.birth.models import Situation
from portal.people.form_fields import HIDDEN
from portal.people.forms import SentencesMixin, TodayMixin, WarningsMixin
from portal.pipeline.procedures import Counter, DeclarationPage, Way
from portal.places.form_fields import CommuneField
from portal.statutes.selectors import time_limit

CODE = "civil_registry.birth"
Declared = Mapping[str, Any]
Text = str | Promise
TOO_LONG = _("Dài quá {limit} chữ. Xin ghi ngắn hơn.")


def counter(
    case: rules.WithAnOfficial | None, *, leg: str = "", ends: bool = True
) -> Counter | None:
    """Return the way to the commune for what the rules found, in the reader's language."""
    if case is None:
        return None
    bring = gettext(case.bring) if case.bring else ""
    return Counter(case.branch, gettext(case.reason), bring, leg, ends, Way(case.way))


def said(declared: Declared, page: str, field: str) -> Any:
    """Return what another page of this declaration said, None if it was not asked."""
    return declared.get(f"{CODE}.{page}", {}).get(field)


def has_parents(declared: Declared) -> bool:
    """Tell whether anything is known of the child's parents."""
    return said(declared, "fit", "situation") != Situation.FOUND


def has_father(declared: Declared) -> bool:
    """Tell whether the father is declared."""
    answers = (said(declared, "parents_married", name) or "" for name in ("married", "father_part"))
    return has_parents(declared) and rules.names_father(*answers)


def lives_at(declared: Declared, parent: str) -> str:
    """Return the commune where a declared parent lives, "" of one who has died."""
    gone = parent == "father" and not has_father(declared)
    if gone or said(declared, parent, "deceased"):
        return ""
    return said(declared, parent, "residence_commune") or ""


def radio(label: Any, choices: Sequence[tuple[Any, Any]], **options: Any) -> forms.ChoiceField:
    """Return a question with all its answers in sight."""
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, **options)


class BirthPage(TodayMixin, WarningsMixin, SentencesMixin, DeclarationPage):
    """What the pages share.

    `columns` is the prefix of its columns; `official` maps fields to the national form's names.
    Pages with `per_child` are asked once a child, and `uploads` are (code, label, required).
    `unstored` are questions that only lead the way, `renamed` those whose column is named apart.
    `wanted` are refused empty in some cases (see `clean`): no label calls them optional.
    """

    today: date
    title: ClassVar[Any] = ""  # a text that is translated when it is shown
    lead: ClassVar[Any] = ""
    about: ClassVar[Any] = ""  # whom the labels speak of, where the page's title is not near
    columns: ClassVar[str] = ""
    unstored: ClassVar[frozenset[str]] = frozenset()
    renamed: ClassVar[Mapping[str, str]] = {}
    wanted: ClassVar[frozenset[str]] = frozenset()
    per_child: ClassVar[bool] = False
    uploads: tuple[tuple[str, Any, bool], ...] = ()
    official: ClassVar[Mapping[str, str]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.error_messages["null_characters_not_allowed"] = HIDDEN
            if limit := getattr(field, "max_length", None):
                field.error_messages["max_length"] = format_lazy(TOO_LONG, limit=limit)
            if isinstance(field, forms.ChoiceField) and str(field.label).endswith("?"):
                field.error_messages["required"] = _("Xin chọn một câu trả lời.")
            if isinstance(field, CommuneField):
                field.today = self.today
        for name in self.wanted:
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
        return f"{CODE}.{cls.code}"

    @classmethod
    def stored(cls) -> dict[str, str]:
        """Return the column of each field that is kept."""
        return {
            name: cls.renamed.get(name, cls.columns + name)
            for name in cls.base_fields
            if name not in cls.unstored
        }

    @classmethod
    def together(cls, children: Sequence[Declared]) -> dict[int, dict[str, Text]]:
        """Return what is wrong between the children of one birth: {position: {field: sentence}}."""
        return {}

    def said(self, page: str, field: str) -> Any:
        """Return what another page said."""
        return said(self.declared, page, field)

    def answer(self, field: str) -> Any:
        """Return this page's own clean answer, None if there is none."""
        return self.cleaned_data.get(field) or None

    def require(self, *names: str) -> None:
        """Put "Xin ghi …" beside each of these fields that is blank."""
        for name in names:
            if name in self.fields and not self.answer(name) and name not in self.errors:
                self.add_error(name, str(self.fields[name].error_messages["required"]))

    def offer(self, name: str, choices: Sequence[tuple[Any, Any]], initial: str) -> None:
        """Let one of these be chosen, the likely one beforehand."""
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)
        field.initial = initial

    def limit(self, code: str) -> int | None:
        """Return a limit of the law as of today, None where none is recorded."""
        row = time_limit(code, self.today)
        return row.value if row else None

    def if_too_old(self) -> Counter | None:
        """Return B29 if the child, by this page's answer, is beyond the age of this group."""
        years, born_on = self.limit("group.child_age"), self.answer("born_on").earliest
        if years is None or rules.is_in_group(born_on, self.today, years):
            return None
        return counter(rules.SIX_OR_OLDER)
