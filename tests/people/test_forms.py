"""What stands beside a field: what is missing, what is impossible, what is only unusual."""

from datetime import date

import pytest
from django import forms

from portal.people.form_fields import (
    BirthDateField,
    PartialDateField,
    PersonalNumberField,
    PersonNameField,
    PhoneField,
)
from portal.people.forms import PeopleForm, mid_sentence
from portal.people.partial_dates import PartialDate
from portal.people.sex import DECLARABLE

TODAY = date(2026, 11, 21)


class Mother(PeopleForm):
    given_name = PersonNameField(label="Tên mẹ")
    born_on = BirthDateField(label="Ngày sinh của mẹ")
    sex = forms.ChoiceField(label="Giới tính", choices=DECLARABLE)
    number = PersonalNumberField(
        label="Số định danh", old_id_allowed=True, sex_field="sex", birth_field="born_on"
    )
    phone = PhoneField(label="Số điện thoại", required=False)
    photo = forms.FileField(label="UBND cấp giấy", required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("given_name") == "Tạm":
            self.add_warning("given_name", "Tên này có phải tên tạm?")


GOOD = {
    "given_name": " Lan  Anh ",
    "born_on": "1991",
    "sex": "female",
    "number": "001191000001",
    "phone": "0912 345 678",
}


def filled(**changed: str) -> Mother:
    return Mother(GOOD | changed, today=TODAY)


def test_good_answers_are_cleaned_and_raise_no_warning() -> None:
    form = filled()
    assert form.is_valid()
    assert form.cleaned_data["given_name"] == "Lan Anh"
    assert form.cleaned_data["born_on"] == PartialDate(1991)
    assert form.cleaned_data["phone"] == "0912345678"
    assert form.warnings == {}


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("given_name", "Xin ghi tên mẹ."),
        ("born_on", "Xin ghi ngày sinh của mẹ."),
        ("sex", "Xin chọn giới tính."),
        ("number", "Xin ghi số định danh."),
    ],
)
def test_what_is_missing_is_named_by_its_label(field: str, sentence: str) -> None:
    assert filled(**{field: ""}).errors == {field: [sentence]}


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("born_on", "30/02/1991", "Ngày này không có. Ghi như 05/11/2026, hoặc 11/2026, hoặc 2026 "
                                  "nếu không nhớ."),
        ("born_on", "22/11/2026", "Ngày sinh chưa đến."),
        ("born_on", "12/2026", "Ngày sinh chưa đến."),
        ("number", "0011910000", "Số định danh có 12 chữ số; ông/bà mới ghi 10. (9 chữ số nếu là "
                                 "chứng minh cũ.)"),
        ("phone", "12345", "Số điện thoại có 10 chữ số, bắt đầu bằng 0."),
        ("given_name", "Lan1", "Tên không có chữ số. Xin ghi bằng chữ."),
        ("sex", "other", "Lựa chọn này không có. Xin chọn lại."),
    ],
)  # fmt: skip
def test_what_cannot_be_is_said_in_one_sentence(field: str, typed: str, sentence: str) -> None:
    assert filled(**{field: typed}).errors == {field: [sentence]}


@pytest.mark.parametrize("typed", ["21/11/2026", "11/2026", "2026"])
def test_a_birth_today_or_within_this_month_has_come(typed: str) -> None:
    form = filled(born_on=typed)
    assert "born_on" not in form.errors


def test_what_is_unusual_stands_beside_its_field_and_does_not_block() -> None:
    form = filled(sex="male", given_name="A" * 30)
    assert form.is_valid()
    assert form["number"].warnings == ["Số này thường của nữ. Đúng thì cứ tiếp tục."]
    assert form["given_name"].warnings == ["Tên có vẻ quá dài. Ông/bà kiểm tra lại."]
    assert form["phone"].warnings == []


def test_a_form_may_add_warnings_of_its_own() -> None:
    form = filled(given_name="Tạm")
    assert form.warnings == {"given_name": ["Tên này có phải tên tạm?"]}
    assert form.is_valid()


def test_a_refused_answer_gets_no_warning_and_an_unbound_form_none() -> None:
    form = filled(sex="male", number="1")
    assert form.warnings == {}
    assert Mother(today=TODAY).warnings == {}


def test_a_child_with_a_long_name_is_asked_about_in_its_own_words() -> None:
    field = PersonNameField(for_child=True)
    assert field.warnings("A" * 30, {}) == [
        "Tên có vẻ quá dài hoặc khó dùng. Ông/bà kiểm tra lại giúp bé."
    ]


def test_a_full_date_is_asked_for_where_a_part_is_not_enough() -> None:
    field = PartialDateField(full=True)
    assert field.clean("05/11/2026") == PartialDate(2026, 11, 5)
    with pytest.raises(forms.ValidationError, match="Ghi đủ ngày, tháng, năm"):
        field.clean("11/2026")


def test_a_field_of_the_past_without_today_is_the_programmers_mistake() -> None:
    with pytest.raises(TypeError, match="today="):
        BirthDateField().clean("2020")


@pytest.mark.parametrize(
    ("kept", "shown"),
    [("2026-11", "11/2026"), (PartialDate(2026, 11, 5), "05/11/2026"), (TODAY, "21/11/2026"),
     ("30/02/2026", "30/02/2026"), ("", ""), (None, None)],
)  # fmt: skip
def test_a_kept_answer_is_shown_as_people_write_it(kept: object, shown: str) -> None:
    assert PartialDateField().prepare_value(kept) == shown


@pytest.mark.parametrize(
    ("label", "within"),
    [("Họ tên mẹ", "họ tên mẹ"), ("UBND nơi cấp", "UBND nơi cấp"), ("Ở đâu?", "ở đâu"), ("", "")],
)
def test_a_label_fits_into_a_sentence(label: str, within: str) -> None:
    assert mid_sentence(label) == within


def test_that_a_number_exists_is_not_doubted_where_vneid_stands_for_it() -> None:
    field = PersonalNumberField()
    (warning,) = field.warnings("000190000001", {})
    assert "000" in warning
    field.confirmed = "000190000001"
    assert field.warnings("000190000001", {}) == []
    field.sex = "male"
    (other,) = field.warnings("000190000001", {})
    assert "000" not in other
