"""Model columns about people: typed values in Python, a check constraint in the database."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.translation import gettext_lazy as _

from portal.people import form_fields
from portal.people.names import NotAName, clean_name
from portal.people.partial_dates import NotADate, PartialDate

_DATE_CHECK = """
    {column} ~ '^(18|19|20|21)[0-9]{{2}}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?$'
    AND CASE WHEN length({column}) = 10 THEN substr({column}, 9, 2)::int <=
        CASE substr({column}, 6, 2)
        WHEN '02' THEN 28 + (
            mod(substr({column}, 1, 4)::int, 4) = 0
            AND (mod(substr({column}, 1, 4)::int, 100) <> 0
                 OR mod(substr({column}, 1, 4)::int, 400) = 0))::int
        WHEN '04' THEN 30 WHEN '06' THEN 30 WHEN '09' THEN 30 WHEN '11' THEN 30
        ELSE 31 END
    ELSE true END
"""


def choice(choices: type[models.TextChoices], **options: Any) -> models.CharField:
    """Return a column for one of some choices."""
    return models.CharField(max_length=20, choices=choices.choices, **options)


class CheckedTextField(models.CharField):
    """A text column whose form the database itself checks; the empty text always passes."""

    check_sql = "{column} = ''"

    def db_check(self, connection: BaseDatabaseWrapper) -> str | None:
        """Return the check of the column, written for PostgreSQL."""
        column = connection.ops.quote_name(str(self.column))
        return self.check_sql.format(column=column)


class PersonNameField(models.CharField):
    """A name, stored in NFC with single blanks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 100)
        super().__init__(*args, **kwargs)

    def to_python(self, value: Any) -> Any:
        """Return the clean name, or raise the sentence that says what is wrong."""
        try:
            return value if value is None else clean_name(str(value))
        except NotAName as refusal:
            raise ValidationError(refusal.sentence, code="no_name") from refusal

    def get_prep_value(self, value: Any) -> Any:
        """Store the clean form; what is no name raises NotAName."""
        return clean_name(value) if isinstance(value, str) else super().get_prep_value(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field of names."""
        return super().formfield(form_class=form_fields.PersonNameField, **kwargs)


class PartialDateField(CheckedTextField):
    """A PartialDate in one text column, ISO form, whose text order is the order of dates.

    May be compared with a PartialDate or a date in queries. Use `null=True` where it may be
    unknown altogether.
    """

    check_sql = _DATE_CHECK

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # the order of dates must not depend on the collation of the database
        kwargs |= {"max_length": 10, "db_collation": "C"}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Leave out of migrations what is always the same."""
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"], kwargs["db_collation"]
        return name, path, args, kwargs

    def from_db_value(self, value: str | None, *_args: Any) -> PartialDate | None:
        """Return the value of a column."""
        return PartialDate.parse(value) if value else None

    def to_python(self, value: Any) -> Any:
        """Return a PartialDate from one, from a date, from its stored or its written form."""
        if value is None or value == "" or isinstance(value, PartialDate):
            return value or None
        if isinstance(value, date):
            return PartialDate.from_date(value)
        try:
            return PartialDate.parse(str(value))
        except NotADate as refusal:
            raise ValidationError(_("Ngày này không có."), code="invalid") from refusal

    def get_prep_value(self, value: Any) -> Any:
        """Return the stored form."""
        known = self.to_python(value)
        return known.iso if isinstance(known, PartialDate) else None

    def value_to_string(self, obj: models.Model) -> str:
        """Return the stored form for serializers."""
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def run_validators(self, value: Any) -> None:
        """Nothing more: the validators of CharField measure text."""

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field of partial dates."""
        return super().formfield(form_class=form_fields.PartialDateField, **kwargs)


class PersonalNumberField(CheckedTextField):
    """A personal number as text: twelve digits, or the nine of an old identity card."""

    check_sql = "{column} ~ '^([0-9]{{12}}|[0-9]{{9}})?$'"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 12)
        super().__init__(*args, **kwargs)


class PhoneField(CheckedTextField):
    """A telephone number as text: ten digits, the first a zero."""

    check_sql = "{column} ~ '^(0[0-9]{{9}})?$'"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(*args, **kwargs)
