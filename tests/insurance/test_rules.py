"""The rules of the child's card, walked."""

from datetime import date
from itertools import product

import pytest

from insurance.health_card import rules
from insurance.health_card.rules import Facility, Participation
from integrations import health_card_application as wire
from tests.residence import families as f

BIRTH = {
    "full_name": "Trần Thử Nghiệm",
    "born_on": date(2026, 11, 5),
    "sex": "female",
    "personal_number": "000326000009",
    "insurance_number": "",
}
CARD = {**BIRTH, "born_on": "2026-11-05", "insurance_number": "0000000001"}


def test_a_card_equal_to_the_birth_record_differs_in_nothing() -> None:
    assert rules.compare(CARD, BIRTH) == []


@pytest.mark.parametrize("name", rules.COMPARED)
@pytest.mark.parametrize("value", ["", None, "khác", "Trần Thử Nghiệm ", "TRẦN THỬ NGHIỆM"])
def test_every_field_is_compared_letter_by_letter(name: str, value: str | None) -> None:
    same = str(value or "").strip() == str(BIRTH[name])
    assert rules.compare({**CARD, name: value}, BIRTH) == ([] if same else [name])


def test_unicode_forms_of_one_name_are_one_name() -> None:
    decomposed = "Tra\u0302\u0300n Thu\u031b\u0309 Nghie\u0323\u0302m"
    assert rules.compare({**CARD, "full_name": decomposed}, BIRTH) == []


def test_a_second_number_beside_a_known_one_differs() -> None:
    for known, given in product(["", "0000000001", "0000000002"], repeat=2):
        wrong = rules.compare(
            {**CARD, "insurance_number": given}, {**BIRTH, "insurance_number": known}
        )
        assert wrong == (["insurance_number"] if known and known != given else [])


def test_several_differences_are_all_named() -> None:
    assert rules.compare({}, BIRTH) == list(rules.COMPARED)


STATION = Facility("1", "Trạm y tế mẫu", "station", is_open=True)
HOSPITAL = Facility("2", "Bệnh viện mẫu", "hospital", is_open=True)
FULL = Facility("3", "Trạm y tế đã đủ", "station", is_open=False)


def test_full_and_closed_facilities_are_not_offered_and_stations_come_first() -> None:
    assert rules.facilities_offered([HOSPITAL, FULL, STATION]) == (STATION, HOSPITAL)
    assert rules.facilities_offered([]) == ()


def test_the_nearest_open_station_is_chosen_beforehand() -> None:
    assert rules.preselected(rules.facilities_offered([HOSPITAL, STATION])) == "1"
    assert rules.preselected(rules.facilities_offered([HOSPITAL, FULL])) == rules.CHOSEN_FOR_ME
    assert rules.preselected(()) == rules.CHOSEN_FOR_ME


def test_first_care_is_sought_where_the_child_will_live_else_where_a_parent_lives() -> None:
    birth = f.birth(mother={"residence_commune": ""}, father={"residence_commune": f.BA_DINH})
    assert rules.home_of(birth | f.residence())[0] == f.HA_GIANG
    assert rules.home_of(birth)[0] == f.BA_DINH
    assert rules.home_of({f"{f.BIRTH}.office": {"guardian_commune": f.BA_DINH}})[0] == f.BA_DINH
    assert rules.home_of({}) == ("", "")


def test_homes_declared_before_are_offered_once_each() -> None:
    same = rules.addresses_of(f.birth() | f.residence())
    assert [one.whose for one in same] == ["child"]
    apart = rules.addresses_of(f.birth(father={"residence_line": "7 Phố Khác"}))
    assert [one.whose for one in apart] == ["mother", "father"]
    assert rules.addresses_of({}) == ()


@pytest.mark.parametrize(
    ("day", "first", "last", "state"),
    [
        (date(2026, 11, 4), date(2026, 11, 5), date(2032, 11, 30), Participation.NOT_YET),
        (date(2026, 11, 5), date(2026, 11, 5), date(2032, 11, 30), Participation.PARTICIPATING),
        (date(2032, 11, 30), date(2026, 11, 5), date(2032, 11, 30), Participation.PARTICIPATING),
        (date(2032, 12, 1), date(2026, 11, 5), date(2032, 11, 30), Participation.FORMERLY),
        (date(2026, 11, 5), None, None, Participation.NOT_YET),
    ],
)
def test_a_member_stands_in_one_of_three_states(
    day: date, first: date | None, last: date | None, state: str
) -> None:
    assert rules.participation_on(day, first_covered=first, last_covered=last) == state


@pytest.mark.parametrize(
    ("items", "code", "opened"),
    [
        (["facility_code"], "BH01", "insurance.health_card.facility.facility"),
        (["delivery_address"], "BH01", "insurance.health_card.delivery.address"),
        ([], "unreasoned", "insurance.health_card.*"),
        (["?"], "unreasoned", "insurance.health_card.*"),
    ],
)
def test_what_the_agency_names_opens_the_answer_it_means(
    items: list[str], code: str, opened: str
) -> None:
    assert rules.reason_of(items) == (code, (opened,))


def test_ways_of_receiving_are_those_of_the_wire() -> None:
    known = {wire.ELECTRONIC, wire.TO_HOME, wire.TO_CONTACT_OFFICER}
    assert {one.value for one in rules.CardBy} == known
