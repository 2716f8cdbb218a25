"""The code lists, counted."""

import re

from portal.people.codes import IdentityDocumentKind, RelationToHead, ResidenceKind
from portal.people.ethnicities import Ethnicity
from portal.people.nationalities import VIETNAM, country_choices, country_names
from portal.people.sex import DECLARABLE, WIRE_CODES, Sex


def test_the_54_ethnicities_are_numbered_without_gap() -> None:
    assert [e.value for e in Ethnicity] == [f"{n:02}" for n in range(1, 55)]
    assert len({e.label for e in Ethnicity}) == 54
    assert (Ethnicity.KINH, Ethnicity.E_DE, Ethnicity.RO_MAM) == ("01", "12", "54")


def test_every_country_has_two_letters_and_a_name_and_vietnam_comes_first() -> None:
    names = country_names()
    assert len(names) == 249
    assert all(re.fullmatch("[A-Z]{2}", code) and name for code, name in names.items())
    assert country_choices()[0] == (VIETNAM, "Việt Nam")
    assert {code for code, _ in country_choices()} == names.keys()
    by_name = [name for _code, name in country_choices()]
    assert len(by_name) == len(names)
    assert by_name.index("Áo") < by_name.index("Ba Lan") < by_name.index("Đức")
    assert by_name.index("Đức") < by_name.index("Zambia")


def test_the_26_relations_to_the_head_are_those_of_the_form() -> None:
    assert len(RelationToHead) == 26
    assert {"Con", "Cháu ngoại", "Người ở nhờ"} <= set(RelationToHead.labels)


def test_identity_documents_carry_the_numbers_of_the_register() -> None:
    assert [kind.value for kind in IdentityDocumentKind] == [str(n) for n in range(1, 11)]


def test_three_kinds_of_residence() -> None:
    assert ResidenceKind.labels == ["Thường trú", "Tạm trú", "Nơi ở hiện tại"]


def test_a_declaration_offers_two_sexes_and_a_packet_may_say_a_third() -> None:
    assert DECLARABLE == [("male", "Nam"), ("female", "Nữ")]
    assert WIRE_CODES.keys() == set(Sex)
    assert sorted(WIRE_CODES.values()) == ["1", "2", "3"]
