"""What every table of law refuses: two rows a day, backward days, silent rewriting."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from portal.statutes.models import Amount, CalendarOverride, Dated, LawRow, ReturnReason

pytestmark = pytest.mark.django_db
TABLES = [m for m in apps.get_app_config("statutes").get_models() if issubclass(m, LawRow)]
DATED = [m for m in TABLES if issubclass(m, Dated)]
DAY = date(2030, 1, 1)


def a_copy(model: type[Dated], **changed: object) -> Dated:
    """Return an unsaved row of `model` like the first one there is, of a code of its own."""
    like = model.objects.first()
    assert like is not None
    values = {f.attname: getattr(like, f.attname) for f in model._meta.concrete_fields}
    fresh = {"id": None, "code": "test", "province": "", "valid_from": DAY, "valid_to": None}
    return model(**values | fresh | {"withdrawn_on": None} | changed)


def is_refused(row: models.Model) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return True
    return False


def test_there_are_nine_tables_of_law() -> None:
    assert len(TABLES) == 9
    assert len(DATED) == 8


@pytest.mark.parametrize("model", DATED)
def test_two_rows_of_one_code_and_province_never_share_a_day(model: type[Dated]) -> None:
    a_copy(model, valid_to=DAY + timedelta(days=9)).save()
    assert is_refused(a_copy(model))
    assert is_refused(a_copy(model, valid_from=DAY + timedelta(days=9)))
    assert is_refused(a_copy(model, valid_from=DAY - timedelta(days=9), valid_to=DAY))
    assert not is_refused(a_copy(model, valid_from=DAY + timedelta(days=10)))
    assert not is_refused(a_copy(model, province="08"))
    assert not is_refused(a_copy(model, code="other"))
    assert not is_refused(a_copy(model, withdrawn_on=DAY))


@pytest.mark.parametrize("model", DATED)
def test_backward_days_and_made_up_provinces_are_refused(model: type[Dated]) -> None:
    assert is_refused(a_copy(model, valid_to=DAY - timedelta(days=1)))
    assert is_refused(a_copy(model, province="8"))
    assert is_refused(a_copy(model, province="ab"))


@pytest.mark.parametrize("model", TABLES)
def test_what_a_saved_row_says_is_never_rewritten(model: type[LawRow]) -> None:
    row = model.objects.first()
    assert row is not None
    row.full_clean()
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name in model.OPEN_LATER:
            continue
        changed = model.objects.get(pk=row.pk)
        value = getattr(changed, field.attname)
        setattr(changed, field.attname, _another(value))
        with pytest.raises(ValidationError) as refusal:
            changed.clean()
        assert field.name in refusal.value.message_dict


def _another(value: object) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, date):
        return value + timedelta(days=1)
    if isinstance(value, list):
        return [*value, "x"]
    if isinstance(value, dict):
        return {**value, "x": []}
    return DAY if value is None else 99 if not isinstance(value, str) else f"{value}x"


@pytest.mark.parametrize("model", DATED)
def test_a_row_may_be_ended_and_its_basis_and_certainty_be_learnt(model: type[Dated]) -> None:
    row = model.objects.filter(valid_to=None).first()
    assert row is not None
    row.valid_to, row.basis, row.certainty = DAY, "Nghị định khác", "V"
    row.full_clean()
    row.save()


def test_the_form_of_a_row_says_that_the_days_are_taken() -> None:
    row = a_copy(Amount, code="base_salary")
    with pytest.raises(ValidationError, match="Đã có dòng khác"):
        row.full_clean()


def test_a_negative_amount_is_refused() -> None:
    assert is_refused(a_copy(Amount, value=-1))


def test_a_sentence_lists_exactly_its_blanks() -> None:
    row = ReturnReason(sentence="{what} và {who}", blanks={"what": []})
    with pytest.raises(ValidationError, match="Chỗ điền"):
        row.clean()


def test_a_place_has_one_decision_a_day() -> None:
    def decision(place: str, first: date, last: date) -> CalendarOverride:
        return CalendarOverride(
            title="Bão", place=place, first_on=first, last_on=last, basis="1", certainty="V"
        )

    assert not is_refused(decision("08", DAY, DAY + timedelta(days=2)))
    assert is_refused(decision("08", DAY + timedelta(days=2), DAY + timedelta(days=4)))
    assert not is_refused(decision("00691", DAY, DAY))
    assert is_refused(decision("08", DAY + timedelta(days=9), DAY + timedelta(days=8)))
    assert is_refused(decision("123", DAY, DAY))
