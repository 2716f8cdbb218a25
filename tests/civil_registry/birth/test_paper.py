"""What the hospital's paper tells, fixes and asks to be explained: pages and rules, no database."""

from datetime import date
from typing import Any

import pytest

from civil_registry.birth import rules
from civil_registry.birth.forms import CODE
from civil_registry.birth.forms.differences import all_between, to_explain
from tests.civil_registry.birth.answers import BASE, TODAY, page_of, posted, typed, walk

HOSPITAL = "Bệnh viện Thử Nghiệm"
NOTICE: dict[str, Any] = {
    "notice_number": "00007.GCS.99901.26",
    "notice_child": 1,
    "kind": "birth_notice",
    "number": "00007.GCS.99901.26",
    "issued_on": "07/11/2026",
    "facility": HOSPITAL,
    "born_on": "06/11/2026",
    "born_time": "08:30",
    "sex": "male",
    "birth_place_line": "Khoa Sản, Bệnh viện Thử Nghiệm",
    "is_surrogacy": False,
    "mother_number": "000196000001",
    "mother_name": "TRẦN THỊ MẪU",
    "mother_born_on": "1996-03-15",
    "father_name": "NGUYỄN VĂN MẪU",
    "children": 1,
    "intended_name": "NGUYỄN DỰ ĐỊNH",
    "middle_name": "",
    "given_name": "Định",
}


def offered(state: str = "valid", **told: Any) -> dict[str, Any]:
    """Return what a draft keeps of one child's paper, as a page reads it."""
    child = {"state": state, "facility": HOSPITAL, "sentence": "", **told}
    if state in ("valid", "reissued"):
        child.setdefault("birth_notice", NOTICE)
    return {f"{CODE}.offered": {**child, "by_child": {"1": child}, "own": {}}}


def asked(code: str, told: dict[str, Any], **answers: Any) -> Any:
    """Return a page posted after those before it, with this offered."""
    before = {"paper": "parents_married", "child": "paper", "mother": "child"}[code]
    _pages, declared = walk(typed(), until=before)
    return posted(code, {**declared, **told}, {**BASE[code], **answers})


CHAIN = (
    "Chứng thư ký số của cơ sở y tế không dùng được. Đây không phải lỗi của bạn. Hãy tải ảnh lên."
)
TOLD = [
    (offered(), f"{HOSPITAL} đã gửi giấy chứng sinh của bé. Không cần chụp giấy."),
    (
        offered("badly_signed", sentence=CHAIN),
        f"{HOSPITAL} ký chưa đúng (chứng thư ký số của cơ sở y tế không dùng được)."
        " Xin chụp giấy; ông/bà không có lỗi.",
    ),
    (offered("unsigned"), f"{HOSPITAL} chưa ký số. Xin chụp giấy."),
    (
        offered("not_found", facility=""),
        "Chưa thấy giấy của bé. Bệnh viện phải gửi trong 4 giờ làm việc sau khi cấp."
        " Có thể chờ hoặc chụp giấy.",
    ),
    (
        offered("not_found", facility="", is_sought=True),
        "Chưa thấy giấy của bé. Số giấy, số định danh của mẹ và ngày sinh phải khớp cả ba:"
        " xin xem lại các số vừa ghi. Nếu đúng cả, có thể chờ hoặc chụp giấy.",
    ),
    (offered("already_used"), "Giấy này đang ở hồ sơ khác."),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("told", "sentence"), TOLD)
def test_each_standing_is_told_in_its_words_and_only_a_valid_paper_ends_the_asking(told, sentence):
    page = asked("paper", told)
    assert str(page.paper.text) == sentence
    assert bool(page.uploads) is not page.paper.is_taken
    assert page.paper.is_taken is ("valid" in str(told))


