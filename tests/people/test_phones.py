"""Telephone numbers."""

import pytest

from portal.people.phones import NotAPhone, clean_phone


@pytest.mark.parametrize(
    "typed", ["0912345678", "091 234 5678", "0912.345.678", "+84912345678", "+84 91-234-5678"]
)
def test_a_number_is_kept_as_ten_digits(typed: str) -> None:
    assert clean_phone(typed) == "0912345678"


@pytest.mark.parametrize(
    "typed", ["912345678", "1912345678", "09123456789", "091234567", "84912345678", "09l2345678",
              "٠٩١٢٣٤٥٦٧٨", ""]
)  # fmt: skip
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(NotAPhone):
        clean_phone(typed)
