"""The committed rows of law, each one read."""

import re
from io import StringIO
from itertools import pairwise

import pytest
from django.apps import apps
from django.core.management import call_command

from portal.statutes import loading
from portal.statutes.models import (
    Amount,
    CalendarOverride,
    Certainty,
    Dated,
    ForbiddenPaper,
    LawRow,
    ReasonKind,
    ReturnReason,
)
from portal.statutes.sentences import blanks_of

pytestmark = pytest.mark.django_db
LEGS = {
    "all", "civil_registry.birth", "civil_registry.death", "residence.registration",
    "residence.deregistration", "insurance.health_card", "insurance.coverage_end",
    "funeral_benefits.allowance", "funeral_benefits.survivors",
}  # fmt: skip
RETURNS = {
    *(f"KS0{n}" for n in range(1, 10)), *(f"CT0{n}" for n in range(1, 6)), "BH01",
    *(f"KT0{n}" for n in range(1, 4)), "MT01", "MT02", "ALL1",
}  # fmt: skip
NEVER_WRITTEN = ("ngoài giá thú", "không chồng", "vô thừa nhận", "con rơi", "cơ quan chức năng")


def table(file_name: str) -> type[LawRow]:
    return apps.get_model("statutes", loading.FILES[file_name])


@pytest.mark.parametrize("file_name", loading.FILES)
def test_every_row_of_a_file_is_in_the_database_and_sound(file_name: str) -> None:
    rows = table(file_name).objects.all()
    assert len(rows) == len(loading.read_rows(file_name))
    for row in rows:
        row.full_clean()
        assert row.basis.strip()
        assert row.certainty in Certainty


@pytest.mark.parametrize("file_name", loading.FILES)
def test_every_word_of_a_file_is_composed_and_kind(file_name: str) -> None:
    text = (loading.FOLDER / f"{file_name}.toml").read_text("utf-8")
    assert not re.search("[\u0300-\u036f]", text)
    assert not any(words in text.lower() for words in NEVER_WRITTEN)


def test_loading_again_adds_nothing_and_restores_what_is_missing() -> None:
    Amount.objects.filter(code="merit_standard").delete()
    call_command("load_statutes", stdout=StringIO())
    before = {name: table(name).objects.count() for name in loading.FILES}
    call_command("load_statutes", stdout=StringIO())
    assert {name: table(name).objects.count() for name in loading.FILES} == before
    assert Amount.objects.filter(code="merit_standard").count() == 4


def test_a_row_changed_by_an_administrator_survives_loading() -> None:
    row = Amount.objects.get(code="base_salary", valid_to=None)
    Amount.objects.filter(pk=row.pk).update(valid_to="2026-12-31")
    call_command("load_statutes", stdout=StringIO())
    assert Amount.objects.filter(code="base_salary", valid_to=None).count() == 0


def test_the_days_of_a_code_follow_each_other_without_a_gap() -> None:
    for model in (m for m in apps.get_app_config("statutes").get_models() if issubclass(m, Dated)):
        rows = list(model.objects.order_by("code", "province", "valid_from"))
        for earlier, later in pairwise(rows):
            if (earlier.code, earlier.province) == (later.code, later.province):
                assert earlier.valid_to is not None
                assert (later.valid_from - earlier.valid_to).days == 1, later


def test_the_return_reasons_are_those_the_desk_knows() -> None:
    kinds = ReturnReason.objects.values_list("code", "kind")
    assert {code for code, kind in kinds if kind == ReasonKind.RETURN} == RETURNS
    assert {code for code, kind in kinds if kind == ReasonKind.REFUSAL} == {
        f"XX{n}" for n in range(1, 8)
    }


def test_every_reason_names_known_legs_and_every_return_opens_something_of_them() -> None:
    for reason in ReturnReason.objects.all():
        assert set(reason.legs) <= LEGS
        assert blanks_of(reason.sentence) == set(reason.blanks)
        if reason.kind == ReasonKind.REFUSAL:
            assert reason.opens == []
            continue
        assert reason.opens, reason
        for pattern in reason.opens:
            assert pattern.startswith(("*", "file", *reason.legs)), pattern


def test_only_a_false_declaration_needs_a_supervisor_to_sign() -> None:
    signed = ReturnReason.objects.filter(needs_supervisor=True).values_list("code", flat=True)
    assert list(signed) == ["XX6"]


def test_every_forbidden_paper_names_known_legs_and_words_without_marks() -> None:
    for paper in ForbiddenPaper.objects.all():
        assert set(paper.legs) <= LEGS
        for words in paper.trigger_words:
            assert re.fullmatch(r"[a-z]+( [a-z]+)*", words)


def test_the_swap_of_the_new_year_is_one_day_off_and_one_day_worked() -> None:
    days = CalendarOverride.objects.order_by("first_on").values_list("is_working", flat=True)
    assert list(days) == [False, True]
