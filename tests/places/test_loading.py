"""The units of the committed files against the package they come from, each one compared."""

import unicodedata
from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command

from portal.places import loading
from portal.places.management.commands import rebuild_place_files
from portal.places.models import Commune, CommuneKind, Province, ProvinceKind

# code: rural communes, wards, special zones, as counted on 10/10/2026
COUNTED = {
    "01": (75, 51, 0), "04": (53, 3, 0), "08": (117, 7, 0), "11": (42, 3, 0),
    "12": (36, 2, 0), "14": (67, 8, 0), "15": (89, 10, 0), "19": (77, 15, 0),
    "20": (61, 4, 0), "22": (22, 30, 2), "24": (54, 45, 0), "25": (133, 15, 0),
    "31": (67, 45, 2), "33": (93, 11, 0), "37": (97, 32, 0), "38": (147, 19, 0),
    "40": (119, 11, 0), "42": (60, 9, 0), "44": (69, 8, 1), "46": (19, 21, 0),
    "48": (70, 23, 1), "51": (86, 9, 1), "52": (110, 25, 0), "56": (48, 16, 1),
    "66": (88, 14, 0), "68": (103, 20, 1), "75": (62, 33, 0), "79": (54, 113, 1),
    "80": (82, 14, 0), "82": (82, 20, 0), "86": (105, 19, 0), "91": (85, 14, 3),
    "92": (72, 31, 0), "96": (55, 9, 0),
}  # fmt: skip
CITIES = {"01", "22", "24", "31", "46", "48", "75", "79", "92"}


def test_the_files_say_what_the_package_says_of_every_unit() -> None:
    provinces = [(r["code"], r["kind"], r["name"]) for r in loading.read_rows("provinces.csv")]
    communes = [
        (r["code"], r["province_id"], r["kind"], r["name"])
        for r in loading.read_rows("communes.csv")
    ]
    assert provinces == rebuild_place_files.provinces()
    assert communes == rebuild_place_files.communes()


def test_every_name_is_bare_composed_and_without_stray_blanks() -> None:
    for file in ("provinces.csv", "communes.csv"):
        for row in loading.read_rows(file):
            name = row["name"]
            assert unicodedata.normalize("NFC", " ".join(name.split())) == name
            assert not name.startswith(tuple(f"{kind.label} " for kind in CommuneKind))


@pytest.mark.django_db
def test_every_province_has_as_many_communes_of_each_kind_as_were_counted() -> None:
    kinds = Counter(Commune.objects.values_list("province", "kind"))
    order = (CommuneKind.RURAL_COMMUNE, CommuneKind.WARD, CommuneKind.SPECIAL_ZONE)
    found = {
        code: tuple(kinds[code, kind] for kind in order)
        for code in Province.objects.values_list("code", flat=True)
    }
    assert found == COUNTED
    assert sum(map(sum, COUNTED.values())) == 3321


@pytest.mark.django_db
def test_nine_of_the_provinces_are_cities() -> None:
    cities = Province.objects.filter(kind=ProvinceKind.CITY).values_list("code", flat=True)
    assert set(cities) == CITIES


@pytest.mark.django_db
def test_loading_again_restores_names_and_leaves_ended_communes_ended() -> None:
    Commune.objects.filter(code="00004").update(name="Sai", valid_to="2026-12-31")
    out = StringIO()
    call_command("load_places", stdout=out)
    assert out.getvalue() == "34 provinces, 3321 communes\n"
    commune = Commune.objects.get(code="00004")
    assert commune.name == "Ba Đình"
    assert str(commune.valid_to) == "2026-12-31"
    assert Commune.objects.count() == 3321


@pytest.mark.django_db
def test_sample_offices_say_that_they_are_invented_and_never_replace_a_real_one() -> None:
    commune = Commune.objects.get(code="00004")
    real = commune.offices.create(kind="police", address="2 Lê Hồng Phong")
    call_command("load_sample_offices", "00004", stdout=StringIO())
    call_command("load_sample_offices", "00004", stdout=StringIO())
    assert commune.offices.count() == 4
    assert commune.offices.get(kind="police") == real
    samples = commune.offices.filter(is_sample=True)
    assert all("minh họa" in office.address for office in samples)
