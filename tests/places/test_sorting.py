"""The key place names are sorted and searched by."""

import pytest

from portal.places.sorting import sort_key


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Đắk Lắk", "dak lak"),
        ("  Hà   Giang 1 ", "ha giang 1"),
        ("Ha\u0300 No\u0323\u0302i", "ha noi"),
        ("Ơ Đu", "o du"),
        ("ĐƯỜNG", "duong"),
        ("Krông Búk", "krong buk"),
        ("", ""),
    ],
)
def test_a_key_has_no_marks_no_capitals_and_single_blanks(name: str, key: str) -> None:
    assert sort_key(name) == key


def test_a_key_is_its_own_key() -> None:
    assert sort_key(sort_key("Phường Hồ Thị Kỷ")) == sort_key("Phường Hồ Thị Kỷ")
