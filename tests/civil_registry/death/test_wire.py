"""What goes to the register and what comes back: frozen bodies, checked grants, coded returns."""

import hashlib
from datetime import date

import orjson
import pytest

from civil_registry.death.models import DeathDeclaration
from integrations.answers import (
    Accepted,
    Granted,
    Returned,
)
from portal.pipeline.cases import cases_of
from tests.civil_registry.death.answers import AT_HOME, PHOTO, declared_by
from tests.civil_registry.registers import DEATHS, code_of, said

DEATH = "civil_registry.death"


def test_a_body_holds_the_whole_declaration_in_the_registers_words(letter):
    body = orjson.loads(letter.body)
    record = orjson.loads(body["data"])
    assert body["module"] == "LTKT" and body["maHoSoMCDT"] == f"{body['maHoSoLT']}.1"
    assert record["nktHoTen"] == "Trần Văn Mẫu"
    assert (record["nktNgaySinh"], record["nktNgayChet"]) == ("02.03.1946", "15.11.2026")
    assert (record["nktGioPhutChet"], record["nktNguyenNhanChet"]) == ("14:30", "Bệnh già")
    assert record["nktNgayChetBangChu"].startswith("Ngày mười lăm tháng mười một năm hai nghìn")
    assert (record["nktGioiTinh"], record["nktDanToc"], record["nktSoDDCN"]) == (
        "1",
        "01",
        "000046000001",
    )
    assert (record["loaiDangKy"], record["nktLoaiCuTru"]) == ("1", "1")
    assert record["nktNoiChet"] == {
        "maTinh": "01",
        "maHuyen": "",
        "maXa": "00004",
        "dcChiTiet": "Bệnh viện Thử Nghiệm",
    }
    assert record["nktNoiCuTru"]["maXa"] == "00691"
    assert [record[name] for name in ("gbtLoai", "gbtSo", "gbtNgay", "gbtCoQuanCap")] == [
        "Giấy báo tử",
        "00001.GBT.99999.26",
        "15.11.2026",
        "Bệnh viện Thử Nghiệm",
    ]
    assert record["noiDangKy"] == "UBND phường Hà Giang 2"
    assert record["nycQuanHe"] == "Con" and record["nycSoDienThoai"] == "0900000001"


REGISTERED_AS = [
    ({}, "1"),
    ({"event": {"died_on": "04/11/2026"}}, "4"),
    ({"event": {"died_on": "1998"}}, "4"),
    ({"event": {"died_on": "1998"}, "notice": {"kind": "none", "evidence": [PHOTO]}}, "5"),
]


@pytest.mark.parametrize(("changes", "code"), REGISTERED_AS)
def test_the_register_is_told_whether_it_is_on_time_late_or_long_ago(sent_record, changes, code):
    assert sent_record(declared_by(**changes))["loaiDangKy"] == code


def test_an_old_number_travels_as_one_of_an_old_paper(sent_record):
    record = sent_record(declared_by(deceased={"personal_number": "012345678"}))
    told = ("nktSoDDCN", "nktLoaiGiayToTuyThan", "nktSoGiayToTuyThan")
    assert [record[name] for name in told] == ["", "2", "012345678"]


def test_a_notice_nobody_has_is_told_only_once_the_commune_has_issued_it(file, death):
    step = file(declared_by(**AT_HOME))
    cases = list(cases_of([step.pk]).values())
    before = orjson.loads(orjson.loads(death.compose(cases)[step.pk])["data"])
    assert [before[name] for name in ("gbtLoai", "gbtSo")] == ["", ""]
    DeathDeclaration.objects.filter(pk=step.pk).update(
        issued_number="7/UBND-GBT", issued_on=date(2026, 11, 20), issued_by="UBND phường Mẫu"
    )
    after = orjson.loads(orjson.loads(death.compose(cases)[step.pk])["data"])
    assert (after["gbtSo"], after["gbtNgay"]) == ("7/UBND-GBT", "20.11.2026")
    assert (after["gbtLoai"], after["gbtCoQuanCap"]) == ("Giấy báo tử", "UBND phường Mẫu")


def test_a_neighbour_is_named_in_their_own_words(sent_record):
    neighbour = {"relation": "not_related", "relation_other": "Hàng xóm"}
    assert sent_record(declared_by(applicant=neighbour))["nycQuanHe"] == "Hàng xóm"


