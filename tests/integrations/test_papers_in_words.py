"""What simulated papers say is what a reader of them expects: names and days, no codes."""

from integrations.simulators import birth_book, ethnicities
from portal.people.ethnicities import Ethnicity

ENTRY = {
    "soDangKy": "1",
    "quyenSo": "01/2026",
    "trangSo": "2",
    "soDinhDanh": "000226000001",
    "ngayDangKy": "05/11/2026",
}


def test_a_certificate_names_the_ethnicity_and_writes_days_with_strokes() -> None:
    rows = dict(birth_book.rows({"nksNgaySinh": "02.11.2026", "nksDanToc": "01"}, ENTRY))
    assert rows["Dân tộc"] == "Kinh"
    assert rows["Ngày, tháng, năm sinh"] == "02/11/2026"


def test_the_names_are_those_of_the_portal() -> None:
    assert {code: ethnicities.name_of(code) for code in Ethnicity.values} == dict(Ethnicity.choices)
    assert ethnicities.name_of("Người nước ngoài") == "Người nước ngoài"
