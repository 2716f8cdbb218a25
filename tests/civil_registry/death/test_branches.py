"""The real-life cases of a death, D01 to D26: what this procedure decides in each.

Money and residence after a death are told by their own procedures; what the house does about a
person registered dead (D26) is told in tests/pipeline.
"""

from typing import Any

import pytest

from civil_registry.death import rules
from civil_registry.death.forms import DeathPage, choosable
from civil_registry.death.procedure import DeathRegistrationProcedure
from portal.citizens.binding import rows_of
from portal.pipeline.issued_papers import issued_in
from portal.pipeline.procedures import Offer, Procedure, Way
from portal.pipeline.registry import registry
from tests.civil_registry.death.answers import (
    AT_HOME,
    COMMUNE,
    LONG_AGO,
    OTHER,
    PHOTO,
    TODAY,
    counter_on,
    counters,
    declaration_of,
    declared_by,
    page_of,
    typed,
    values_of,
    walk,
)

pytestmark = pytest.mark.usefixtures("db")
DEATH = "civil_registry.death"
LEGS = ("residence.deregistration", "funeral_benefits.allowance", "funeral_benefits.survivors")


@pytest.fixture
def legs() -> Any:
    """The three procedures a family may choose, as far as this page sees them."""

    class Leg(Procedure):
        follows = (DEATH,)
        offered = Offer.CHOICE

    made = [type(code.replace(".", "_"), (Leg,), {"code": code, "title": code}) for code in LEGS]
    with registry.replaced(DeathRegistrationProcedure, *made):
        yield


def errors_on(code: str, **changes: Any) -> dict[str, list[str]]:
    """Return what one page says is missing."""
    pages, _declared = walk(typed(**changes), until=code)
    return {name: list(said) for name, said in pages[code].errors.items()}


def legs_page(**changes: Any) -> DeathPage:
    """Return the page that asks which procedures the family wants."""
    _pages, declared = walk(typed(**changes), until="notice")
    return page_of("legs")(declared=declared, today=TODAY)


def offered_on(page: DeathPage) -> list[str]:
    """Return the codes that may be ticked."""
    asked: Any = page.fields.get("chosen")
    return [code for code, _title in asked.choices] if asked else []


def test_an_ordinary_death_goes_straight_to_the_register():
    assert counters() == {}


@pytest.mark.usefixtures("legs")
def test_d03_without_a_permanent_residence_there_is_nothing_to_remove():
    stayed = {"residence": {"residence_kind": "temporary"}}
    assert offered_on(legs_page(**stayed)) == list(LEGS[1:])
    assert offered_on(legs_page()) == list(LEGS)
    left_out = registry[DEATH].not_wanted(declared_by(**stayed, legs={"chosen": list(LEGS[1:])}))
    assert left_out == {LEGS[0]}


@pytest.mark.usefixtures("legs")
def test_d04_a_childs_death_raises_no_question_about_money_and_no_relation_is_ticked():
    child = {"deceased": {"born_on": "01/02/2020", "personal_number": ""}}
    page = legs_page(**child)
    assert offered_on(page) == [LEGS[0]]
    assert "serving" not in page.fields
    assert page_of("applicant")(declared={}, today=TODAY).fields["relation"].initial is None


@pytest.mark.parametrize(("situation", "branch"), [("lived_hours", "B13"), ("lived_days", "B14")])
def test_d05_an_infant_without_a_birth_record_goes_to_the_counter(situation, branch):
    assert counter_on("fit", fit={"situation": situation}).branch == branch


def test_d05_a_child_that_was_not_born_alive_needs_nothing(death):
    counter = counter_on("fit", fit={"situation": "stillborn"})
    assert (counter.branch, counter.way) == ("B12", Way.NOTHING)
    assert death.nothing_to_declare("B12") == counter
    assert death.nothing_to_declare("D10") is None


def test_d06_who_died_at_a_hospital_needs_its_paper_or_a_photo_of_it():
    assert errors_on("notice", notice={"death_paper": []}) == {
        "death_paper": ["Xin gửi ảnh giấy báo tử hoặc giấy thay thế."]
    }
    assert errors_on("notice", notice={"kind": "none", "death_paper": []}) == {
        "kind": ["Mất tại cơ sở y tế thì nơi đó cấp giấy báo tử. Xin nhận giấy rồi khai tiếp."]
    }


def test_d07_who_died_at_home_needs_no_notice_yet(file, death):
    declared = declared_by(**AT_HOME)
    assert "UBND nơi mất cấp giấy" in page_of("notice").lead
    step = file(declared)
    assert issued(death, step).is_here and issued(death, step).is_due


