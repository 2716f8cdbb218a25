"""What the database refuses about places."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from portal.places.models import Commune, Office, Province

pytestmark = pytest.mark.django_db
DAY = date(2025, 7, 1)


def a_commune(code: str = "99999", **fields: object) -> Commune:
    return Commune(
        **{"code": code, "province_id": "01", "name": "Thử", "kind": "ward", "valid_from": DAY}
        | fields
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"code": "123"},
        {"code": "1234a"},
        {"valid_to": date(2025, 6, 30)},
        {"successor_id": "00004"},
        {"successor_id": "99999", "valid_to": date(2026, 1, 1)},
    ],
    ids=["short code", "letter in code", "ends before it begins", "standing yet succeeded", "self"],
)
def test_nonsense_about_a_commune_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        a_commune(**fields).save(force_insert=True)


def test_a_province_needs_two_digits() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Province.objects.create(code="1", name="Thử", kind="city", valid_from=DAY)


def test_a_commune_has_one_office_of_a_kind_and_every_office_an_address() -> None:
    Office.objects.create(commune_id="00004", kind="police", address="1 phố A")
    for kind, address in (("police", "2 phố B"), ("health_station", "  ")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Office.objects.create(commune_id="00004", kind=kind, address=address)


def test_a_province_with_communes_stays() -> None:
    with pytest.raises(ProtectedError):
        Province.objects.get(code="01").delete()


def test_the_sorting_key_follows_the_name() -> None:
    commune = a_commune(name="Đường Mới")
    commune.save()
    assert commune.name_sort == "duong moi"


def test_a_unit_exists_from_its_first_to_its_last_day() -> None:
    commune = a_commune(valid_to=date(2026, 11, 20))
    assert [commune.exists_on(day) for day in (DAY, date(2026, 11, 20))] == [True, True]
    assert not commune.exists_on(date(2025, 6, 30))
    assert not commune.exists_on(date(2026, 11, 21))
