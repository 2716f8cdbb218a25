"""The real-life cases of a birth, B01 to B42: what this procedure decides in each."""

from datetime import date, timedelta
from typing import Any

import pytest

from civil_registry.birth.forms import BirthPage
from civil_registry.birth.models import BirthDeclaration
from portal.statutes.models import TimeLimit
from tests.civil_registry.birth.answers import (
    COMMUNE,
    OTHER,
    TODAY,
    counter_on,
    counters,
    declaration_of,
    declared_by,
    page_of,
    posted,
    typed,
    values_of,
    walk,
)

pytestmark = pytest.mark.usefixtures("db")
NO_FATHER = {"married": "no", "father_part": "left_out"}


def page_with(code: str, **changes: Any) -> BirthPage:
    """Return one page of a declaration, clean."""
    pages, _declared = walk(typed(**changes))
    assert pages[code].is_valid(), pages[code].errors
    return pages[code]


def test_b01_mother_not_married_and_no_father_named_everything_follows_her():
    pages, declared = walk(typed(parents_married=NO_FATHER))
    assert "father" not in pages and "marriage" not in pages
    assert set(pages["origin"].fields) == {"hometown_commune", "hometown_line"}
    declaration = declaration_of(declared)
    assert declaration.full_name == "Trần Thử Nghiệm"
    assert declaration.ethnicity == "02"
    assert not declaration.names_father
    assert counters(parents_married=NO_FATHER) == {}
    note = pages["parents_married"].fields["father_part"].help_text
    assert note == "Phần ghi về cha để trống. Sau này vẫn bổ sung được khi làm thủ tục nhận con."


def test_b02_not_married_and_the_father_wants_to_be_named_goes_to_the_counter():
    named = {"married": "no", "father_part": "to_be_named"}
    counter = counter_on("parents_married", parents_married=named)
    assert counter.branch == "B02"
    assert counter.reason == (
        "Cha và mẹ chưa đăng ký kết hôn nên cần làm thủ tục nhận cha, con cùng lúc với khai sinh."
    )
    assert "chứng minh quan hệ cha con, nếu có" in counter.bring
    # filing now with the father left out is the same page answered otherwise
    assert counters(parents_married=NO_FATHER) == {}


@pytest.mark.parametrize("married", ["yes", "unsure"])
def test_b03_a_marriage_not_found_is_asked_for_in_optional_fields_only(married):
    pages, _declared = walk(typed(parents_married={"married": married}, marriage={}))
    assert pages["marriage"].is_valid()
    assert not any(field.required for field in pages["marriage"].fields.values())
    assert "Không phải nộp giấy" in pages["marriage"].lead
    given = {"number": "12", "book": "01", "registered_on": "2020", "registered_at": "UBND xã Mẫu"}
    declaration = declaration_of(declared_by(marriage=given))
    assert (declaration.marriage_number, str(declaration.marriage_registered_on)) == ("12", "2020")


def test_b04_married_abroad_goes_to_the_counter():
    abroad = {"married": "yes", "married_in": "FR"}
    counter = counter_on("parents_married", parents_married=abroad)
    assert counter.branch == "B04"
    assert counter.reason == "Việc kết hôn ở nước ngoài cần được ghi vào sổ hộ tịch trước."


@pytest.mark.parametrize("married_in", ["VN", ""])
def test_b04_married_in_vietnam_or_left_blank_goes_on(married_in):
    assert counters(parents_married={"married_in": married_in}) == {}


FORMER = {"married": "no", "father_part": "former_husband", "marriage_ended_on": "01/06/2026"}


def test_b05_a_former_husband_stands_as_father_with_a_note_and_no_warning():
    pages, declared = walk(typed(parents_married=FORMER))
    assert pages["parents_married"].warnings == {}
    assert pages["parents_married"].leads_to_counter() is None
    assert declaration_of(declared).names_father
    note = values_of(declared)["civil_registry.birth.parents_married.marriage_ended_on"]
    assert note.text == "01/06/2026"


