"""What is believed, at the desk."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from integrations.hospital_xml.authority import name, new_key, new_root
from portal.hospital_papers.loading import load_authorities, load_revocation_lists
from portal.hospital_papers.models import Authority, Facility, RevocationList

pytestmark = pytest.mark.django_db
START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def loaded() -> None:
    now = timezone.now()
    root = new_root(name("CA Ví Dụ"), new_key(), start=START, end=now + timedelta(days=900))
    load_authorities([root.certificate])
    lists = [root.revocation_list(now - timedelta(days=days)) for days in (1, 30)]
    load_revocation_lists(lists)


def test_an_expired_list_says_so(loaded: None, admin_client: Client) -> None:
    page = admin_client.get(reverse("admin:hospital_papers_revocationlist_changelist"))
    assert "đã hết hạn" in page.content.decode()
    assert "còn hạn" in page.content.decode()


def test_an_authority_is_narrowed_but_never_typed(loaded: None, admin_client: Client) -> None:
    one = Authority.objects.get()
    address = reverse("admin:hospital_papers_authority_change", args=[one.pk])
    page = admin_client.get(address)
    assert set(page.context["adminform"].form.fields) == {"trusted_from", "trusted_to"}
    assert admin_client.get(reverse("admin:hospital_papers_authority_add")).status_code == 403
    assert (
        admin_client.get(reverse("admin:hospital_papers_authority_changelist")).status_code == 200
    )
    for row in (one, RevocationList.objects.all()[0]):
        gone = reverse(f"admin:hospital_papers_{row._meta.model_name}_delete", args=[row.pk])
        assert admin_client.get(gone).status_code == 403


def test_a_facility_is_added_and_keeps_its_code(admin_client: Client) -> None:
    typed = {"code": "01901", "name": "BV", "province": "01", "tax_code": "0100000001"}
    added = admin_client.post(reverse("admin:hospital_papers_facility_add"), typed)
    assert added.status_code == 302
    page = admin_client.get(reverse("admin:hospital_papers_facility_change", args=["01901"]))
    assert "code" not in page.context["adminform"].form.fields


@pytest.mark.parametrize("wrong", [{"code": "1"}, {"code": "０１９０１"}, {"tax_code": ""}])
def test_the_database_refuses_nonsense(wrong: dict[str, str]) -> None:
    right = {"code": "01901", "name": "BV", "province": "01", "tax_code": "0100000001"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Facility.objects.create(**{**right, **wrong})
