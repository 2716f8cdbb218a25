"""What goes to the register and what comes back: frozen bodies, checked grants, coded returns."""

import hashlib
from datetime import date

import orjson
import pytest

from integrations.answers import (
    Accepted,
    Granted,
    Returned,
)
from tests.civil_registry.birth.answers import declared_by
from tests.civil_registry.registers import BIRTHS, code_of, said

BIRTH = "civil_registry.birth"


def test_a_body_holds_the_whole_declaration_in_the_registers_words(letter):
    body = orjson.loads(letter.body)
    record = orjson.loads(body["data"])
    assert body["module"] == "LTKS" and body["maHoSoMCDT"] == f"{body['maHoSoLT']}.1"
    assert record["nksHoTen"] == "Nguyễn Thử Nghiệm"
    assert record["nksNgaySinhBangChu"].startswith("Ngày năm tháng mười một năm hai nghìn")
    assert (record["nksGioiTinh"], record["nksDanToc"], record["nksQuocTich"]) == (
        "2",
        "02",
        "Việt Nam",
    )
    assert record["nksNoiSinh"] == {
        "maTinh": "08",
        "maHuyen": "",
        "maXa": "00691",
        "dcChiTiet": "Bệnh viện Thử Nghiệm",
    }
    assert record["chaNoiCuTru"]["maTinh"] == "01" and record["chaNgaySinh"] == "03.1995"
    assert record["noiDangKy"] == "UBND phường Hà Giang 2"
    assert record["nycQuanHe"] == "Mẹ" and record["nycSoDienThoai"] == "0900000001"


def test_a_birth_without_a_father_says_nothing_of_one(sent_record):
    alone = declared_by(parents_married={"married": "no", "father_part": "left_out"})
    assert not any(name.startswith("cha") for name in sent_record(alone))


@pytest.mark.usefixtures("anchored")
def test_a_birth_is_granted_with_both_numbers_and_a_well_signed_e_copy(
    birth, register, letter, signed
):
    answer = said(birth, register, letter, BIRTHS.granted(signed))
    assert isinstance(answer, Granted)
    facts = birth.facts(**orjson.loads(orjson.dumps(answer.facts)))
    assert (facts.personal_number, facts.number, facts.book) == ("000326000001", "12", "01/2026")
    assert (facts.registered_on, facts.born_on) == ("2026-11-20", "2026-11-05")
    assert (facts.full_name, facts.sex) == ("Nguyễn Thử Nghiệm", "female")
    assert facts.e_copy_sha256 == hashlib.sha256(signed).hexdigest()
    assert [one.kind for one in answer.documents] == ["birth_certificate"]


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "silent",
    [
        {"full_name": ""},
        {"sex": ""},
        {"born_on": None},
        {"full_name": "", "sex": "", "born_on": None},
    ],
    ids=["name", "sex", "day of birth", "all three"],
)
def test_what_the_register_does_not_echo_is_not_taken_for_agreement(
    birth, register, letter, signed, silent
):
    answer = said(birth, register, letter, BIRTHS.granted(signed, **silent))
    assert answer == Accepted(f"{code_of(letter)}.1", note="e_copy_invalid")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize("lacking", ["personal_number", "number", "book"])
def test_a_birth_whose_number_is_due_is_not_granted(birth, register, letter, signed, lacking):
    answer = said(birth, register, letter, BIRTHS.granted(signed, **{lacking: ""}))
    assert answer == Accepted(f"{code_of(letter)}.1", note="number_due")


@pytest.mark.usefixtures("anchored")
@pytest.mark.parametrize(
    "another",
    [{"full_name": "Lê Người Khác"}, {"sex": "male"}, {"born_on": date(2026, 11, 4)}],
    ids=["name", "sex", "day of birth"],
)
def test_what_is_about_another_child_is_no_grant(birth, register, letter, signed, another):
    assert said(birth, register, letter, BIRTHS.granted(signed, **another)).note == "e_copy_invalid"


@pytest.mark.usefixtures("anchored")
def test_one_name_in_two_unicode_forms_is_one_name(birth, register, letter, signed):
    spelt = BIRTHS.granted(signed, full_name="NGUYỄN THỬ NGHIỆM")
    assert isinstance(said(birth, register, letter, spelt), Granted)


RETURNS = [
    (("child.born_on",), "KS05", ("child.born_on",)),
    (("child.ethnicity",), "KS03", ("origin.ethnicity",)),
    (
        ("child.hometown",),
        "KS04",
        ("origin.hometown", "origin.hometown_commune", "origin.hometown_line"),
    ),
    (("mother.personal_number",), "KS08", ("mother.personal_number",)),
    (
        ("father.born_on", "father.personal_number"),
        "KS08",
        ("father.born_on", "father.personal_number"),
    ),
    (("child.sex", "mother.personal_number"), "register", ("child.sex", "mother.personal_number")),
    (("child.sex", "somethingNew"), "KS05", ("child.sex",)),
]


@pytest.mark.parametrize(("items", "reason", "opens"), RETURNS)
def test_a_return_opens_our_fields_under_our_reason(birth, register, letter, items, reason, opens):
    sentence = "Ngày sinh khai khác ngày ghi trong giấy chứng sinh."
    answer = said(birth, register, letter, Returned(sentence, items, note="30/11/2026"))
    assert answer == Returned(reason, tuple(f"{BIRTH}.{name}" for name in opens), sentence)
