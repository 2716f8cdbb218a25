"""Finding communes by code, by day and by what people type."""

from datetime import date

import pytest

from portal.places import selectors
from portal.places.models import Commune, OfficeKind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 21)
EVERY = 3321


@pytest.fixture
def merged() -> None:
    """00004 became 00008 after 30/09/2026, and 00008 became 00025 after 31/10/2026."""
    Commune.objects.filter(code="00004").update(valid_to="2026-09-30", successor="00008")
    Commune.objects.filter(code="00008").update(valid_to="2026-10-31", successor="00025")


@pytest.mark.parametrize(
    ("day", "stands"),
    [
        (date(2026, 9, 30), "00004"),
        (date(2026, 10, 1), "00008"),
        (date(2026, 10, 31), "00008"),
        (date(2026, 11, 1), "00025"),
    ],
)
def test_a_merged_commune_is_followed_to_the_one_that_stands(
    merged: None, day: date, stands: str
) -> None:
    assert selectors.commune_on("00004", on=day).code == stands


@pytest.mark.parametrize("code", ["00000", "", "4", "0000\x00", "0000a"])
def test_an_unknown_code_is_no_commune(code: str) -> None:
    with pytest.raises(selectors.NoSuchCommune):
        selectors.commune_on(code, on=TODAY)


def test_before_its_first_day_a_code_is_no_commune() -> None:
    with pytest.raises(selectors.NoSuchCommune):
        selectors.commune_on("00004", on=date(2025, 6, 30))


def test_a_commune_that_ended_without_successor_is_left_out() -> None:
    Commune.objects.filter(code="00004").update(valid_to="2026-09-30")
    assert selectors.communes_on(["00004", "00008"], on=TODAY).keys() == {"00008"}


def test_two_communes_that_name_each_other_end_the_search() -> None:
    Commune.objects.filter(code="00004").update(valid_to="2026-09-30", successor="00008")
    Commune.objects.filter(code="00008").update(valid_to="2026-09-30", successor="00004")
    assert selectors.communes_on(["00004"], on=TODAY) == {}


def test_every_commune_is_found_by_one_query(django_assert_num_queries) -> None:
    codes = list(Commune.objects.values_list("code", flat=True))
    with django_assert_num_queries(1):
        found = selectors.communes_by_code(codes)
        assert {c.province.code for c in found.values()}
    assert len(found) == EVERY
    with django_assert_num_queries(1):
        assert len(selectors.communes_on(codes, on=TODAY)) == EVERY


def test_addresses_and_offices_cost_the_same_for_one_and_for_a_hundred(
    django_assert_num_queries,
) -> None:
    codes = list(Commune.objects.values_list("code", flat=True)[:100])
    for few in (codes[:1], codes):
        with django_assert_num_queries(1):
            selectors.full_addresses((code, "1 phố A") for code in few)
        with django_assert_num_queries(2):
            assert len(selectors.offices(few, OfficeKind.POLICE)) == len(few)


@pytest.mark.parametrize(
    "typed", ["hà giang 1", "ha giang 1", "HÀ GIANG 1", "Phường Hà Giang 1", "phuong ha giang 1"]
)
def test_a_name_is_found_with_or_without_marks_and_kind(typed: str) -> None:
    assert [c.code for c in selectors.search_communes(typed, on=TODAY)] == ["00694"]


@pytest.mark.parametrize("typed", ["", "   ", "zzz", "%", "_a", "\x00"])
def test_what_names_nothing_finds_nothing(typed: str) -> None:
    assert selectors.search_communes(typed, on=TODAY) == []


def test_a_kind_alone_is_taken_for_the_beginning_of_a_name() -> None:
    assert {c.name for c in selectors.search_communes("xã", on=TODAY)} >= {"Xa Dung"}


def test_every_commune_is_found_by_its_own_name() -> None:
    lost = [
        c.code
        for c in Commune.objects.all()[::25]
        if c not in selectors.search_communes(c.title, on=TODAY, limit=100)
    ]
    assert lost == []


def test_a_search_within_a_province_stays_there() -> None:
    found = selectors.search_communes("tân", on=TODAY, province_code="79", limit=100)
    assert found
    assert {c.province_id for c in found} == {"79"}


def test_an_ended_commune_is_offered_no_more(merged: None) -> None:
    assert "00004" not in {c.code for c in selectors.communes_of("01", on=TODAY)}
    assert "00004" not in {c.code for c in selectors.search_communes("ba đình", on=TODAY)}


@pytest.mark.parametrize(
    ("code", "line", "address"),
    [
        ("00691", " 12  Trần Phú ", "12 Trần Phú, Phường Hà Giang 2, Tỉnh Tuyên Quang"),
        ("00691", "", "Phường Hà Giang 2, Tỉnh Tuyên Quang"),
        ("00000", "12 Trần Phú", "12 Trần Phú"),
        ("26732", "Khu 1", "Khu 1, Đặc khu Côn Đảo, Thành phố Hồ Chí Minh"),
    ],
)
def test_an_address_reads_from_the_house_to_the_province(
    code: str, line: str, address: str
) -> None:
    assert selectors.full_address(code, line) == address


def test_provinces_are_sorted_without_regard_to_marks() -> None:
    names = [p.name for p in selectors.provinces(on=TODAY)]
    assert len(names) == 34
    assert names[:3] == ["An Giang", "Bắc Ninh", "Cà Mau"]
    assert names.index("Đà Nẵng") < names.index("Gia Lai")


def test_an_office_nobody_recorded_is_at_the_seat_of_its_commune() -> None:
    office = selectors.offices(["00691"], OfficeKind.PEOPLES_COMMITTEE)["00691"]
    assert office.pk is None
    assert office.title == "Ủy ban nhân dân phường Hà Giang 2"
    assert office.address == "Phường Hà Giang 2, Tỉnh Tuyên Quang"
    assert (office.hours, office.phone) == ("", "")