@pytest.mark.usefixtures("anchored", "db")
def test_a_death_is_granted_with_a_well_signed_e_copy(death, register, letter, signed):
    answer = said(death, register, letter, DEATHS.granted(signed))
    assert isinstance(answer, Granted)
    kept = death.kept_facts(orjson.loads(orjson.dumps(answer.facts)))
    facts = death.facts(**kept)
    assert (facts.number, facts.book, facts.page) == ("12", "01/2026", "3")
    assert (facts.registered_on, facts.born_on, facts.died_on) == (
        "2026-11-20",
        "1946-03-02",
        "2026-11-15",
    )
    assert (facts.full_name, facts.sex) == ("Trần Văn Mẫu", "male")
    assert facts.personal_number == "000046000001"
    assert facts.e_copy_sha256 == hashlib.sha256(signed).hexdigest()
    assert facts.e_copy_title == "Trích lục khai tử"
    assert [one.kind for one in answer.documents] == ["death_certificate"]


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("day", "title"),
    [("2027-02-28", "Trích lục khai tử"), ("2027-03-01", "Giấy chứng tử")],
)
def test_the_paper_is_called_as_the_law_of_its_day_says(death, day, title):
    facts = death.kept_facts({"registered_on": day})
    assert death.result_titled(facts) == title


@pytest.mark.usefixtures("anchored")
def test_a_day_of_which_only_the_year_is_known_is_granted_as_it_is(death, register, file, signed):
    step = file(declared_by(event={"died_on": "11/2026"}, deceased={"born_on": "1946"}))
    body = death.compose(list(cases_of([step.pk]).values()))[step.pk]
    answer = said(
        death, register, DEATHS.letter(step, body), DEATHS.granted(signed, died_on="11.2026")
    )
    assert (answer.facts["died_on"], answer.facts["born_on"]) == ("2026-11", "1946")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "silent",
    [{"full_name": ""}, {"sex": ""}, {"died_on": ""}, {"personal_number": ""}],
    ids=["name", "sex", "day of death", "number"],
)
def test_what_the_register_does_not_echo_is_not_taken_for_agreement(
    death, register, letter, signed, silent
):
    answer = said(death, register, letter, DEATHS.granted(signed, **silent))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize("lacking", ["number", "book"])
def test_a_death_without_its_place_in_the_book_is_not_granted(
    death, register, letter, signed, lacking
):
    answer = said(death, register, letter, DEATHS.granted(signed, **{lacking: ""}))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_due")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "another",
    [
        {"full_name": "Lê Người Khác"},
        {"sex": "female"},
        {"died_on": "14.11.2026"},
        {"personal_number": "000046000002"},
    ],
    ids=["name", "sex", "day of death", "number"],
)
def test_what_is_about_another_person_is_no_grant(death, register, letter, signed, another):
    assert said(death, register, letter, DEATHS.granted(signed, **another)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
def test_one_name_in_two_unicode_forms_is_one_name(death, register, letter, signed):
    spelt = DEATHS.granted(signed, full_name="TRẦN VĂN MẪU")
    assert isinstance(said(death, register, letter, spelt), Granted)


RETURNS = [
    (("deceased.born_on",), "KT03", ("deceased.born_on",)),
    (("deceased.died_on",), "KT03", ("event.died_on",)),
    (
        ("deceased.residence",),
        "KT03",
        ("residence.residence_kind", "residence.residence_commune", "residence.residence_line"),
    ),
    (("evidence",), "KT02", ("notice.evidence",)),
    (("deceased.sex", "evidence"), "register", ("deceased.sex", "notice.evidence")),
    (("deceased.sex", "somethingNew"), "KT03", ("deceased.sex",)),
    (("applicant.relation",), "register", ("applicant.relation", "applicant.relation_other")),
]


@pytest.mark.parametrize(("items", "reason", "opens"), RETURNS)
def test_a_return_opens_our_fields_under_our_reason(death, register, letter, items, reason, opens):
    sentence = "Năm sinh của người đã mất chưa khớp dữ liệu."
    answer = said(death, register, letter, Returned(sentence, items, note="30/11/2026"))
    assert answer == Returned(reason, tuple(f"{DEATH}.{name}" for name in opens), sentence)