def test_b05_beyond_the_days_of_the_law_it_is_an_acknowledgement():
    TimeLimit.objects.update_or_create(
        code="parentage.after_marriage",
        defaults={
            "value": 300,
            "unit": "days",
            "valid_from": date(2015, 1, 1),
            "basis": "Luật Hôn nhân và gia đình 2014 Điều 88",
            "certainty": "R",
        },
    )
    assert counters(parents_married=FORMER) == {}
    long_ago = {**FORMER, "marriage_ended_on": "2024"}
    assert counter_on("parents_married", parents_married=long_ago).branch == "B02"


def test_b05_needs_the_day_the_marriage_ended():
    pages, _declared = walk(typed(parents_married={**FORMER, "marriage_ended_on": ""}))
    asked = pages["parents_married"].errors
    assert asked["marriage_ended_on"] == ["Xin ghi ngày ly hôn, hoặc ngày cha mất."]


def test_b06_nothing_on_the_pages_asks_a_married_mother_about_another_man():
    page = page_with("parents_married")
    shown = " ".join(str(field.label) for field in page.fields.values())
    assert not any(word in shown.lower() for word in ("ai là cha", "chồng", "thú"))
    assert page.warnings == {}


def test_b07_a_parent_of_another_nationality_goes_to_the_counter_on_page_two():
    counter = counter_on("applicant", applicant={"nationality": "foreign"})
    assert counter.branch == "B07"
    assert counter.reason == (
        "Khai sinh có cha hoặc mẹ là người nước ngoài làm theo thủ tục riêng."
    )
    assert counter.bring.startswith("Hộ chiếu của người cha, mẹ nước ngoài")


def test_b08_a_child_born_abroad_goes_to_the_counter():
    counter = counter_on("fit", fit={"birth_country": "KR"})
    assert (counter.branch, counter.reason) == (
        "B08",
        "Trẻ sinh ở nước ngoài làm theo thủ tục riêng.",
    )


def test_b09_a_found_child_is_for_the_official():
    counter = counters(fit={"situation": "found"})["fit"]
    assert counter.branch == "B09"
    assert counter.reason == "Xin báo ngay cho UBND hoặc Công an xã nơi thấy trẻ."


def test_b09_the_official_declares_a_found_child_without_parents():
    pages, declared = walk(
        typed(
            fit={"situation": "found"},
            applicant={"relation": "guardian"},
            paper={"kind": "abandonment_record"},
            child={"surname": "Mẫu"},
            office={"place_from": "guardian", "guardian_commune": COMMUNE},
        )
    )
    assert not {"parents_married", "mother", "father", "marriage", "origin"} & set(pages)
    assert {code: page.errors for code, page in pages.items() if page.errors} == {}
    declaration = declaration_of(declared)
    assert declaration.full_name == "Mẫu Thử Nghiệm"
    assert declaration.ethnicity == ""
    assert declaration.hometown == (COMMUNE, "Bệnh viện Thử Nghiệm")
    assert declaration.office_commune == COMMUNE


def test_b10_a_father_who_claims_a_child_of_an_unknown_mother_is_as_b02():
    counter = counter_on("fit", fit={"situation": "mother_unknown"})
    assert counter.branch == "B10"
    assert "nhận cha, con" in counter.reason and "cả cha và mẹ cùng đến" in counter.bring


def test_b11_surrogacy_goes_to_the_counter_and_nothing_is_prefilled():
    counter = counter_on("fit", fit={"situation": "surrogacy"})
    assert counter.branch == "B11"
    assert counter.bring == "Giấy xác nhận của cơ sở y tế đã thực hiện kỹ thuật."
    assert not any(
        "mth" in name.lower() for page in walk(typed())[0].values() for name in page.fields
    )


def test_b12_a_stillborn_child_meets_a_quiet_page_and_no_form():
    counter = counter_on("fit", fit={"situation": "stillborn", "born_on": ""})
    assert counter.branch == "B12"
    assert counter.reason == (
        "Chúng tôi xin chia buồn cùng gia đình. Trường hợp này không phải đăng ký khai sinh,"
        " khai tử."
    )
    assert "!" not in counter.reason and counter.bring == ""