def test_d07_another_commune_issues_the_notice_of_who_died_there(file, death):
    away = {"event": {**AT_HOME["event"], "place_kind": "road", "place_commune": OTHER}}
    step = file(declared_by(**{**AT_HOME, **away}))
    paper = issued(death, step)
    assert (paper.is_here, paper.issuer) == (False, "UBND phường Ba Đình")


def issued(death: Any, step: Any) -> Any:
    """Return the notice a commune issues for this step, None if the family brings one."""
    return issued_in(death.code, [step.pk]).get(step.pk)


@pytest.mark.parametrize("kind", ["police_statement", "forensic_result"])
def test_d08_after_an_accident_the_police_or_forensic_doctors_speak_and_no_cause_is_asked(
    kind, file, death
):
    sudden = {"event": {"sudden": "yes", "cause": "", "place_kind": "road"}}
    step = file(declared_by(**sudden, notice={"kind": kind}))
    assert issued(death, step) is None
    nothing = {"kind": "none", "death_paper": []}
    assert errors_on("notice", **sudden, notice=nothing) == {
        "kind": ["Giấy xác nhận của Công an hoặc kết quả giám định pháp y thay cho giấy báo tử."]
    }


def test_d08_only_one_plain_question_is_asked():
    assert page_of("event").base_fields["sudden"].label == (
        "Mất do tai nạn, đột ngột hoặc chưa rõ nguyên nhân?"
    )
    assert not page_of("event").base_fields["cause"].required


def test_d09_a_court_declared_the_person_dead_and_its_day_is_the_day():
    judged = {
        "event": {"died_on": "01/06/2026", "died_time": "", "place_kind": "elsewhere"},
        "notice": {"kind": "court_judgment", "number": "12/2026/QĐST-VDS"},
    }
    declaration = declaration_of(declared_by(**judged))
    assert str(declaration.died_on) == "01/06/2026"
    assert "ghi ngày trong bản án" in str(page_of("event").base_fields["died_on"].help_text)


def test_d10_a_court_declared_the_person_missing_goes_to_the_counter():
    counter = counter_on("fit", fit={"situation": "missing"})
    assert counter.branch == "D10"
    assert counter.reason == "Tuyên bố mất tích chưa phải là khai tử."


def test_d11_registered_dead_but_alive_goes_to_the_counter_at_once():
    counter = counter_on("fit", fit={"situation": "alive"})
    assert counter.branch == "D11"
    assert counter.reason == "Xin đến ngay UBND; mọi khoản chi đang chờ được dừng."


def test_d12_somebody_nobody_knows_is_registered_by_officials():
    assert counter_on("fit", fit={"situation": "unidentified"}).branch == "D12"


def test_d13_where_the_last_residence_is_unknown_the_place_of_death_registers():
    unknown = {"residence_kind": "none", "residence_commune": "", "residence_line": ""}
    declared = declared_by(residence=unknown, office={"commune": OTHER})
    assert declaration_of(declared).office_commune == OTHER
    assert errors_on("office", residence=unknown) == {
        "commune": ["Lựa chọn này không có. Xin chọn lại."]
    }


def test_d14_where_somebody_died_and_where_it_is_registered_are_two_places():
    declaration = declaration_of(declared_by())
    assert (declaration.place_commune, declaration.office_commune) == (OTHER, COMMUNE)
    values = values_of(declared_by())
    assert values[f"{DEATH}.event.place_commune"].text.startswith("Phường Ba Đình")
    assert values[f"{DEATH}.office.commune"].text.startswith("Phường Hà Giang 2")


def test_d15_a_foreigner_goes_to_the_counter_on_the_first_page():
    counter = counter_on("fit", fit={"nationality": "FR"})
    assert counter.branch == "D15"
    assert counter.bring == "Hộ chiếu của người đã mất, giấy báo tử."


def test_d16_a_death_abroad_goes_to_the_counter_on_the_first_page():
    counter = counter_on("fit", fit={"death_country": "FR"})
    assert counter.branch == "D16"
    assert counter.bring == "Giấy tờ khai tử của nước ngoài đã dịch, hợp pháp hóa."


NO_PAPER_LEFT = {"kind": "none", "number": "", "death_paper": []}


