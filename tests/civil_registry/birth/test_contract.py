"""What others rely on: codes, words, official names, and the rows of law that speak of a birth."""

import pytest

from civil_registry.birth.forms import PAGES
from portal.pipeline.procedures import Offer
from portal.statutes.models import ReturnReason
from portal.statutes.selectors import procedure_code, time_limit
from tests.civil_registry.birth.answers import TODAY, declared_by, values_of, words

BIRTH = "civil_registry.birth"
# The blocks NguoiYeuCau, Tre, Me, Cha and KetHon of the national form, as far as people fill
# them in; the rest is read from VNeID, computed, or always Việt Nam in this group.
OFFICIAL = {
    *("NycQuanHe", "NycSdt", "NycEmail"),
    *("Ho", "ChuDem", "Ten", "NgaySinh", "NsDiaChi", "GioiTinh", "MaDanToc", "QqDiaChi"),
    "BanSaoSoLuong",
    *(
        f"{parent}{name}"
        for parent in ("Me", "Cha")
        for name in (
            *("MaDanToc", "Ho", "ChuDem", "Ten", "NgaySinh", "SoGiayTo", "IsDaChet"),
            *("LoaiCuTru", "DiaChi"),
        )
    ),
    "ChaIsCungcutruMe",
    *("GiayCNKHSo", "GiayCNKHQuyenSo", "GiayCNKHNgayCap", "GiayCNKHNoiCap"),
}


def field_codes() -> set[str]:
    """Return every code a return may open: fields, and rows of papers."""
    fields = {f"{BIRTH}.{page.code}.{name}" for page in PAGES for name in page.base_fields}
    return fields | {f"{BIRTH}.{page.code}.{row[0]}" for page in PAGES for row in page.uploads}


def test_the_procedure_says_what_families_read(birth):
    assert (birth.code, birth.opens, birth.offered) == (BIRTH, "birth", Offer.ALWAYS)
    assert (birth.title, birth.granted_label, birth.result_title) == (
        "Đăng ký khai sinh",
        "Đã đăng ký khai sinh",
        "Giấy khai sinh (bản điện tử)",
    )
    assert birth.has_desk and not birth.follows


def test_the_pages_come_in_the_order_families_were_promised():
    assert [page.code for page in PAGES] == [
        "fit",
        "applicant",
        "parents_married",
        "guardian",
        "paper",
        "child",
        "mother",
        "father",
        "differences",
        "marriage",
        "origin",
        "office",
        "results",
    ]
    assert [page.code for page in PAGES if page.per_child] == ["paper", "child"]
    assert all(page.title for page in PAGES)


def test_every_field_of_the_national_form_is_asked_under_its_official_name():
    named = {name for page in PAGES for name in page.official.values()}
    assert named == OFFICIAL
    for page in PAGES:
        assert set(page.official) <= set(page.base_fields), page


@pytest.mark.usefixtures("db")
def test_the_law_knows_the_limit_and_the_number_of_this_procedure(birth):
    limit = time_limit(birth.time_limit, TODAY)
    assert (limit.value, limit.unit) == (0, "working_days")
    assert procedure_code(birth.code, TODAY) is not None


@pytest.mark.usefixtures("db")
def test_whatever_a_reason_opens_is_a_field_of_these_pages():
    reasons = [row for row in ReturnReason.objects.all() if BIRTH in row.legs and row.opens]
    assert len(reasons) >= 9
    for row in reasons:
        opened = {code for code in field_codes() if row.may_open(code)}
        assert opened, row.code
        for pattern in row.opens:
            alone = ReturnReason(opens=[pattern])
            assert any(alone.may_open(code) for code in field_codes()), (row.code, pattern)


@pytest.mark.usefixtures("db")
def test_a_summary_names_every_value_by_a_known_code_and_a_label():
    values = values_of(declared_by())
    assert set(values) - field_codes() == {f"{BIRTH}.registration"}
    assert all(value.label and value.text for value in values.values())
    assert values[f"{BIRTH}.mother.surname"].label == "Mẹ: họ"
    assert values[f"{BIRTH}.mother.surname"].official_name == "MeHo"


@pytest.mark.usefixtures("db")
def test_nothing_people_read_shames_anyone():
    for word in ("ngoài giá thú", "không chồng", "vô thừa nhận", "con rơi", "đối tượng", "bỏ rơi"):
        assert word not in words()