def test_b13_who_lived_less_than_a_day_is_registered_if_a_parent_asks():
    counter = counter_on("fit", fit={"situation": "lived_hours"})
    assert counter.branch == "B13"
    assert counter.reason.startswith("Không bắt buộc đăng ký")


def test_b14_who_lived_longer_is_registered_by_the_official_in_one_go():
    counter = counter_on("fit", fit={"situation": "lived_days"})
    assert counter.branch == "B14"
    assert "khai sinh và khai tử trong cùng một lần" in counter.reason


def test_b15_twins_are_asked_their_own_pages_and_keep_their_own_day():
    assert [page.code for page in map(page_of, ("paper", "child")) if page.per_child] == [
        "paper",
        "child",
    ]
    assert page_with("fit", fit={"children": "2"}).cleaned_data["children"] == 2
    second = declaration_of(declared_by(fit={"children": "2"}, child={"born_on": "06/11/2026"}))
    assert (second.children, second.born_on) == (2, date(2026, 11, 6))


def test_b15_two_children_cannot_have_one_name():
    one, same = {"middle_name": "Thử", "given_name": "An"}, {"given_name": "THỬ  an"}
    other = {"middle_name": "Thử", "given_name": "Bình"}
    found = page_of("child").together([one, other, same])
    assert found == {2: {"given_name": "Hai bé có cùng tên. Xin đặt tên khác cho một bé."}}
    assert page_of("child").together([one, other]) == {}


def test_b15_two_children_cannot_have_one_paper():
    found = page_of("paper").together([{"number": "1"}, {"number": "1"}, {"number": ""}])
    assert list(found) == [1] and list(found[1]) == ["number"]
    assert page_of("paper").together([{"number": ""}, {"number": ""}]) == {}
    assert page_of("mother").together([{}, {}]) == {}


def test_b16_a_mother_without_a_number_is_helped_at_the_counter():
    counter = counter_on("applicant", applicant={"mother_number": "none"})
    assert (counter.branch, counter.reason) == (
        "B16",
        "Mẹ của bé chưa có số định danh nên chưa khai qua mạng được. Cán bộ sẽ giúp cả hai việc.",
    )


@pytest.mark.parametrize(("place_from", "commune"), [("mother", COMMUNE), ("father", OTHER)])
def test_b17_parents_in_two_provinces_choose_either_place(birth, place_from, commune):
    declared = declared_by(office={"place_from": place_from})
    assert birth.commune_for(declared) == commune
    page = page_with("office")
    assert [value for value, _label in page.fields["place_from"].choices] == ["mother", "father"]
    assert page.fields["place_from"].initial == "mother"


def test_b18_temporary_residents_register_the_birth_here_and_are_told_about_residence():
    temporary = {"residence_kind": "temporary"}
    page = page_with("office", mother=temporary, father=temporary)
    assert page.warnings["place_from"] == [
        "Bé được đăng ký thường trú theo nơi thường trú của cha hoặc mẹ. Nếu chưa muốn, có thể"
        " đăng ký tạm trú hoặc khai báo cư trú cho bé trong 60 ngày."
    ]
    assert page.leads_to_counter() is None
    assert page_with("office", mother=temporary).warnings == {}


def test_b19_without_any_registered_residence_only_that_leg_is_left_out():
    nowhere = {"residence_kind": "current"}
    found = counters(mother=nowhere, father=nowhere)
    assert list(found) == ["office"]
    counter = found["office"]
    assert (counter.branch, counter.leg, counter.ends) == ("B19", "residence.registration", False)
    assert counter.reason == (
        "Cha, mẹ chưa có nơi thường trú, tạm trú; xin khai báo cư trú tại Công an xã."
    )
    assert counters(mother=nowhere) == {}


def test_b20_a_name_not_chosen_yet_is_not_filed_and_the_last_day_is_told():
    pages, _declared = walk(typed(child={"given_name": ""}))
    assert pages["child"].errors["given_name"] == [
        "Chưa có tên thì chưa đăng ký được. Hạn đăng ký: 04/01/2027. Bản nháp được giữ."
    ]