def test_d17_long_dead_without_a_paper_needs_one_piece_of_evidence(file, death):
    missing = errors_on("notice", **LONG_AGO, notice=NO_PAPER_LEFT)
    assert missing == {"evidence": ["Xin gửi một giấy tờ có ghi việc mất."]}
    with_evidence = {**NO_PAPER_LEFT, "evidence": [PHOTO]}
    declared = declared_by(**LONG_AGO, notice=with_evidence)
    assert values_of(declared)[f"{DEATH}.registration"].text == "Người chết đã lâu"
    assert issued(death, file(declared)) is None


def test_d17_the_row_of_evidence_stands_only_on_the_page_of_who_died_long_ago():
    def rows(**changes: Any) -> list[str]:
        _pages, declared = walk(typed(**changes), until="event")
        return [row.code for row in rows_of(page_of("notice")(declared=declared, today=TODAY))]

    assert rows() == ["death_paper"]
    assert rows(**LONG_AGO) == ["death_paper", "evidence"]


@pytest.mark.usefixtures("legs")
def test_d17_money_is_offered_only_after_a_word_that_it_may_no_longer_be_due():
    page = legs_page(**LONG_AGO, notice={**NO_PAPER_LEFT, "evidence": [PHOTO]})
    assert offered_on(page) == list(LEGS)
    assert page.fields["chosen"].initial == [LEGS[0]]
    assert "có thể không còn được nhận" in str(page.fields["chosen"].help_text)


@pytest.mark.parametrize(
    ("died_on", "late"), [("05/11/2026", False), ("04/11/2026", True), ("11/2026", False)]
)
def test_d18_after_fifteen_days_it_is_late_and_nobody_is_threatened(died_on, late):
    pages, _declared = walk(typed(event={"died_on": died_on}), until="event")
    assert pages["event"].is_valid()
    said = pages["event"].warnings
    assert said == ({"died_on": ["Đã quá 15 ngày, vẫn đăng ký được."]} if late else {})


def test_d18_the_kind_of_registration_is_told():
    values = values_of(declared_by(event={"died_on": "04/11/2026"}))
    assert values[f"{DEATH}.registration"].text == "Quá hạn"
    assert values_of(declared_by())[f"{DEATH}.registration"].text == "Đúng hạn"


def test_d19_who_died_in_custody_has_the_paper_of_that_place():
    paper = {"kind": "custody_notice", "facility": "Trại Thử Nghiệm"}
    kept = declaration_of(declared_by(event={"place_kind": "elsewhere"}, notice=paper))
    assert (kept.notice_kind, kept.notice_facility) == ("custody_notice", "Trại Thử Nghiệm")


def test_d19_an_execution_is_registered_by_officials():
    assert counter_on("fit", fit={"situation": "by_authority"}).branch == "D19"


@pytest.mark.usefixtures("legs")
def test_d20_a_soldiers_money_is_the_units_and_all_else_goes_on():
    (counter,) = counters(legs={"serving": "on", "chosen": [LEGS[0]]}).values()
    assert (counter.branch, counter.ends) == ("D20", False)
    assert (counter.leg, *counter.also) == LEGS[1:]
    assert counter.reason == "Chế độ do cơ quan bảo hiểm của đơn vị giải quyết."


def test_d21_a_neighbour_applies_in_free_words():
    who = {"relation": "not_related", "relation_other": "hàng xóm"}
    assert declaration_of(declared_by(applicant=who)).relation_other == "hàng xóm"
    nobody = errors_on("applicant", applicant={"relation": "not_related"})
    assert list(nobody) == ["relation_other"]


def test_d22_an_organisation_goes_to_the_counter():
    counter = counter_on("applicant", applicant={"relation": "organisation"})
    assert counter.branch == "D22"
    assert counter.reason == "Cơ quan, tổ chức lo tang lễ xin nộp tại UBND."


def test_d23_a_second_family_is_told_of_the_first_dossier_and_of_nothing_in_it(file):
    file(declared_by())
    counter = counter_on("deceased")
    assert counter.branch == "D23"
    assert counter.reason == "Đã có hồ sơ khai tử cho người này, nộp ngày 20/11/2026."
    assert counters(deceased={"personal_number": ""}) == {}


def test_d25_the_fathers_pages_of_a_birth_know_nothing_of_the_death_here():
    read = " ".join(f"{page.title} {page.lead}" for page in map(page_of, ("deceased", "event")))
    assert "bé" not in read.lower().split()


def test_what_may_be_chosen_is_what_this_installation_knows(death):
    assert choosable() == ()
    assert not page_of("legs").applies({})
    assert LEGS[1:] == rules.BENEFITS
