"""What may be written on the pages of residence, and what is said beside a field if not."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.template.loader import render_to_string

from portal.statutes.models import Switch
from residence.registration.forms import PAGES
from residence.registration.forms.base import ResidencePage
from residence.registration.forms.consent import ConsentPage
from residence.registration.forms.head import HeadPage
from residence.registration.forms.owners import OwnersPage
from residence.registration.forms.place import PlacePage
from residence.registration.forms.relation import RelationPage
from residence.registration.rules.terms import EVERY_OWNER
from tests.residence import families as f

pytestmark = pytest.mark.django_db

GOOD: dict[str, dict[str, str]] = {
    "place": {
        "with_whom": "elsewhere",
        "dwelling": "family",
        "commune": f.BA_DINH,
        "address_line": "5 Phố Ví Dụ",
    },
    "head": {
        "household_head": "other",
        "household_head_name": "Ngô Thử Ông",
        "household_head_number": f.HEAD,
        "owner": "others",
    },
    "owners": {"name_1": "Ngô Thử Bà", "number_1": f.OWNER},
    "relation": {"relation_to_head": "daughters_child"},
    "consent": {"way": "asked"},
}
PAGE_BY_CODE = {page.code: page for page in PAGES}
NASTY = [
    "",
    " ",
    "\x00",
    "a\x07b",
    "\u200b",
    "\u202egnirts",
    "王小明",
    "<script>",
    "' OR 1=1",
    "0" * 5000,
    "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "-1",
    "٠٠٢٠٦٠٠٠٠٠٠٣",
    "n" * 300,
]


def posted(
    code: str, answers: Mapping[str, Any], declared: f.Declared | None = None, **files: Any
) -> ResidencePage:
    """Return a page as a browser posts it."""
    body = QueryDict(mutable=True)
    body.update(answers)
    whole = declared if declared is not None else f.birth() | f.residence(head=f.head())
    return PAGE_BY_CODE[code](body, files or None, declared=whole, today=f.TODAY)


@pytest.mark.parametrize("code", GOOD)
def test_a_good_page_is_taken(code: str) -> None:
    form = posted(code, GOOD[code])
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("code", GOOD)
@pytest.mark.parametrize("nasty", NASTY)
def test_whatever_is_typed_is_answered_in_vietnamese(code: str, nasty: str) -> None:
    for name in PAGE_BY_CODE[code](declared=f.birth(), today=f.TODAY).fields:
        form = posted(code, {**GOOD[code], name: nasty})
        sentences = [one for found in form.errors.values() for one in found]
        assert all(any(sign in one for sign in "ạảấầậêệốồộướựạễọịỉãáàăâđ") for one in sentences)
        if form.is_valid():
            assert "\x00" not in str(form.cleaned_data)


BAD: list[tuple[str, dict[str, str], str, str]] = [
    ("place", {"with_whom": ""}, "with_whom", "Xin chọn nơi thường trú của bé."),
    ("place", {"with_whom": "uncle"}, "with_whom", "Lựa chọn này không có. Xin chọn lại."),
    ("place", {"dwelling": ""}, "dwelling", "Xin chọn loại chỗ ở."),
    ("place", {"dwelling": "tent"}, "dwelling", "Lựa chọn này không có. Xin chọn lại."),
    ("place", {"commune": ""}, "commune", "Xin ghi xã, phường và tỉnh."),
    (
        "place",
        {"commune": "99999"},
        "commune",
        "Chưa thấy nơi này. Ghi như: phường Hà Giang 1, Tuyên Quang.",
    ),
    (
        "place",
        {"commune": "Xã Không Có"},
        "commune",
        "Chưa thấy nơi này. Ghi như: phường Hà Giang 1, Tuyên Quang.",
    ),
    (
        "place",
        {"commune": "Tân Phong"},
        "commune",
        "Có nhiều nơi tên này",
    ),
    ("place", {"commune": "x" * 151}, "commune", "Dài quá 150 chữ. Xin ghi ngắn hơn."),
    ("place", {"commune": "a\x07"}, "commune", "Có ký tự ẩn, có thể do sao chép. Xin gõ lại."),
    ("place", {"address_line": ""}, "address_line", "Xin ghi số nhà, đường, thôn."),
    ("place", {"address_line": "???"}, "address_line", "Xin ghi bằng chữ và số."),
    (
        "place",
        {"address_line": "x" * 251},
        "address_line",
        "Dài quá 250 chữ. Xin ghi ngắn hơn.",
    ),
    (
        "place",
        {"address_line": "5\u200b Phố"},
        "address_line",
        "Có ký tự ẩn, có thể do sao chép. Xin gõ lại.",
    ),
    ("head", {"household_head": ""}, "household_head", "Xin chọn chủ hộ."),
    (
        "head",
        {"household_head": "proposed"},
        "household_head",
        "Lựa chọn này không có. Xin chọn lại.",
    ),
    (
        "head",
        {"household_head_name": ""},
        "household_head_name",
        "Xin ghi họ tên chủ hộ.",
    ),
    (
        "head",
        {"household_head_name": "Ngô 2"},
        "household_head_name",
        "Tên không có chữ số. Xin ghi bằng chữ.",
    ),
    (
        "head",
        {"household_head_name": "n" * 101},
        "household_head_name",
        "Dài quá 100 chữ. Xin ghi ngắn hơn.",
    ),
    (
        "head",
        {"household_head_number": "00206000000"},
        "household_head_number",
        "Số định danh có 12 chữ số; ông/bà mới ghi 11.",
    ),
    (
        "head",
        {"household_head_number": "0020600000031"},
        "household_head_number",
        "Số định danh có 12 chữ số; ông/bà ghi 13, dài hơn.",
    ),
    (
        "head",
        {"household_head_number": "012345678"},
        "household_head_number",
        "Số định danh có 12 chữ số; ông/bà mới ghi 9.",
    ),
    (
        "head",
        {"household_head_number": "00206000000x"},
        "household_head_number",
        "Số định danh chỉ gồm chữ số. Xin ghi lại.",
    ),
    ("head", {"owner": ""}, "owner", "Xin chọn chủ nhà."),
    ("head", {"owner": "nobody"}, "owner", "Lựa chọn này không có. Xin chọn lại."),
    ("owners", {"name_1": ""}, "name_1", "Xin ghi họ tên chủ nhà."),
    ("owners", {"name_1": "?"}, "name_1", "Tên chỉ gồm chữ, dấu nháy và gạch nối."),
    ("owners", {"number_1": "1"}, "number_1", "Số định danh có 12 chữ số; ông/bà mới ghi 1."),
    ("owners", {"number_3": f.HEAD}, "name_3", "Xin ghi họ tên chủ nhà."),
    (
        "owners",
        {"name_2": "Ngô Thử Cô", "number_2": f.OWNER},
        "number_2",
        "Số này đã ghi ở trên.",
    ),
    (
        "owners",
        {"number_1": "", "name_2": "Ngô Thử Cô"},
        "number_2",
        "Chỉ một chủ nhà được để trống số.",
    ),
    (
        "relation",
        {"relation_to_head": ""},
        "relation_to_head",
        "Xin chọn quan hệ của bé với chủ hộ.",
    ),
    (
        "relation",
        {"relation_to_head": "friend"},
        "relation_to_head",
        "Lựa chọn này không có. Xin chọn lại.",
    ),
    ("consent", {"way": ""}, "way", "Xin chọn cách xác nhận."),
    ("consent", {"way": "filing"}, "way", "Lựa chọn này không có. Xin chọn lại."),
    ("consent", {"way": "paper"}, "ct01", "Xin gửi tờ CT01 đã ký."),
]


@pytest.mark.parametrize(("code", "change", "field", "sentence"), BAD)
def test_a_bad_answer_is_told_beside_its_field(
    code: str, change: dict[str, str], field: str, sentence: str
) -> None:
    form = posted(code, {**GOOD[code], **change})
    assert not form.is_valid()
    assert any(str(said).startswith(sentence) for said in form.errors.get(field, [])), form.errors


def test_every_field_of_every_page_has_bad_answers_above() -> None:
    asked = {
        (page.code, name)
        for page in PAGES
        for name in page(declared=f.birth(), today=f.TODAY).fields
        if name[-1] not in "2345"
    }
    tried = {(code, name) for code, change, *_ in BAD for name in change}
    assert asked - tried == {("consent", "ct01")}


def test_names_are_cleaned_to_one_form() -> None:
    form = posted("head", {**GOOD["head"], "household_head_name": "  Ngô   Thử\tÔng "})
    assert form.is_valid()
    assert form.cleaned_data["household_head_name"] == "Ngô Thử Ông"


def test_a_foreign_script_is_a_warning_and_no_error() -> None:
    form = posted("head", {**GOOD["head"], "household_head_name": "王小明"})
    assert form.is_valid()
    assert form.warnings["household_head_name"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        (f.HA_GIANG, f.HA_GIANG),
        ("phường Hà Giang 1, Tuyên Quang", f.HA_GIANG),
        ("ha giang 1", f.HA_GIANG),
        ("Xã Tân Phong, Điện Biên", None),
    ],
)
def test_a_commune_is_found_by_code_and_by_name(typed: str, code: str | None) -> None:
    form = posted("place", {**GOOD["place"], "commune": typed})
    form.is_valid()
    assert form.cleaned_data.get("commune") == code


def test_the_place_of_a_parent_is_never_asked_twice() -> None:
    form = posted("place", {"with_whom": "mother", "dwelling": "family", "commune": "\x07"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["commune"] == f.HA_GIANG
    assert form.cleaned_data["address_line"] == "12 Đường Ví Dụ"


def test_a_head_pointed_at_leaves_no_name_behind() -> None:
    form = posted("head", {**GOOD["head"], "household_head": "mother", "owner": "mother"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["household_head_name"] == ""
    assert form.cleaned_data["owner"] == "head"


def test_a_relation_that_surprises_is_only_a_warning() -> None:
    declared = f.birth() | f.residence()
    form = posted("relation", {"relation_to_head": "lodger"}, declared)
    assert form.is_valid()
    assert form.warnings["relation_to_head"] == [
        "Bé thường là con của chủ hộ này. Đúng thì cứ tiếp tục."
    ]


def test_the_signed_paper_is_a_file_of_the_page() -> None:
    paper = SimpleUploadedFile("ct01.jpg", b"\xff\xd8\xff", "image/jpeg")
    form = posted("consent", {"way": "paper"}, ct01=paper)
    assert form.is_valid(), form.errors


def test_pages_come_without_answers_before_them() -> None:
    for page in PAGES:
        form = page({}, declared={}, today=f.TODAY)
        assert isinstance(page.applies({}), bool)
        assert not form.is_valid() or page is OwnersPage


def test_pages_have_the_codes_that_return_reasons_open() -> None:
    pages = [PlacePage, HeadPage, OwnersPage, RelationPage, ConsentPage]
    assert [page.code for page in pages] == ["place", "head", "owners", "relation", "consent"]


class TestOnesOwnNumber:
    """Written under another name it would make the filing that person's agreement."""

    def posted(self, code: str, answers: Mapping[str, Any]) -> ResidencePage:
        body = QueryDict(mutable=True)
        body.update(answers)
        whole = f.birth() | f.residence(head=f.head(owner="others"))
        me = f.citizen()
        return PAGE_BY_CODE[code](body, declared=whole, applicant=me, today=f.TODAY)

    @pytest.mark.parametrize(
        ("code", "number"), [("head", "household_head_number"), ("owners", "number_1")]
    )
    def test_is_not_another_persons(self, code: str, number: str) -> None:
        form = self.posted(code, {**GOOD[code], number: f.MOTHER})

        assert form.errors == {number: ["Đây là số của ông/bà. Xin ghi số của người được nêu."]}

    @pytest.mark.parametrize(
        ("code", "name", "number"),
        [
            ("head", "household_head_name", "household_head_number"),
            ("owners", "name_1", "number_1"),
        ],
    )
    def test_stands_under_ones_own_name(self, code: str, name: str, number: str) -> None:
        form = self.posted(code, {**GOOD[code], name: "Lê Thử Mẹ", number: f.MOTHER})

        assert form.is_valid(), form.errors