@pytest.mark.django_db
def test_what_the_paper_says_is_fixed_whatever_is_posted():
    told = offered()
    paper = asked("paper", told, kind="written_pledge", number="99999.GCS.99999.26", facility="Nhà")
    child = asked("child", told, sex="female", born_on="01/01/2026", birth_place_line="Nhà")
    mother = asked("mother", told, personal_number="000196000099")
    assert not (paper.errors or child.errors or mother.errors)
    assert (paper.cleaned_data["kind"], paper.cleaned_data["number"]) == (
        "birth_notice",
        NOTICE["number"],
    )
    assert paper.cleaned_data["notice"] == {"number": NOTICE["notice_number"], "child": 1}
    kept = child.cleaned_data
    assert (kept["sex"], str(kept["born_on"]), f"{kept['born_time']:%H:%M}") == (
        "male",
        "06/11/2026",
        "08:30",
    )
    assert kept["birth_place_line"] == NOTICE["birth_place_line"]
    assert kept["given_name"] == "Nghiệm"  # the name there is only the intended one
    assert mother.cleaned_data["personal_number"] == NOTICE["mother_number"]


def test_the_number_of_a_carer_who_is_not_the_mother_fixes_nothing():
    told = offered()
    told[f"{CODE}.offered"]["own"] = {"number": NOTICE["mother_number"]}
    declared = {**told, f"{CODE}.applicant": {"relation": "father"}}
    page = page_of("mother")(declared=declared, today=TODAY)
    assert not page.fields["personal_number"].disabled


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("said", "branch"),
    [({"is_surrogacy": True}, "B11"), ({"sex": "undetermined"}, "B36")],
)
def test_a_paper_may_lead_to_an_official(said, branch):
    page = asked("paper", offered(birth_notice={**NOTICE, **said}))
    assert page.is_valid()
    assert page.leads_to_counter().branch == branch


EXPLAINED = [
    ({}, {}, {}, []),
    ({}, {"mother_born_on": "1995-03-15"}, {}, ["mother.born_on"]),
    ({}, {"mother_name": "TRẦN THỊ MẪN"}, {}, ["mother.given_name"]),
    ({}, {"father_name": "LÊ VĂN KHÁC", "children": 2}, {}, ["father.given_name", "fit.children"]),
    ({}, {"father_name": "", "mother_name": ""}, {}, []),  # silence is no difference
    # what VNeID says of the mother herself is explained by nobody
    ({}, {"mother_born_on": "1995-03-15"}, {"born_on": "1996"}, []),
    ({}, {"mother_name": "TRẦN THỊ MẪN"}, {"name": "trần thị mẫu"}, []),
    ({"relation": "father"}, {"mother_born_on": "1995-03-15"}, {"born_on": "1996"}, None),
    ({}, {"intended_name": "KHÁC HẲN", "given_name": "Hẳn"}, {}, []),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "on_paper", "own", "found"), EXPLAINED)
def test_a_family_explains_what_differs_and_nobody_has_vouched_for(who, on_paper, own, found):
    _pages, declared = walk(typed(), until="father")
    declared[f"{CODE}.applicant"] |= who
    told = offered(birth_notice={**NOTICE, **on_paper})
    told[f"{CODE}.offered"]["own"] = own
    named = [one.field.removeprefix(f"{CODE}.") for one in to_explain({**declared, **told})]
    assert named == (["mother.born_on"] if found is None else found)


@pytest.mark.django_db
def test_the_desk_reads_also_what_was_filed_before_the_paper_came():
    _pages, declared = walk(typed(), until="father")
    differing = all_between(declared, {**NOTICE, "mother_number": "000196000002"}, own={})
    told = {one.field.removeprefix(f"{CODE}."): (one.declared, one.on_paper) for one in differing}
    assert told["child.sex"] == ("Nữ", "Nam")
    assert told["child.born_on"] == ("05/11/2026", "06/11/2026")
    assert told["mother.personal_number"] == ("000196000001", "000196000002")
    assert "child.given_name" not in told


def test_papers_of_one_birth_are_those_of_its_day_else_of_days_near_it():
    first, second, older = date(2026, 11, 5), date(2026, 11, 6), date(2026, 1, 5)
    found = [("a", second), ("b", first), ("c", older)]
    assert rules.papers_in_order(found, first) == ["b"]
    assert rules.papers_in_order(found, date(2026, 11, 7)) == ["a", "b"]
    assert rules.papers_in_order([("c", older)], first) == []
