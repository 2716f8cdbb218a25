"""What forms about people share: today, warnings beside a field, and sentences for blanks."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.form_fields import HIDDEN, PartialDateField, PersonalNumberField, Sentences

UNKNOWN_CHOICE = gettext_lazy("Lựa chọn này không có. Xin chọn lại.")


class WarnedBoundField(forms.BoundField):
    """A bound field that also carries the warnings of its form: `{{ field.warnings }}`."""

    @property
    def warnings(self) -> Sentences:
        """The sentences to show beside the field; they never block."""
        form = self.form
        return form.warnings.get(self.name, []) if isinstance(form, WarningsMixin) else []


class WarningsMixin(forms.BaseForm):
    """Collects what is unusual but allowed, beside the errors.

    A field takes part by having `warnings(value, answers)`; a form adds its own with
    `add_warning` in `clean`. `form.warnings` maps field names to sentences.
    """

    bound_field_class = WarnedBoundField
    _warnings: dict[str, Sentences]

    def add_warning(self, field: str, sentence: str) -> None:
        """Put a sentence beside `field`."""
        self._warnings.setdefault(field, []).append(sentence)

    @property
    def warnings(self) -> dict[str, Sentences]:
        """The warnings by field, after cleaning; empty for an unbound form."""
        self.errors  # noqa: B018  reading it cleans the form
        return self._warnings

    def full_clean(self) -> None:
        """Clean as ever, then ask each field that passed for its warnings."""
        self._warnings = {}
        super().full_clean()
        answers = getattr(self, "cleaned_data", {})
        own = getattr(getattr(self, "applicant", None), "personal_number", "")
        for name, field in self.fields.items():
            if isinstance(field, PersonalNumberField):
                field.confirmed = own
            ask = getattr(field, "warnings", None)
            if ask is None or not answers.get(name):
                continue
            for sentence in ask(answers[name], answers):
                self.add_warning(name, sentence)


class TodayMixin(forms.BaseForm):
    """Takes `today` and gives it to the date fields: no field looks at the clock."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        for field in self.fields.values():
            if isinstance(field, PartialDateField):
                field.today = today


class SentencesMixin(forms.BaseForm):
    """Words a missing answer by its label: "Xin ghi họ tên mẹ." instead of a general phrase.

    Worded only where it is read: a page builds every form of its declaration, and few are wrong.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.error_messages["required"] = _missing(type(field), field.label or name)
            field.error_messages["null_characters_not_allowed"] = HIDDEN
            limit = getattr(field, "max_length", None)
            if limit:
                field.error_messages["max_length"] = _too_long(limit)
            if isinstance(field, forms.ChoiceField):
                field.error_messages["invalid_choice"] = UNKNOWN_CHOICE


class PeopleForm(TodayMixin, WarningsMixin, SentencesMixin, forms.Form):
    """The form a page of a declaration starts from: `PeopleForm(data, today=…)`."""


def mid_sentence(label: object) -> str:
    """Return a label as it stands inside a sentence: "Họ tên mẹ" is "họ tên mẹ", UBND stays."""
    words = str(label).strip().rstrip(":?")
    return words if words[1:2].isupper() else words[:1].lower() + words[1:]


def _said_of_missing(kind: type[forms.Field], label: object) -> str:
    return _asking(kind).format(what=mid_sentence(label))


def _asking(kind: type[forms.Field]) -> str:
    if issubclass(kind, forms.FileField):
        return _("Xin gửi {what}.")
    return _("Xin chọn {what}.") if issubclass(kind, forms.ChoiceField) else _("Xin ghi {what}.")


def _said_of_length(limit: int) -> str:
    return _("Dài quá {limit} chữ. Xin ghi ngắn hơn.").format(limit=limit)


_missing, _too_long = lazy(_said_of_missing, str), lazy(_said_of_length, str)