@pytest.mark.parametrize("all_of_them", [True, False])
def test_the_switch_for_owners_is_asked_by_the_page_as_by_the_filing(all_of_them: bool) -> None:
    Switch.objects.filter(code=EVERY_OWNER).update(is_on=all_of_them)
    declared = f.birth() | {f"{f.HOME}.place": f.residence()[f"{f.HOME}.place"]}
    head = posted("head", {"household_head": "mother", "owner": "others"}, declared)
    assert head.is_valid(), head.errors
    declared[f"{f.HOME}.head"] = head.cleaned_data
    declared[f"{f.HOME}.owners"] = {
        "name_1": "Lê Thử Mẹ",
        "number_1": f.MOTHER,
        "name_2": "Ngô Thử Bà",
        "number_2": f.OWNER,
    }
    assert ConsentPage.applies(declared) is all_of_them


class TestAProposedHead:
    """Named by the residence data: ticked, never typed, and never passed on to another."""

    DECLARED = f.birth() | f.residence(offered=f.offered())

    def ticked(self, declared: f.Declared, value: str) -> ResidencePage:
        return posted("head", {"household_head": value, "owner": "head"}, declared)

    def test_is_ticked_without_a_name_or_a_number(self) -> None:
        form = self.ticked(self.DECLARED, f.mark_of(self.DECLARED))
        assert form.is_valid(), form.errors
        assert form.cleaned_data["household_head"] == "proposed"
        assert form.cleaned_data["household_head_name"] == ""
        assert str(form["household_head"]).count("checked") == 1

    def test_is_not_ticked_beforehand(self) -> None:
        form = HeadPage(declared=self.DECLARED, today=f.TODAY)
        assert "checked" not in str(form["household_head"])

    def test_a_tick_for_one_head_is_none_for_the_next(self) -> None:
        changed = f.birth() | f.residence(offered=f.offered(handle="of-another-head"))
        form = self.ticked(changed, f.mark_of(self.DECLARED))
        assert form.errors["household_head"] == [
            "Dữ liệu cư trú nay không còn ghi chủ hộ đã chọn. Xin chọn lại."
        ]

    def test_cannot_be_ticked_blindly(self) -> None:
        for value in ("proposed", "proposed-", "proposed-000000000000"):
            assert not self.ticked(self.DECLARED, value).is_valid()

    @pytest.mark.parametrize(
        "offered",
        [
            {},
            {"on": "2026-11-20", "household": {}, "unreachable": False},
            f.offered() | {"unreachable": True},
            f.offered(commune_code=f.BA_DINH),
        ],
        ids=["nothing asked", "no household", "no account", "registered elsewhere"],
    )
    def test_is_offered_only_if_it_can_be_the_head(self, offered: dict[str, Any]) -> None:
        declared = f.birth() | f.residence(offered=offered)
        form = HeadPage(declared=declared, today=f.TODAY)
        assert "proposed" not in str(form["household_head"])

    def test_a_child_who_lives_in_another_household_is_offered_nobody(self) -> None:
        place = {"with_whom": "father", "commune": f.HA_GIANG, "address_line": "9 Phố Khác"}
        declared = f.birth() | f.residence(offered=f.offered(), place=place)
        assert "proposed" not in str(HeadPage(declared=declared, today=f.TODAY)["household_head"])

    def test_the_applicant_who_is_head_is_told_so(self) -> None:
        mine = f.offered("Lê T… M…", is_applicant=True)
        form = HeadPage(declared=f.birth() | f.residence(offered=mine), today=f.TODAY)
        head = form.fields["household_head"]
        assert head.help_text == "Theo dữ liệu cư trú, chính ông/bà là chủ hộ."
        assert head.initial == "mother"
        assert "proposed" not in str(form["household_head"])

    def test_a_parent_who_is_head_is_offered_once(self) -> None:
        his = f.offered("Trần T… C…")
        form = HeadPage(declared=f.birth() | f.residence(offered=his), today=f.TODAY)
        assert form.fields["household_head"].initial == "father"
        assert "Trần T… C…" in form.fields["household_head"].help_text
        assert "proposed" not in str(form["household_head"])

    def test_who_is_head_and_too_young_sees_the_police(self) -> None:
        mine = f.birth() | f.residence(offered=f.offered(is_applicant=True, state="minor"))
        form = self.ticked(mine, "mother")
        assert form.is_valid()
        counter = form.leads_to_counter()
        assert counter is not None
        assert counter.branch == "R16"

    def test_a_paper_wants_the_whole_name_and_the_number(self) -> None:
        declared = f.birth() | f.residence(offered=f.offered(), head=f.PROPOSED)
        paper = SimpleUploadedFile("ct01.jpg", b"\xff\xd8\xff", "image/jpeg")
        form = posted("consent", {"way": "paper"}, declared, ct01=paper)
        assert form.errors == {
            "head_name": ["Xin ghi họ tên chủ hộ."],
            "head_number": ["Xin ghi số định danh của chủ hộ."],
        }
        asked = posted("consent", {"way": "asked", "head_number": "1"}, declared)
        assert asked.is_valid(), asked.errors
        assert (asked.cleaned_data["head_name"], asked.cleaned_data["head_number"]) == ("", "")


def test_the_name_of_a_head_who_is_somebody_else_is_not_called_optional() -> None:
    name = HeadPage()["household_head_name"]
    line = render_to_string("forms/field.html", {"field": name})

    assert "Họ tên chủ hộ" in line
    assert "Chỉ ghi khi chủ hộ là người khác." in line
    assert "không bắt buộc" not in line
