"""Places at the desk."""

import pytest
from django.contrib import admin
from django.db import models
from django.test import Client
from django.urls import reverse

from portal.places.models import Commune, Office, Province

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("model", [Province, Commune])
def test_every_page_of_a_unit_is_drawn_and_its_code_stays(
    model: type[models.Model], admin_client: Client
) -> None:
    name = f"admin:places_{model._meta.model_name}"
    code = model.objects.values_list("code", flat=True)[0]
    assert admin_client.get(reverse(f"{name}_changelist"), {"q": code}).status_code == 200
    page = admin_client.get(reverse(f"{name}_change", args=[code]))
    assert "code" not in page.context["adminform"].form.fields


def test_a_unit_is_never_deleted(admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:places_commune_delete", args=["00004"]))
    assert page.status_code == 403


def test_an_office_is_recorded_for_its_commune(admin_client: Client) -> None:
    typed = {"commune": "00004", "kind": "police", "address": "1 phố A", "hours": "", "phone": ""}
    assert admin_client.post(reverse("admin:places_office_add"), typed).status_code == 302
    assert Office.objects.get(commune="00004").address == "1 phố A"
    assert admin_client.get(reverse("admin:places_office_changelist")).status_code == 200


def test_the_three_tables_are_at_the_desk() -> None:
    assert {Province, Commune, Office} <= admin.site._registry.keys()
