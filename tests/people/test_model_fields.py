"""Columns about people on a real table: what goes in comes out, and nonsense is refused below."""

import calendar
from collections.abc import Iterator
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import DataError, IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from portal.people.model_fields import (
    PartialDateField,
    PersonalNumberField,
    PersonNameField,
    PhoneField,
)
from portal.people.names import NotAName
from portal.people.partial_dates import PartialDate

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Iterator[type[models.Model]]:
    with isolate_apps("portal.people"):

        class Person(models.Model):
            name = PersonNameField(blank=True)
            born_on = PartialDateField(null=True, blank=True)
            number = PersonalNumberField(blank=True)
            phone = PhoneField(blank=True)

            class Meta:
                app_label = "people"

        with connection.schema_editor(atomic=False) as editor:
            editor.create_model(Person)
        yield Person


def test_a_partial_date_comes_back_as_it_went_in(person: type[models.Model]) -> None:
    for known in (PartialDate(1954), PartialDate(1954, 4), PartialDate(1954, 4, 30), None):
        kept = person.objects.create(born_on=known)
        assert person.objects.get(pk=kept.pk).born_on == known


def test_dates_are_compared_and_ordered_in_the_database(person: type[models.Model]) -> None:
    texts = ["2027", "2026", "05/11/2026", "12/2026", "11/2026"]
    for text in texts:
        person.objects.create(born_on=PartialDate.parse(text))
    ordered = person.objects.order_by("born_on").values_list("born_on", flat=True)
    assert list(ordered) == sorted(map(PartialDate.parse, texts))
    assert person.objects.filter(born_on__lt=date(2026, 11, 5)).count() == 2
    assert person.objects.filter(born_on=PartialDate(2026, 11)).count() == 1


def accepts(column: str, text: str) -> bool:
    """Tell whether the database takes `text`, written past every check of Python."""
    with connection.cursor() as cursor:
        try:
            with transaction.atomic():
                values = {"name": "", "born_on": None, "number": "", "phone": ""} | {column: text}
                cursor.execute(
                    "INSERT INTO people_person (name, born_on, number, phone) VALUES (%s,%s,%s,%s)",
                    list(values.values()),
                )
        except (IntegrityError, DataError):
            return False
        return True


def test_the_database_takes_the_days_the_calendar_has_and_no_other(
    person: type[models.Model],
) -> None:
    for year in (1900, 2000, 2023, 2024):
        for month in range(1, 13):
            last = calendar.monthrange(year, month)[1]
            for day in (0, 1, last, last + 1):
                assert accepts("born_on", f"{year}-{month:02}-{day:02}") == (1 <= day <= last)


@pytest.mark.parametrize(
    "text", ["", "26", "1799", "2200", "2026-13", "2026-00", "2026-1", "2026-11-5", "05/11/2026",
             "2026-11-", " 2026", "2026\n"]
)  # fmt: skip
def test_the_database_refuses_what_is_no_stored_date(person: type[models.Model], text: str) -> None:
    assert not accepts("born_on", text)


@pytest.mark.parametrize(
    ("column", "good", "bad"),
    [
        ("number", ["", "001191000001", "123456789"], ["1", "1234567890", "00119100000a", "0 "]),
        ("phone", ["", "0912345678"], ["912345678", "1912345678", "09123456789", "09 2345678"]),
    ],
)
def test_the_database_checks_the_form_of_numbers(
    person: type[models.Model], column: str, good: list[str], bad: list[str]
) -> None:
    assert [accepts(column, text) for text in good] == [True] * len(good)
    assert [accepts(column, text) for text in bad] == [False] * len(bad)


def test_a_name_is_stored_composed_and_folded(person: type[models.Model]) -> None:
    kept = person.objects.create(name="  Nguye\u0302\u0303n   An ")
    assert person.objects.get(pk=kept.pk).name == "Nguyễn An"
    assert person.objects.filter(name="Nguye\u0302\u0303n An").exists()
    with pytest.raises(NotAName):
        person.objects.create(name="An1")


def test_cleaning_a_row_says_what_is_wrong(person: type[models.Model]) -> None:
    row = person(name="An1", born_on="30/02/2026")
    with pytest.raises(ValidationError) as refusal:
        row.full_clean()
    assert refusal.value.message_dict.keys() == {"name", "born_on"}


def test_a_date_in_words_of_people_or_machines_becomes_the_same_value(
    person: type[models.Model],
) -> None:
    field = person._meta.get_field("born_on")
    for given in ("05/11/2026", "2026-11-05", date(2026, 11, 5), PartialDate(2026, 11, 5)):
        assert field.to_python(given) == PartialDate(2026, 11, 5)
    assert field.value_to_string(person(born_on=PartialDate(2026, 11))) == "2026-11"


def test_forms_made_from_a_model_use_the_fields_of_people(person: type[models.Model]) -> None:
    for name in ("name", "born_on"):
        made = person._meta.get_field(name).formfield()
        assert type(made).__module__ == "portal.people.form_fields"
