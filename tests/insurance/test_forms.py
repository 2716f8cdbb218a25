"""What may be written on the pages of the card, and what is said beside a field if not."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.http import QueryDict

from insurance.health_card.forms import PAGES, CardPage
from tests.residence import families as f

pytestmark = pytest.mark.django_db

FACILITIES = [
    {"code": "6942", "name": "Bệnh viện mẫu", "kind": "hospital", "is_open": True},
    {"code": "6941", "name": "Trạm y tế mẫu", "kind": "station", "is_open": True},
    {"code": "6943", "name": "Phòng khám đã đủ", "kind": "clinic", "is_open": False},
]
OFFERED = {f"{f.CARD}.offered": {"asked": f.HA_GIANG, "facilities": FACILITIES}}
GOOD: dict[str, dict[str, str]] = {
    "facility": {"facility": "6942"},
    "delivery": {"card_by": "home", "address": "child"},
}
PAGE_BY_CODE = {page.code: page for page in PAGES}
NASTY = ["", " ", "\x00", "a\x07b", "\u200b", "王小明", "<script>", "0" * 5000, "-1", "đủ chữ"]


def posted(code: str, answers: Mapping[str, Any], declared: f.Declared | None = None) -> CardPage:
    body = QueryDict(mutable=True)
    body.update(answers)
    whole = declared if declared is not None else f.birth() | f.residence() | OFFERED
    return PAGE_BY_CODE[code](body, declared=whole, today=f.TODAY)


@pytest.mark.parametrize("code", GOOD)
def test_a_good_page_is_taken(code: str) -> None:
    form = posted(code, GOOD[code])
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_is_answered_in_vietnamese(code: str, nasty: str) -> None:
    for name in posted(code, {}).fields:
        form = posted(code, {**GOOD[code], name: nasty})
        sentences = [one for found in form.errors.values() for one in found]
        assert all("Xin" in one or "ký tự" in one or "Mã thẻ" in one for one in sentences)


BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("facility", {"facility": ""}, "facility", "Xin chọn nơi khám bệnh ban đầu."),
    ("facility", {"facility": "6943"}, "facility", "Lựa chọn này không có. Xin chọn lại."),
    ("facility", {"facility": "1"}, "facility", "Lựa chọn này không có. Xin chọn lại."),
    (
        "facility",
        {"temporary_card": "TE1"},
        "temporary_card",
        "Mã thẻ tạm có 10 đến 20 chữ và số, không dấu.",
    ),
    (
        "facility",
        {"temporary_card": "TE1TẠM0000001"},
        "temporary_card",
        "Mã thẻ tạm có 10 đến 20 chữ và số, không dấu.",
    ),
    (
        "facility",
        {"temporary_card": "1" * 21},
        "temporary_card",
        "Mã thẻ tạm có 10 đến 20 chữ và số, không dấu.",
    ),
    (
        "facility",
        {"temporary_card": "TE1TAM000\x00"},
        "temporary_card",
        "Mã thẻ tạm có 10 đến 20 chữ và số, không dấu.",
    ),
    ("delivery", {"card_by": ""}, "card_by", "Xin chọn cách nhận thẻ."),
    ("delivery", {"card_by": "pigeon"}, "card_by", "Lựa chọn này không có. Xin chọn lại."),
    ("delivery", {"address": ""}, "address", "Xin chọn địa chỉ nhận thẻ."),
    ("delivery", {"address": "uncle"}, "address", "Lựa chọn này không có. Xin chọn lại."),
]


@pytest.mark.parametrize(("code", "change", "field", "sentence"), BAD)
def test_a_bad_answer_is_told_beside_its_field(
    code: str, change: dict[str, str], field: str, sentence: str
) -> None:
    form = posted(code, {**GOOD[code], **change})
    assert not form.is_valid()
    assert form.errors[field] == [sentence]


def test_every_field_of_every_page_has_bad_answers_above() -> None:
    asked = {(page.code, name) for page in PAGES for name in posted(page.code, {}).fields}
    assert asked == {(code, name) for code, change, *_ in BAD for name in change}


def test_a_temporary_card_is_kept_in_capitals_without_blanks() -> None:
    form = posted("facility", {**GOOD["facility"], "temporary_card": "te1 tam 0000000001"})
    assert form.is_valid()
    assert form.cleaned_data["temporary_card"] == "TE1TAM0000000001"


def test_the_name_of_the_facility_is_kept_beside_its_code() -> None:
    form = posted("facility", GOOD["facility"])
    assert form.is_valid()
    assert form.cleaned_data["facility_name"] == "Bệnh viện mẫu"


def test_without_a_list_social_insurance_chooses() -> None:
    form = posted("facility", {"facility": "chosen_for_me"}, f.birth())
    assert [code for code, _label in form.fields["facility"].choices] == ["chosen_for_me"]  # type: ignore[attr-defined]
    assert form.is_valid()


def test_an_electronic_card_asks_for_no_address() -> None:
    form = posted("delivery", {"card_by": "electronic", "address": "nonsense"})
    assert form.is_valid()
    assert form.cleaned_data["address"] == ""


def test_without_a_declared_home_nothing_is_posted_home() -> None:
    form = posted("delivery", {"card_by": "home"}, {})
    assert "address" not in form.fields
    assert not form.is_valid()
    assert posted("delivery", {"card_by": "contact_officer"}, {}).is_valid()