NOTICE = {
    "kind": "birth_notice",
    "number": "00007.GCS.99999.26",
    "facility": "Bệnh viện Thử Nghiệm",
    "born_on": "05/11/2026",
    "sex": "female",
    "given_name": "Dự Định",
}
OFFERED = {"civil_registry.birth.offered": {"birth_notice": NOTICE}}


def test_b21_the_hospitals_name_is_a_suggestion_and_never_a_difference():
    _pages, declared = walk(typed(), until="parents_married")
    offered = page_of("child")(declared={**declared, **OFFERED}, today=TODAY)
    assert offered["given_name"].value() == "Dự Định"
    assert not offered.fields["given_name"].disabled
    another = posted("child", {**declared, **OFFERED}, typed()["child"])
    assert another.is_valid() and another.warnings == {}


@pytest.mark.parametrize(
    "name",
    [
        {"middle_name": "", "given_name": "H'Ƀlăk"},
        {"middle_name": "’", "given_name": "Ñê"},
        {"middle_name": "", "given_name": "Ơ̆n"},
        {"middle_name": "Y", "given_name": "Čĕ"},
    ],
)
def test_b22_names_of_every_people_pass(name):
    if name["middle_name"] == "’":
        name = {**name, "middle_name": "H’"}
    page = page_with("child", child=name)
    assert page.warnings == {}


def test_b22_one_word_without_surname_passes():
    declared = declared_by(
        mother={"surname": "", "middle_name": ""},
        child={"middle_name": "", "given_name": "Čĕ"},
        origin={"surname": "mother"},
    )
    assert declaration_of(declared).full_name == "Čĕ"


@pytest.mark.parametrize(("follows", "surname"), [("father", "Nguyễn"), ("mother", "Trần")])
def test_b23_the_surname_is_one_of_two(follows, surname):
    declaration = declaration_of(declared_by(origin={"surname": follows}))
    assert declaration.full_name == f"{surname} Thử Nghiệm"


def test_b23_another_surname_by_custom_goes_to_the_counter():
    counter = counter_on("origin", origin={"surname": "custom"})
    assert (counter.branch, counter.reason) == (
        "B23",
        "Họ của bé theo họ cha hoặc họ mẹ do cha mẹ thỏa thuận.",
    )


@pytest.mark.parametrize(("follows", "code"), [("father", "01"), ("mother", "02")])
def test_b24_the_ethnicity_is_one_of_two(follows, code):
    assert declaration_of(declared_by(origin={"ethnicity": follows})).ethnicity == code


def test_b24_parents_who_have_not_agreed_go_to_the_counter():
    counter = counter_on("origin", origin={"ethnicity": "undecided"})
    assert (counter.branch, counter.reason) == (
        "B24",
        "Dân tộc của bé theo cha hoặc mẹ do cha mẹ thỏa thuận.",
    )


def test_b25_a_merged_hometown_is_shown_with_its_new_name_and_sent_by_its_new_code(
    merged_commune, sent_record
):
    old, new = merged_commune
    declared = declared_by(origin={"hometown": "mother", "hometown_commune": old})
    shown = values_of(declared)["civil_registry.birth.origin.hometown_commune"].text
    assert shown == "Phường Thử Nghiệm, nay là Phường Hà Giang 2, Tỉnh Tuyên Quang"
    assert sent_record(declared)["nksQueQuan"]["maXa"] == new


def test_b26_a_birth_at_home_is_told_two_ways_with_their_days():
    page = page_with("paper", paper={"kind": "written_pledge", "number": "", "issued_on": ""})
    told = str(page.fields["kind"].help_text)
    assert "trong 30 ngày" in told and "trong 5 ngày làm việc" in told
    assert "giấy cam đoan theo mẫu" in told
    kinds = [value for value, _label in page.fields["kind"].choices]
    assert kinds == ["birth_notice", "witness_statement", "written_pledge"]


