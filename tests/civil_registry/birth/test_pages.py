"""What is typed wrongly is answered beside its field, in Vietnamese, and never raises."""

import re
from typing import Any

import pytest
from django.utils.translation import override

from civil_registry.birth.forms import PAGES
from civil_registry.birth.models import BirthDeclaration
from portal.people.form_fields import LineField
from portal.places.form_fields import CommuneField
from tests.civil_registry.birth.answers import (
    BASE,
    TODAY,
    declared_by,
    page_of,
    posted,
    typed,
    walk,
)

pytestmark = pytest.mark.usefixtures("db")

ENGLISH = re.compile(
    r"\b(the|this|enter|valid|required|ensure|select|choice|null|characters|field)\b", re.IGNORECASE
)
CONTROL, NUL, BELL = "Sao\u200bMai", "Sao\x00Mai", "Sao\x07Mai"
LONG = "An " * 200
EVERY_FIELD = [(page.code, name) for page in PAGES for name in page.base_fields]
BAD_FOR_ANY = {
    "a hidden character": CONTROL,
    "a NUL": NUL,
    "a bell": BELL,
    "far too long": "9" * 5000,
    "a list in JSON": '["a"]',
    "markup": "<script>alert(1)</script>",
    "right to left": "\u202eMai",
    "an emoji": "👶",
    "blank": "   ",
}


def given(code: str, **answers: Any) -> Any:
    """Return a page posted with one or some answers changed, after a whole declaration."""
    situation = {"fit": {"situation": "found"}} if code == "guardian" else {}
    relation = {"applicant": {"relation": "guardian"}} if code == "guardian" else {}
    _pages, declared = walk(typed(**situation, **relation))
    return posted(code, declared, {**BASE[code], **answers})


@pytest.mark.parametrize(("code", "name"), EVERY_FIELD)
@pytest.mark.parametrize("value", BAD_FOR_ANY.values(), ids=BAD_FOR_ANY)
def test_nothing_typed_anywhere_raises_or_is_answered_in_english(code, name, value):
    form = given(code, **{name: value})
    for errors in form.errors.values():
        for sentence in errors:
            assert not ENGLISH.search(sentence), sentence
    if form.is_valid():
        form.leads_to_counter()


REQUIRED = {
    "fit": {
        "born_on": "Xin ghi ngày sinh của bé.",
        "birth_country": "Xin chọn một câu trả lời.",
        "children": "Xin chọn một câu trả lời.",
        "situation": "Xin chọn một câu trả lời.",
    },
    "applicant": {
        "relation": "Xin chọn một câu trả lời.",
        "nationality": "Xin chọn một câu trả lời.",
        "mother_number": "Xin chọn một câu trả lời.",
    },
    "parents_married": {"married": "Xin chọn một câu trả lời."},
    "paper": {"kind": "Xin chọn giấy về việc sinh."},
    "child": {
        "given_name": "Chưa có tên thì chưa đăng ký được. Hạn đăng ký: 04/01/2027."
        " Bản nháp được giữ.",
        "born_on": "Xin ghi ngày sinh.",
        "sex": "Xin chọn giới tính.",
        "birth_place_commune": "Xin ghi xã, phường nơi sinh.",
        "birth_place_line": "Xin ghi nơi sinh.",
    },
    "mother": {
        "given_name": "Xin ghi tên.",
        "born_on": "Xin ghi ngày sinh.",
        "personal_number": "Xin ghi số định danh.",
        "ethnicity": "Xin chọn dân tộc.",
        "residence_kind": "Xin chọn loại cư trú.",
        "residence_commune": "Xin ghi xã, phường đang cư trú.",
        "residence_line": "Xin ghi số nhà, đường, thôn, tổ.",
    },
    "origin": {
        "surname": "Xin chọn họ của bé.",
        "ethnicity": "Xin chọn dân tộc của bé.",
        "hometown": "Xin chọn quê quán của bé.",
        "hometown_commune": "Xin ghi xã, phường của quê.",
    },
    "office": {"place_from": "Xin chọn nơi đăng ký."},
    "results": {"phone": "Xin ghi số điện thoại.", "copies": "Xin ghi số bản giấy muốn nhận."},
}
REQUIRED["father"] = REQUIRED["mother"]
REQUIRED["differences"] = {"explanation": "Xin ghi vì sao khác."}


@pytest.mark.parametrize(
    ("code", "name", "sentence"),
    [(code, name, said) for code, fields in REQUIRED.items() for name, said in fields.items()],
)
def test_a_blank_is_asked_for_by_its_name(code, name, sentence):
    assert given(code, **{name: ""}).errors[name] == [sentence]


def test_every_other_field_may_stay_blank():
    for code, name in EVERY_FIELD:
        if name not in REQUIRED.get(code, {}):
            assert name not in given(code, **{name: ""}).errors, (code, name)


