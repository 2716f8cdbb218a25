"""What others rely on: codes, words, official names, and the rows of law that speak of a death."""

import pytest

from civil_registry.death.forms import PAGES
from civil_registry.death.procedure.facts import UPLOADS
from portal.pipeline.procedures import Offer
from portal.statutes.models import ReturnReason
from portal.statutes.selectors import procedure_code, time_limit
from tests.civil_registry.death.answers import TODAY, declared_by, values_of, words

DEATH = "civil_registry.death"
# The blocks NguoiYeuCau, NguoiChet, NoiCuTruCuoiCung, NoiChet, GiayBaoTu and BanSao of the
# national form as far as people fill them in. Day and place of issue of an identity paper are
# not asked: no such paper is ever shown here. CapBanSao and GbtIsKhongCap follow from answers.
OFFICIAL = {
    *("NycQuanHe", "NycSdt", "NycEmail"),
    *("NdktHo", "NdktChuDem", "NdktTen", "NdktNgaySinh", "NdktGioiTinh", "NdktSoGiayto"),
    *("NdktMaQuoctich", "NdktMaDantoc"),
    *("NctccLoaiCutru", "NctccDiaChi", "NctccNgayChet"),
    *("NoichetIsNoiCuTruCuoiCung", "NoichetMaQuocgia", "NoichetDiachi", "NguyenNhanChet"),
    *("GbtLoaiGiayto", "GbtSogiayto", "GbtNgaycap", "GbtNoicap"),
    "BanSaoSoluong",
}


def field_codes() -> set[str]:
    """Return every code a return may open: fields, and rows of papers."""
    fields = {f"{DEATH}.{page.code}.{name}" for page in PAGES for name in page.base_fields}
    return fields | {f"{DEATH}.notice.{row}" for row in UPLOADS}


def test_the_procedure_says_what_families_read(death, db):
    assert (death.code, death.opens, death.offered) == (DEATH, "death", Offer.ALWAYS)
    assert (death.title, death.granted_label) == ("Đăng ký khai tử", "Đã đăng ký khai tử")
    assert str(death.result_title) == "Trích lục khai tử"
    assert death.has_desk and not death.follows and not death.has_proof


def test_the_pages_come_in_the_order_families_were_promised():
    assert [page.code for page in PAGES] == [
        "fit",
        "applicant",
        "deceased",
        "residence",
        "event",
        "notice",
        "legs",
        "office",
        "results",
    ]
    assert all(page.title for page in PAGES)


def test_every_field_of_the_national_form_is_asked_under_its_official_name():
    named = {name for page in PAGES for name in page.official.values()}
    assert named == OFFICIAL
    for page in PAGES:
        assert set(page.official) <= set(page.base_fields), page


@pytest.mark.usefixtures("db")
def test_the_law_knows_the_limit_and_the_number_of_this_procedure(death):
    limit = time_limit(death.time_limit, TODAY)
    assert (limit.value, limit.unit) == (0, "working_days")
    assert procedure_code(death.code, TODAY).tthc_code == "1.000656"
    assert procedure_code("journey.death", TODAY).tthc_code == "2.002913"
    assert (time_limit("duty.death", TODAY).value, time_limit("duty.death", TODAY).unit) == (
        15,
        "days",
    )


@pytest.mark.usefixtures("db")
def test_whatever_a_reason_opens_is_a_field_of_these_pages():
    reasons = [row for row in ReturnReason.objects.all() if DEATH in row.legs and row.opens]
    assert {row.code for row in reasons} >= {"KT01", "KT02", "KT03"}
    for row in reasons:
        for pattern in row.opens:
            alone = ReturnReason(opens=[pattern])
            assert any(alone.may_open(code) for code in field_codes()), (row.code, pattern)


@pytest.mark.usefixtures("db")
def test_a_summary_names_every_value_by_a_known_code_and_a_label():
    values = values_of(declared_by())
    assert set(values) - field_codes() == {f"{DEATH}.registration"}
    assert all(value.label and value.text for value in values.values())
    assert values[f"{DEATH}.deceased.surname"].label == "Người đã mất: họ"
    assert values[f"{DEATH}.deceased.surname"].official_name == "NdktHo"
    assert values[f"{DEATH}.event.died_time"].text == "14:30"


@pytest.mark.usefixtures("db")
def test_the_pages_are_quiet_and_call_nobody_a_case():
    for word in ("!", "chúc mừng", "thành công", "đối tượng", "người được khai tử", "lỗi", "sai "):
        assert word not in words(), word