def test_b27_a_photo_is_asked_only_while_no_signed_paper_is_at_hand():
    _pages, declared = walk(typed(), until="parents_married")
    asked = page_of("paper")(declared=declared, today=TODAY)
    assert [(code, required) for code, _label, required in asked.uploads] == [("birth_paper", True)]
    at_hand = page_of("paper")(declared={**declared, **OFFERED}, today=TODAY)
    assert at_hand.uploads == ()
    assert at_hand["number"].value() == "00007.GCS.99999.26"


def test_b28_a_late_birth_is_marked_and_nobody_is_threatened(sent_record):
    late = TODAY - timedelta(days=61)
    born = {"born_on": f"{late:%d/%m/%Y}"}
    page = page_with("fit", fit=born)
    assert page.warnings["born_on"] == ["Đã quá 60 ngày, vẫn đăng ký được."]
    assert page.leads_to_counter() is None
    declared = declared_by(fit=born, child=born, paper={"issued_on": ""})
    assert values_of(declared)["civil_registry.birth.registration"].text == "Quá hạn"
    assert sent_record(declared)["loaiDangKy"] == "4"
    assert sent_record(declared_by())["loaiDangKy"] == "1"


@pytest.mark.parametrize(("born_on", "ends"), [("20/11/2020", True), ("21/11/2020", False)])
def test_b29_a_child_of_six_goes_to_the_counter_from_page_one(born_on, ends):
    page = page_with("fit", fit={"born_on": born_on})
    counter = page.leads_to_counter()
    assert bool(counter) is ends
    if counter:
        assert (counter.branch, counter.reason) == (
            "B29",
            "Nhóm thủ tục này dành cho trẻ dưới 6 tuổi.",
        )


def test_b29_also_when_the_day_of_birth_is_mended_later():
    page = page_with("child", child={"born_on": "20/11/2020"}, mother={"born_on": "1990"})
    assert page.leads_to_counter().branch == "B29"


def test_b30_who_has_a_certificate_is_shown_what_is_left_to_do():
    counter = counter_on("fit", fit={"situation": "registered"})
    assert (counter.branch, counter.way) == ("B30", "other_legs")
    assert counter.reason.startswith("Bé đã có giấy khai sinh. Ông/bà chỉ cần làm việc còn thiếu:")


def test_b31_a_grandparent_is_asked_first_whether_a_parent_can_sign_in():
    pages, _declared = walk(typed(applicant={"relation": "relative"}))
    assert pages["applicant"].errors["parent_can_sign_in"] == ["Xin chọn một câu trả lời."]
    can = {"relation": "relative", "parent_can_sign_in": "yes"}
    counter = counter_on("applicant", applicant=can)
    assert counter.reason == "Xin cha hoặc mẹ của bé đăng nhập bằng VNeID của mình và khai."
    assert counter.way == "another_person"
    cannot = {"relation": "relative", "parent_can_sign_in": "no"}
    counter = counter_on("applicant", applicant=cannot)
    assert (counter.branch, counter.reason) == (
        "B31",
        "Ông, bà, người thân được đi khai sinh khi cha mẹ không thể; việc này làm tại UBND.",
    )


def test_b32_a_guardian_names_the_decision_in_fields():
    declared = declared_by(
        applicant={"relation": "guardian"},
        guardian={"decision": "12/QĐ", "decided_on": "2025", "decided_by": "UBND xã Mẫu"},
        office={"place_from": "guardian", "guardian_commune": COMMUNE},
    )
    declaration = declaration_of(declared)
    assert (declaration.relation, declaration.guardian_decision) == ("guardian", "12/QĐ")
    assert declaration.office_commune == COMMUNE


def test_b32_an_institution_goes_to_the_counter():
    assert counter_on("applicant", applicant={"relation": "institution"}).branch == "B32"


@pytest.mark.parametrize("dead", ["mother", "father"])
def test_b33_of_a_parent_who_has_died_no_number_and_no_residence_is_demanded(dead):
    gone = {
        "deceased": "on",
        "personal_number": "",
        "residence_kind": "",
        "residence_commune": "",
        "residence_line": "",
    }
    other = "father" if dead == "mother" else "mother"
    told = {"mother_number": "deceased"} if dead == "mother" else {}
    declared = declared_by(
        **{dead: gone}, applicant={"relation": other, **told}, office={"place_from": other}
    )
    declaration = declaration_of(declared)
    assert getattr(declaration, f"{dead}_deceased")
    page = page_with("office", **{dead: gone}, office={"place_from": other})
    assert [value for value, _label in page.fields["place_from"].choices] == [other]