WRONG_DAY = "Ngày này không có. Ghi đủ ngày, tháng, năm, như 05/11/2026."
WRONG_DATE = "Ngày này không có. Ghi như 05/11/2026, hoặc 11/2026, hoặc 2026 nếu không nhớ."
WRONG_PLACE = "Chưa thấy nơi này. Ghi như: phường Hà Giang 1, Tuyên Quang."
WRONG_CHOICE = "Lựa chọn này không có. Xin chọn lại."
HIDDEN = "Có ký tự ẩn, có thể do sao chép. Xin gõ lại."
WRONG = [
    ("fit", "born_on", "31/02/2026", WRONG_DAY),
    ("fit", "born_on", "12/25/2025", WRONG_DAY),
    ("fit", "born_on", "11/2026", WRONG_DAY),
    ("fit", "born_on", "2026", WRONG_DAY),
    ("fit", "born_on", "hôm qua", WRONG_DAY),
    ("fit", "born_on", "21/11/2026", "Ngày sinh chưa đến."),
    ("fit", "birth_country", "XX", WRONG_CHOICE),
    ("fit", "children", "0", WRONG_CHOICE),
    ("fit", "children", "6", WRONG_CHOICE),
    ("fit", "situation", "orphan", WRONG_CHOICE),
    ("applicant", "relation", "aunt", WRONG_CHOICE),
    ("applicant", "nationality", "VN", WRONG_CHOICE),
    ("parents_married", "married", "maybe", WRONG_CHOICE),
    ("parents_married", "married_in", "Pháp", WRONG_CHOICE),
    ("paper", "kind", "abandonment_record", WRONG_CHOICE),
    ("paper", "issued_on", "21/11/2026", "Ngày này chưa đến."),
    ("paper", "issued_on", "2026", WRONG_DAY),
    ("paper", "number", "1" * 201, "Dài quá 200 chữ. Xin ghi ngắn hơn."),
    ("paper", "number", NUL, HIDDEN),
    ("paper", "facility", CONTROL, HIDDEN),
    ("child", "given_name", "An2", "Tên không có chữ số. Xin ghi bằng chữ."),
    ("child", "given_name", "An@", "Tên chỉ gồm chữ, dấu nháy và gạch nối. Xin ghi lại."),
    ("child", "given_name", "-", "Tên phải có chữ. Xin ghi lại."),
    ("child", "given_name", CONTROL, "Tên có ký tự ẩn, có thể do sao chép. Xin gõ lại."),
    ("child", "middle_name", LONG, "Dài quá 100 chữ. Xin ghi ngắn hơn."),
    ("child", "born_on", "30/02/2026", WRONG_DAY),
    ("child", "born_on", "01/01/2027", "Ngày sinh chưa đến."),
    ("child", "sex", "undetermined", WRONG_CHOICE),
    ("child", "birth_place_commune", "99999", WRONG_PLACE),
    ("child", "birth_place_commune", "Xã Không Có", WRONG_PLACE),
    ("child", "birth_place_line", BELL, HIDDEN),
    ("mother", "surname", "Trần1", "Tên không có chữ số. Xin ghi bằng chữ."),
    ("mother", "born_on", "32/01/1996", WRONG_DATE),
    ("mother", "born_on", "13/1996", WRONG_DATE),
    ("mother", "born_on", "2027", "Ngày sinh chưa đến."),
    ("mother", "born_on", "06/11/2026", "Ngày này sau ngày sinh của bé. Xin kiểm tra lại."),
    (
        "mother",
        "personal_number",
        "00019600001",
        "Số định danh có 12 chữ số; ông/bà mới ghi 11. (9 chữ số nếu là chứng minh cũ.)",
    ),
    (
        "mother",
        "personal_number",
        "0001960000012",
        "Số định danh có 12 chữ số; ông/bà ghi 13, dài hơn.",
    ),
    ("mother", "personal_number", "00019600000A", "Số định danh chỉ gồm chữ số. Xin ghi lại."),
    ("mother", "ethnicity", "99", WRONG_CHOICE),
    ("mother", "residence_kind", "hotel", WRONG_CHOICE),
    ("mother", "residence_commune", "1", WRONG_PLACE),
    ("father", "personal_number", "000196000001", "Số này đã ghi cho mẹ. Xin kiểm tra lại."),
    ("father", "born_on", "2026-13", WRONG_DATE),
    ("marriage", "registered_on", "2027", "Ngày này chưa đến."),
    ("marriage", "number", "1" * 51, "Dài quá 50 chữ. Xin ghi ngắn hơn."),
    ("origin", "surname", "grandfather", WRONG_CHOICE),
    ("origin", "hometown", "undecided", WRONG_CHOICE),
    ("origin", "hometown_commune", "abc", WRONG_PLACE),
    ("office", "place_from", "guardian", WRONG_CHOICE),
    ("results", "phone", "12345", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
    ("results", "email", "ai đó", "Thư điện tử viết như ten@vidu.vn."),
    ("results", "copies", "-1", "Xin ghi 0 nếu không cần bản giấy."),
    ("results", "copies", "21", "Nhiều nhất 20 bản một lần."),
    ("results", "copies", "hai", "Xin ghi một số, ví dụ 0 hoặc 2."),
]


@pytest.mark.parametrize(("code", "name", "value", "sentence"), WRONG)
def test_what_is_wrong_is_said_beside_its_field(code, name, value, sentence):
    assert sentence in given(code, **{name: value}).errors[name]


WARNED = [
    ("mother", "personal_number", "000096000001", "Số này thường của nam. Đúng thì cứ tiếp tục."),
    ("father", "personal_number", "000195000001", "Số này thường của nữ. Đúng thì cứ tiếp tục."),
    (
        "mother",
        "personal_number",
        "000190000001",
        "Số này thường của người sinh năm 1990. Đúng thì cứ tiếp tục.",
    ),
    (
        "child",
        "given_name",
        "Nghiệm" * 6,
        "Tên có vẻ quá dài hoặc khó dùng. Ông/bà kiểm tra lại giúp bé.",
    ),
    (
        "mother",
        "given_name",
        "Мария",
        "Tên có chữ không thuộc bảng chữ cái Latin. Ông/bà kiểm tra lại.",
    ),
]


@pytest.mark.parametrize(("code", "name", "value", "sentence"), WARNED)
def test_what_is_only_unusual_is_asked_again_and_passes(code, name, value, sentence):
    form = given(code, **{name: value})
    assert name not in form.errors
    assert [str(said) for said in form.warnings[name]] == [sentence]


def test_a_whole_declaration_is_clean_and_warns_of_nothing():
    pages, declared = walk(typed())
    assert {code: form.errors for code, form in pages.items() if form.errors} == {}
    assert {code: form.warnings for code, form in pages.items() if form.warnings} == {}
    asked = set(BASE) - {"guardian", "differences"}
    assert set(declared) == {f"civil_registry.birth.{code}" for code in asked}


def test_what_the_signed_in_parent_has_told_vneid_is_filled_in(mother):
    _pages, declared = walk(typed(), until="child")
    form = page_of("mother")(declared=declared, applicant=mother, today=TODAY)
    shown = {name: form[name].value() for name in ("surname", "given_name", "personal_number")}
    assert shown == {"surname": "Trần", "given_name": "Mẫu", "personal_number": "000196000001"}
    assert page_of("father")(declared=declared, applicant=mother, today=TODAY).initial == {}


def test_every_answer_is_kept_in_a_column_or_only_leads_the_way():
    columns = {field.name for field in BirthDeclaration._meta.get_fields()}
    for page in PAGES:
        assert set(page.stored().values()) <= columns, page
        assert page.unstored <= set(page.base_fields), page


def test_field_codes_and_columns_are_short_enough_to_be_kept():
    for code, name in EVERY_FIELD:
        assert len(f"civil_registry.birth.{code}.{name}") <= 80


def test_the_questions_that_may_end_at_the_counter_stand_on_the_first_three_pages():
    assert [page.code for page in PAGES[:3]] == ["fit", "applicant", "parents_married"]


def test_a_place_that_has_merged_is_taken_as_what_it_is_today(merged_commune):
    old, new = merged_commune
    child, origin = given("child", birth_place_commune=old), given("origin", hometown_commune=old)
    assert child.is_valid() and origin.is_valid()
    assert child.cleaned_data["birth_place_commune"] == new
    assert origin.cleaned_data["hometown_commune"] == old


def test_lines_are_kept_in_one_unicode_form_with_single_blanks():
    assert LineField().clean("  Tô\u0309   1\u00a0A ") == "Tổ 1 A"


def test_a_commune_box_says_so_to_the_door():
    boxes = [
        (code, name)
        for code, name in EVERY_FIELD
        if isinstance(page_of(code).base_fields[name], CommuneField)
    ]
    assert len(boxes) == 5
    for code, name in boxes:
        assert page_of(code).base_fields[name].widget.attrs["data-places"] == "commune"


def test_the_words_may_be_translated():
    with override("en"):
        assert str(page_of("fit").title)
    assert declared_by()


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("fit", "born_on"),
        ("mother", "personal_number"),
        ("mother", "residence_commune"),
        ("father", "personal_number"),
    ],
)
def test_no_label_calls_optional_what_is_refused_empty(code, name):
    form = given(code, **{name: ""})
    assert name in form.errors
    assert "(không bắt buộc)" not in form[name].as_field_group()
    assert "(không bắt buộc)" in given("mother")["middle_name"].as_field_group()
