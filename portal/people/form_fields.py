"""Form fields about people: each says what to write, and knows what is only worth a warning."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.people.names import NotAName, clean_name, has_foreign_script, is_unusually_long
from portal.people.partial_dates import NotADate, PartialDate
from portal.people.personal_numbers import (
    NotANumber,
    clean_personal_number,
    personal_number_warnings,
)
from portal.people.phones import NotAPhone, clean_phone

Sentences = list[str]
HIDDEN = _("Có ký tự ẩn, có thể do sao chép. Xin gõ lại.")


class LineField(forms.CharField):
    """One line of free text, an address or a number on a paper: NFC, single blanks, some words."""

    def __init__(self, *, max_length: int = 250, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the line, "" for none; hidden characters are refused."""
        line = unicodedata.normalize("NFC", super().to_python(value) or "")
        if any(unicodedata.category(sign)[0] == "C" for sign in line):
            raise ValidationError(HIDDEN, code="hidden")
        if line and not any(sign.isalnum() for sign in line):
            raise ValidationError(gettext("Xin ghi bằng chữ và số."), code="no_words")
        return " ".join(line.split())


class PersonNameField(forms.CharField):
    """A name or a part of one, cleaned to NFC; `for_child` words the warning for a newborn."""

    def __init__(self, *, for_child: bool = False, max_length: int = 100, **kwargs: Any) -> None:
        self.for_child = for_child
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the clean name, "" for none; the form's own error for what is no name."""
        try:
            return clean_name(super().to_python(value) or "")
        except NotAName as refusal:
            raise ValidationError(refusal.sentence, code="no_name") from refusal

    def warnings(self, value: str, answers: Mapping[str, Any]) -> Sentences:
        """Return what to ask again: an unusual length, letters no register prints."""
        found: Sentences = []
        if is_unusually_long(value) and self.for_child:
            found.append(gettext("Tên có vẻ quá dài hoặc khó dùng. Ông/bà kiểm tra lại giúp bé."))
        elif is_unusually_long(value):
            found.append(gettext("Tên có vẻ quá dài. Ông/bà kiểm tra lại."))
        if has_foreign_script(value):
            found.append(gettext("Tên có chữ không thuộc bảng chữ cái Latin. Ông/bà kiểm tra lại."))
        return found


class PartialDateField(forms.CharField):
    """A date of which only the year, or month and year, may be known; cleans to PartialDate.

    `full=True` asks for the whole date. `past=True` refuses what has not come yet and then needs
    `today`, which the form gives (see `forms.TodayMixin`): a field never looks at the clock.
    """

    default_error_messages = {
        "invalid": _(
            "Ngày này không có. Ghi như 05/11/2026, hoặc 11/2026, hoặc 2026 nếu không nhớ."
        ),
        "invalid_full": _("Ngày này không có. Ghi đủ ngày, tháng, năm, như 05/11/2026."),
        "future": _("Ngày này chưa đến."),
    }
    today: date | None = None

    def __init__(self, *, full: bool = False, past: bool = False, **kwargs: Any) -> None:
        self.full, self.past = full, past
        kwargs.setdefault("max_length", 30)
        super().__init__(**kwargs)

    # A CharField by its box, but what it returns is no text.
    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        """Return the date, None for none."""
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            value = value.isoformat()
        try:
            known = value if isinstance(value, PartialDate) else PartialDate.parse(str(value))
        except NotADate as refusal:
            raise self._error("invalid_full" if self.full else "invalid") from refusal
        if self.full and not known.is_full:
            raise self._error("invalid_full")
        return known

    def validate(self, value: Any) -> None:
        """Refuse a date that lies wholly after the form's today."""
        super().validate(value)
        if not self.past or value is None:
            return
        if self.today is None:
            raise TypeError("a form with a field of the past must be given today=")
        if value.earliest > self.today:
            raise self._error("future")

    def run_validators(self, value: Any) -> None:
        """Nothing more: the validators of CharField measure text."""

    def prepare_value(self, value: Any) -> Any:
        """Show what is stored as people write it: "2026-11" as "11/2026"."""
        try:
            return str(self.to_python(value)) if value else value
        except ValidationError:
            return value

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class BirthDateField(PartialDateField):
    """The birth date of someone born by the form's today."""

    default_error_messages = {"future": _("Ngày sinh chưa đến.")}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(past=True, **kwargs)


class PersonalNumberField(forms.CharField):
    """A personal number as text; nine digits pass too where `old_id_allowed`.

    For its warnings it may be told the sex, or in which fields of the form sex and birth stand.
    """

    def __init__(
        self,
        *,
        old_id_allowed: bool = False,
        sex: str | None = None,
        sex_field: str = "",
        birth_field: str = "",
        **kwargs: Any,
    ) -> None:
        self.old_id_allowed = old_id_allowed
        self.sex, self.sex_field, self.birth_field = sex, sex_field, birth_field
        self.confirmed = ""  # a number VNeID stands for: that it exists is not doubted
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "numeric")

    def to_python(self, value: Any) -> str:
        """Return the digits, "" for none."""
        typed = super().to_python(value) or ""
        try:
            return typed and clean_personal_number(typed, old_id_allowed=self.old_id_allowed)
        except NotANumber as refusal:
            raise ValidationError(refusal.sentence, code="no_number") from refusal

    def warnings(self, value: str, answers: Mapping[str, Any]) -> Sentences:
        """Return where the number and the other answers differ."""
        born_on = answers.get(self.birth_field)
        return personal_number_warnings(
            value,
            sex=self.sex or answers.get(self.sex_field),
            born_on=born_on if isinstance(born_on, PartialDate) else None,
            exists=value == self.confirmed,
        )


class PhoneField(forms.CharField):
    """A telephone number of ten digits, as text."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs.setdefault("inputmode", "tel")
        self.widget.attrs.setdefault("autocomplete", "tel")

    def to_python(self, value: Any) -> str:
        """Return the digits, "" for none."""
        typed = super().to_python(value) or ""
        try:
            return typed and clean_phone(typed)
        except NotAPhone as refusal:
            raise ValidationError(refusal.sentence, code="no_phone") from refusal


class AccountNumberField(LineField):
    """The number of a bank account: 6 to 30 digits or letters, without blanks and points."""

    _ACCOUNT = re.compile("[0-9A-Z]{6,30}")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=30, **kwargs)

    def clean(self, value: Any) -> str:
        """Return the number as a bank writes it, "" for none."""
        number = re.sub(r"[\s.\-]", "", super().clean(value)).upper()
        if number and not self._ACCOUNT.fullmatch(number):
            raise ValidationError(gettext("Số tài khoản có 6 đến 30 chữ số hoặc chữ cái."))
        return number


class TimeOfDayField(forms.CharField):
    """An hour of the day as people write it (14:30, 14h30, 14 giờ); cleans to "14:30" or ""."""

    default_error_messages = {"invalid": _("Ghi giờ như 14:30. Không nhớ thì để trống.")}
    _WRITTEN = re.compile(r"([0-9]{1,2})\s*(?::|h|giờ|g)?\s*([0-9]{2})?\s*(?:phút|p)?")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, **kwargs)

    def to_python(self, value: Any) -> str:
        """Return the hour with two digits each, "" for none."""
        typed = unicodedata.normalize("NFC", super().to_python(value) or "").casefold()
        if not typed:
            return ""
        found = self._WRITTEN.fullmatch(typed.strip())
        hour, minute = (int(found[1]), int(found[2] or 0)) if found else (99, 99)
        if hour > 23 or minute > 59:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return f"{hour:02}:{minute:02}"