def test_b33_a_mother_known_to_have_died_is_marked_so_beforehand():
    told = {"applicant": {"relation": "father", "mother_number": "deceased"}}
    _pages, declared = walk(typed(**told), until="child")
    assert page_of("mother")(declared=declared, today=TODAY).initial["deceased"] is True


@pytest.mark.parametrize("applicant", ["mother", "father"])
def test_b34_one_parent_is_enough_and_nobody_else_is_asked(birth, applicant):
    declared = declared_by(applicant={"relation": applicant})
    assert birth.consents(step_id=1, applicant=None) == ()
    assert declaration_of(declared).relation == applicant


def test_b35_a_mother_under_eighteen_is_neither_blocked_nor_warned_nor_marked():
    young = {"born_on": "2011", "personal_number": "000311000001"}
    page = page_with("mother", mother=young)
    assert page.warnings == {}
    values = values_of(declared_by(mother=young))
    assert not any("tuổi" in value.text for value in values.values())


def test_b36_a_sex_not_determined_goes_to_the_counter():
    counter = counter_on("fit", fit={"situation": "sex_undetermined"})
    assert (counter.branch, counter.reason) == (
        "B36",
        "Giới tính của bé chưa xác định; cán bộ sẽ hướng dẫn.",
    )
    page = page_with("child")
    assert [value for value, _label in page.fields["sex"].choices] == ["male", "female"]


def test_b37_old_papers_are_nine_digits_and_half_remembered_days(sent_record):
    declared = declared_by(mother={"personal_number": "012345678", "born_on": "03/1990"})
    record = sent_record(declared)
    assert (record["meSoDDCN"], record["meSoGiayToTuyThan"]) == ("", "012345678")
    assert (record["meLoaiGiayToTuyThan"], record["meNgaySinh"]) == ("2", "03.1990")


def test_b38_paper_copies_are_none_unless_asked_for(sent_record):
    page = page_of("results")(declared={}, today=TODAY)
    assert page.fields["copies"].initial == 0
    assert "có giá trị như bản giấy" in page.lead
    assert sent_record(declared_by(results={"copies": "3"}))["soLuongBanSao"] == "3"


def test_b38_a_price_that_is_only_recalled_is_not_shown():
    assert page_of("results")(declared={}, today=TODAY).fields["copies"].help_text == ""


def test_b39_the_proof_shows_all_that_will_stand_on_the_certificate():
    declared = declared_by()
    texts = {
        code.removeprefix("civil_registry.birth."): v.text
        for code, v in values_of(declared).items()
    }
    assert texts["child.given_name"] == "Nghiệm"
    assert texts["child.born_on"] == "05/11/2026"
    assert texts["origin.surname"] == "Theo họ cha: Nguyễn"
    assert texts["origin.ethnicity"] == "Theo mẹ: Tày"
    assert texts["mother.given_name"] == "Mẫu" and texts["father.ethnicity"] == "Kinh"


def test_b40_a_result_is_known_by_its_own_hash_so_that_a_later_one_can_supersede_it(birth):
    assert "e_copy_sha256" in birth.facts.__dataclass_fields__


def test_b41_what_is_declared_stays_as_filed_until_somebody_records_it_anew(birth):
    # withdrawing is the pipeline's act: this procedure keeps no status of its own
    names = {field.name for field in BirthDeclaration._meta.get_fields()}
    assert not {"status", "withdrawn", "withdrawn_at"} & names


def test_b42_the_identity_card_is_said_to_be_apart():
    assert (
        "Thẻ căn cước cho bé: xin làm tại Công an xã, phường; chưa nằm trong lần khai này."
        in page_of("results").lead
    )


def test_every_branch_has_its_test():
    named = {name[5:8] for name in globals() if name.startswith("test_b")}
    assert named == {f"b{number:02}" for number in range(1, 43)}
