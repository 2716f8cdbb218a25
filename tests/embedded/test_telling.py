"""What the demo prints for whoever declares by hand."""

import re

import pytest

from integrations.simulators.people import HOUSEHOLDS, PEOPLE
from portal.embedded.walk import telling
from portal.embedded.walk.numbers import FAMILIES


def test_every_number_of_the_invented_families_is_printed(
    capsys: pytest.CaptureFixture[str],
) -> None:
    telling.how_to_sign_in([])
    said = " ".join(capsys.readouterr().out.split())
    assert "Trần Văn Ví Dụ 000094000002" in said
    assert "Phạm Văn Chủ Nhà (owner) 000060000004" in said
    numbers = re.findall(r"\d{12}", said)
    assert len(set(numbers)) == 19
    assert all(one.startswith("000") for one in numbers)


def test_no_line_is_wider_than_the_others(capsys: pytest.CaptureFixture[str]) -> None:
    telling.families()
    assert max(map(len, capsys.readouterr().out.splitlines())) <= telling.WIDTH


def test_the_numbers_are_those_of_the_simulated_vneid() -> None:
    assert list(FAMILIES) == [
        tuple(
            (f"{one.full_name} (owner)" if owns else one.full_name, one.personal_number)
            for one in PEOPLE
            for owns in [one.personal_number in home.owners]
            if owns or one.household == home.code
        )
        for home in HOUSEHOLDS
    ]
