"""The law at the desk: shown with what it rests on, added and ended, never rewritten or removed."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import AnonymousUser
from django.test import Client, RequestFactory
from django.urls import reverse

from portal.statutes.admin import BADGES, LawAdmin
from portal.statutes.models import Amount, Certainty, LawRow

TABLES = [model for model in admin.site._registry if issubclass(model, LawRow)]


@pytest.fixture
def request_(rf: RequestFactory):
    request = rf.get("/")
    request.user = AnonymousUser()
    return request


def test_every_table_of_law_is_at_the_desk() -> None:
    assert len(TABLES) == 9


@pytest.mark.parametrize("model", TABLES)
def test_each_shows_its_days_its_basis_and_how_sure_it_is(model: type[LawRow], request_) -> None:
    shown = admin.site._registry[model].get_list_display(request_)
    assert {"sure", "basis"} <= set(shown)
    assert {"valid_from", "first_on"} & set(shown)


@pytest.mark.django_db
@pytest.mark.parametrize("model", TABLES)
def test_a_saved_row_is_read_only_but_for_its_end_and_what_it_rests_on(
    model: type[LawRow], request_
) -> None:
    row = model.objects.first()
    frozen = admin.site._registry[model].get_readonly_fields(request_, row)
    names = {field.name for field in model._meta.concrete_fields}
    assert names - set(frozen) == set(model.OPEN_LATER)


@pytest.mark.parametrize("model", TABLES)
def test_no_row_is_deleted(model: type[LawRow], request_) -> None:
    assert not admin.site._registry[model].has_delete_permission(request_)


def test_each_certainty_has_a_badge_of_its_own() -> None:
    assert BADGES.keys() == set(Certainty.labels)
    assert len(set(BADGES.values())) == len(Certainty)
    table = admin.site._registry[Amount]
    assert isinstance(table, LawAdmin)
    assert table.sure(Amount(certainty="?")) == "Chưa rõ"


@pytest.mark.django_db
@pytest.mark.parametrize("model", TABLES)
def test_every_page_of_a_table_is_drawn(model: type[LawRow], admin_client: Client) -> None:
    name = f"admin:statutes_{model._meta.model_name}"
    row = model.objects.first()
    assert row is not None
    for page in ("changelist", "add"):
        assert admin_client.get(reverse(f"{name}_{page}")).status_code == 200
    assert admin_client.get(reverse(f"{name}_change", args=[row.pk])).status_code == 200


class TestAnAdministrator:
    """Enters law through the forms themselves: ends a row, adds the next, shares no day."""

    table = "/quan-tri/statutes/amount/"
    new = {
        "code": "base_salary",
        "province": "",
        "value": "2700000",
        "unit": "dong",
        "basis": "Nghị định 1/2027/NĐ-CP",
        "certainty": "V",
    }

    @pytest.mark.django_db
    def test_adds_a_row_for_days_that_are_free(self, admin_client: Client) -> None:
        typed = self.new | {"province": "79", "valid_from": "01/01/2027"}
        assert admin_client.post(f"{self.table}add/", typed).status_code == 302
        assert Amount.objects.get(code="base_salary", province="79").value == 2_700_000

    @pytest.mark.django_db
    def test_is_told_of_a_day_that_another_row_has(self, admin_client: Client) -> None:
        typed = self.new | {"valid_from": "01/01/2027"}
        page = admin_client.post(f"{self.table}add/", typed)
        assert "Đã có dòng khác của mã này" in page.content.decode()

    @pytest.mark.django_db
    def test_cannot_let_a_row_run_into_the_next(self, admin_client: Client) -> None:
        row = Amount.objects.get(code="base_salary", valid_to="2026-06-30")
        typed = {"basis": row.basis, "certainty": row.certainty, "valid_to": "31/12/2026"}
        page = admin_client.post(f"{self.table}{row.pk}/change/", typed)
        assert "Đã có dòng khác của mã này" in page.content.decode()
